"""Templates join the flow: what a call passes is followed to where the template prints it."""

import pytest

from gateline.engines.sast.solver.pages import Pages

from ..programs import case, check, findings, gaps, seen, solved, templates_of

FLASK = """\
from flask import Flask, render_template, request
app = Flask(__name__)
@app.route("/")
def show():
    return render_template("page.html", q=request.args["q"], items=[request.args["q"]], who={"name": request.args["q"]}, n=3)
"""
DJANGO = """\
from django.shortcuts import render
from django.urls import path
def show(request):
    return render(request, "shop/page.html", {"q": request.GET["q"], "form": request.POST})
urlpatterns = [path("show", show)]
"""
EXPRESS = """\
const express = require("express");
const app = express();
app.use((req, res, next) => { res.locals.user = req.query.user; next(); });
app.get("/", (req, res) => {
  res.render("page", { name: req.query.name, list: [{ text: req.query.text }] });
});
"""


@pytest.mark.parametrize(
    "page",
    [
        case("escaped text", "<p title='{{ q }}'>{{ q }}</p>"),
        case("raw", "<p>\n{{ q|safe }}</p> <!-- ! html -->"),
        case("member", "{{ who.name|safe }} <!-- ! html -->"),
        case("harmless filter", "{{ q|length|safe }}{{ q|e|safe }}{{ q|tojson|safe }}"),
        case("unknown filter", "{{ q|mine|safe }} <!-- ! html? -->"),
        case("nothing from outside", "{{ n|safe }}{{ missing|safe }}{{ input|safe }}"),
        case("loop", "{% for one in items %}{{ one|safe }}{% endfor %} <!-- ! html -->"),
        case("assignment", "{% set x = q %}{% set x = 'a' %}{{ x|safe }}\n{% set y = q %}{{ y|safe }} <!-- ! html -->"),
        case("region", "{% autoescape false %}{{ q }}{% endautoescape %} <!-- ! html -->"),
        case("address", "<a href='{{ q }}'> <!-- ! client-url -->\n<a href='/x/{{ q }}'><img src='{{ q }}'>"),
        case("script", "<script>\nx = {{ q }}; // <!-- ! html -->\ny = '{{ q }}';</script>"),
        case("event", "<b onclick='go(\"{{ q }}\")'> <!-- ! html -->"),
        case("without quotes", "<b class={{ q }}> <!-- ! html -->"),
        case("style", "<b style='color: {{ q }}'> <!-- ! css -->"),
        case("the engine's request", "{{ request.args.x|safe }} <!-- ! html -->"),
        case("tested", "{% if q in ('a', 'b') %}{{ q|safe }}{% endif %}"),
        case("a number by its name", "<b class={{ who.user_id }}>"),
    ],
)
def test_jinja(page: str) -> None:
    check({"app.py": FLASK, "templates/page.html": page})


def test_other_templates_are_followed() -> None:
    check(
        {
            "app.py": FLASK,
            "templates/page.html": "{% extends 'base.html' %}{% import 'macros.html' as m %}{% from 'macros.html' import field as f %}"
            "{% include 'part.html' %}{% include 'part2.html' with x=q only %}{{ m.field(q) }}{{ f(q) }}",
            "templates/base.html": "{{ q|safe }} <!-- ! html -->",
            "templates/part.html": "{{ q|safe }} <!-- ! html -->",
            "templates/part2.html": "{{ q|safe }}{{ x|safe }} <!-- ! html -->",
            "templates/macros.html": "{% macro field(v) %}<b>{{ v }}</b>{{ v|safe }}{% endmacro %} <!-- ! html -->",
            "templates/unused.html": "{{ q|safe }}",
        }
    )


def test_templates_that_include_themselves_end() -> None:
    check({"app.py": FLASK, "templates/page.html": "{% include 'page.html' %}{{ q|safe }} <!-- ! html -->"})


def test_flask_escapes_only_pages() -> None:
    check({"app.py": FLASK.replace("page.html", "page.j2"), "templates/page.j2": "{{ q }} <!-- ! html -->"})


def test_wrappers_of_the_call() -> None:
    app = (
        FLASK.replace("    return render_template(", "    return draw(")
        + "def draw(name, **more):\n    return render_template(name, **more)\n"
    )
    check({"app.py": app, "templates/page.html": "{{ q|safe }} <!-- ! html -->"})


def test_django() -> None:
    check(
        {
            "shop/views.py": DJANGO,
            "shop/templates/shop/page.html": "{{ q }}{{ form.name|safe }}\n{{ q|safe }} <!-- ! html -->\n{{ request.GET.x|safe }} <!-- ! html -->",
        }
    )


def test_django_views_by_class() -> None:
    check(
        {
            "views.py": "from django.views.generic import TemplateView\n"
            "class Page(TemplateView):\n"
            "    template_name = 'page.html'\n"
            "    def get_context_data(self, **kwargs):\n"
            "        context = super().get_context_data(**kwargs)\n"
            "        context['q'] = self.request.GET['q']\n"
            "        return context\n",
            "templates/page.html": "{{ q|safe }}{{ q }} <!-- ! html -->",
        }
    )


def test_templates_that_are_loaded_first() -> None:
    check(
        {
            "app.py": FLASK.replace("from flask", "import jinja2\nfrom flask", 1)
            .replace("app = ", "env = jinja2.Environment(loader=jinja2.FileSystemLoader('x'), autoescape=True)\napp = ")
            .replace("render_template(", "env.get_template(")
            .replace('"page.html", ', '"page.html").render('),
            "x/page.html": "{{ q }}\n{{ q|safe }} <!-- ! html -->",
        }
    )


def test_an_engine_that_does_not_escape() -> None:
    app = (
        "import jinja2\nfrom flask import Flask, request\napp = Flask(__name__)\n"
        "env = jinja2.Environment(loader=jinja2.FileSystemLoader('x'){more})\n"
        "@app.route('/')\ndef show():\n    env.get_template('page.html').render(q=request.args['q'])\n    return 'ok'\n"
    )
    check({"app.py": app.format(more=""), "x/page.html": "{{ q }} <!-- ! html -->\n{{ q|e }}"})
    check({"app.py": app.format(more=", autoescape=False"), "x/page.html": "{{ q }} <!-- ! html -->"})
    check({"app.py": app.format(more=", autoescape=True"), "x/page.html": "{{ q }}"})


def test_decorators_that_name_the_template() -> None:
    check(
        {
            "app.py": "import aiohttp_jinja2\nfrom aiohttp import web\n"
            "@aiohttp_jinja2.template('page.html')\nasync def show(request):\n    return {'q': request.query['q']}\n"
            "app = web.Application()\napp.router.add_get('/', show)\n",
            "templates/page.html": "{{ q }}\n{{ q|safe }} <!-- ! html -->",
        }
    )


@pytest.mark.parametrize(
    "page",
    [
        case("escaped", "<p title='<%= name %>'><%= name %></p>"),
        case("raw", "<p>\n<%- name %></p> <!-- ! html -->"),
        case("callback", "<% list.forEach((one) => { %><%- one.text %><%= one.text %><% }) %> <!-- ! html -->"),
        case("loop", "<% for (const one of list) { %><%- one.text %><% } %> <!-- ! html -->"),
        case("variables of every template", "<%- user %> <!-- ! html -->"),
        case("a page's own globals", "<%- location %><%- document.title %><%- typeof name %>"),
        case("the object of all variables", "<%- locals.name %> <!-- ! html -->"),
        case("address", "<a href='<%= name %>'> <!-- ! client-url -->\n<a href='/<%= name %>'>"),
        case("encoded", "<%- encodeURIComponent(name) %><%- name.length %>"),
        case("tested", "<% if (name === 'a') { %><%- name %><% } %>"),
    ],
)
def test_ejs(page: str) -> None:
    check({"app.js": EXPRESS, "views/page.ejs": page})


def test_ejs_includes() -> None:
    check(
        {
            "app.js": EXPRESS,
            "views/page.ejs": "<%- include('parts/a', {who: name}) %><% include parts/b %>",
            "views/parts/a.ejs": "<%= who %><%- who %> <!-- ! html -->",
            "views/parts/b.ejs": "<%- name %> <!-- ! html -->",
        }
    )


@pytest.mark.parametrize(
    "page",
    [
        case("escaped", "{{name}}<b class={{name}}>"),
        case("raw", "{{{name}}} <!-- ! html -->\n{{&name}} <!-- ! html -->"),
        case("each", "{{#each list}}{{{text}}}{{text}}{{{name}}}{{/each}} <!-- ! html -->"),
        case("each with a name", "{{#each list as |one|}}{{{one.text}}}{{/each}} <!-- ! html -->"),
        case("around", "{{#each list}}{{{../name}}}{{/each}} <!-- ! html -->"),
        case("section", "{{#list}}{{{name}}}{{/list}} <!-- ! html -->"),
        case("helper", "{{{mine name}}} <!-- ! html? -->"),
    ],
)
def test_handlebars(page: str) -> None:
    check({"app.js": EXPRESS, "views/page.hbs": page})


def test_handlebars_partials() -> None:
    check(
        {
            "app.js": EXPRESS,
            "views/page.hbs": "{{> part who=name}}{{#each list}}{{> other}}{{/each}}",
            "views/partials/part.hbs": "{{{who}}} <!-- ! html -->",
            "views/partials/other.hbs": "{{{text}}} <!-- ! html -->",
        }
    )


@pytest.mark.parametrize(
    ("page", "lines"),
    [
        case("escaped", "p= name\np #{name}", {}),
        case("raw", "p\n  != name\np !{name}", {2: "html", 3: "html"}),
        case("loop", "each one in list\n  li= one.text\n  li!= one.text", {3: "html"}),
        case("mixin", "mixin card(x)\n  p!= x\n+card(name)", {2: "html"}),
        case("address", "a(href=name)\na(href='/x/' + name)", {1: "client-url"}),
        case("script", "script.\n  a = !{name}\n  b = '#{name}'", {2: "html"}),
    ],
)
def test_pug(page: str, lines: dict[int, str]) -> None:
    found = seen(solved({"app.js": EXPRESS, "views/page.pug": page}))
    assert found == {("views/page.pug", line, kind) for line, kind in lines.items()}


def test_pug_layouts() -> None:
    found = seen(solved({"app.js": EXPRESS, "views/page.pug": "extends layout", "views/layout.pug": "title!= name"}))
    assert found == {("views/layout.pug", 1, "html")}


def test_swig_and_nunjucks_may_be_told_not_to_escape() -> None:
    check({"app.js": EXPRESS, "views/page.html": "{{ name }}"})
    told = EXPRESS + "require('swig').setDefaults({ autoescape: false });\n"
    check({"app.js": told, "views/page.html": "{{ name }} <!-- ! html -->"})


def test_the_way_is_told() -> None:
    (found,) = findings({"app.py": FLASK, "templates/page.html": "\n<b>{{ q|safe }}</b>"})
    assert (found.rule, found.location.path, found.location.start.line) == ("sast/reflected-xss", "templates/page.html", 2)
    assert found.message == "Data from a request reaches `{{ q|safe }}`"
    assert [(step.location.path, step.note) for step in found.trace[1:]] == [
        ("app.py", "passed to the template as `q`"),
        ("templates/page.html", "reaches `{{ q|safe }}`: printed unescaped"),
    ]


def test_authors_may_ask_for_silence() -> None:
    page = "<!-- gateline:ignore reflected-xss -- by intent -->\n{{ q|safe }}"
    (found,) = findings({"app.py": FLASK, "templates/page.html": page})
    assert found.ignored


def test_a_template_that_takes_too_long_is_a_gap() -> None:
    page = "<% " + "name;\n" * 25_000 + " %>"
    assert [gap.path for gap in gaps({"app.js": EXPRESS, "views/page.ejs": page})] == ["views/page.ejs"]


def test_names_lead_to_templates() -> None:
    files = {
        "web/views/index.ejs": "<%= a %>",
        "web/public/index.html": "{{ a }}",
        "shop/templates/shop/list.html": "{{ a }}",
        "blog/templates/list.html": "{{ a }}",
        "shop/templates/list.html": "{{ a }}",
    }
    machine = solved({"app.py": "", **files})
    assert set(templates_of(files)) == {page.path for page in machine.pages.every}
    pages: Pages = machine.pages

    def found(name: str, near: str = "app.py") -> str | None:
        page = pages.find(name, near)
        return None if page is None else page.path

    assert found("index", "web/app.js") == "web/views/index.ejs"
    assert found("shop/list.html") == "shop/templates/shop/list.html"
    assert found("list.html", "shop/views.py") == "shop/templates/list.html"
    assert found("list.html", "blog/views.py") == "blog/templates/list.html"
    assert found("../templates/list", "blog/views/x.html") == "blog/templates/list.html"
    assert found("/list.html", "blog/views.py") == "blog/templates/list.html"
    assert found("other") is None
    assert found("") is None
