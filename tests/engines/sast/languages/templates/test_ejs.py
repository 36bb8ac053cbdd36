"""EJS."""

from .reading import contexts, links, printed, shown


def test_outputs() -> None:
    text = "<%= a %><%- b.c %><%# no %><%_ x = 1 _%><%- d -%><%% e %>"
    assert printed(text, "ejs") == ["auto a", "raw b.c", "raw d"]
    assert shown(text, "ejs") == ["<%= a %>", "<%- b.c %>", "<%- d -%>"]


def test_code_around_text_is_one_program() -> None:
    text = "é<% items.forEach(function (item) { %>\n  <li><%- item.name %></li>\n<% }) %>\n<% if (a) { %><%= b %><% } else { %><%- c %><% } %>"
    assert sorted(printed(text, "ejs")) == ["auto b", "raw c", "raw item.name"]
    assert "<%- item.name %>" in shown(text, "ejs")


def test_includes() -> None:
    assert links("<%- include('a/b', {c: d}) %>", "ejs") == ["include 'a/b' of {'c': d}"]
    assert links("<% include a/b %>", "ejs") == ["include 'a/b'"]


def test_contexts() -> None:
    assert contexts("<a href='<%= a %>'><p class=<%= b %>><script>x = <%- c %></script>", "ejs") == ["url", "unquoted", "script"]


def test_what_is_not_closed_prints_nothing() -> None:
    assert printed("<%= a %><%= b", "ejs") == ["auto a"]
