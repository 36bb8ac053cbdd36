"""The route table of small programs, one framework each."""

import pytest

from gateline.engines.sast.routes import routes
from tests.engines.sast.programs import case, package, solved


def table(files: dict[str, str]) -> list[str]:
    """Routes as lines: method, address, parameters by kind, handler, `*` where somebody is asked who he is."""
    return [
        " ".join(
            [
                one.method,
                one.template,
                ",".join(f"{parameter.name}:{parameter.kind}" for parameter in one.parameters) or "-",
                one.handler or "-",
            ]
        )
        + (" *" if one.has_auth else "")
        for one in routes(solved(files))
    ]


FLASK = package(
    app_py="""\
    from flask import Flask, request
    from flask.views import MethodView
    from views import bp
    app = Flask(__name__)
    app.register_blueprint(bp, url_prefix="/api")
    @app.get("/hello/<name>")
    def hello(name):
        return request.args.get("q")
    class Item(MethodView):
        def get(self, id): return "x"
        def delete(self, id): return "y"
    app.add_url_rule("/items/<int:id>", view_func=Item.as_view("item"))
    """,
    views_py="""\
    from flask import Blueprint, request
    from flask_login import login_required
    bp = Blueprint("v", __name__, url_prefix="/old")
    @bp.route("/users", methods=["GET", "POST"])
    @login_required
    def users():
        return request.form["name"]
    """,
)
DJANGO = package(
    shop__urls_py="""\
    from django.urls import include, path
    from . import views
    urlpatterns = [path("shop/", include("shop.more")), path("home/", views.home)]
    """,
    shop__more_py="""\
    from django.urls import path, re_path
    from . import views
    urlpatterns = [path("items/<int:pk>/", views.item), re_path(r"^old/(?P<slug>[a-z]+)$", views.old), path("c/", views.C.as_view())]
    """,
    shop__views_py="""\
    from django.contrib.auth.decorators import login_required
    from django.contrib.auth.mixins import LoginRequiredMixin
    from django.views import View
    def home(request): return request.GET["a"]
    @login_required
    def item(request, pk): return request.POST.get("b")
    def old(request, slug): return 1
    class C(LoginRequiredMixin, View):
        def get(self, request): return 1
        def post(self, request): return 2
    """,
)
FASTAPI = package(
    main_py="""\
    from fastapi import APIRouter, Depends, FastAPI, Query
    from pydantic import BaseModel
    app = FastAPI()
    router = APIRouter(prefix="/items")
    class Item(BaseModel):
        name: str
    def current_user(): ...
    @router.get("/{item_id}")
    def read(item_id: int, q: str = Query(None), limit: int = 10): return 1
    @router.post("/")
    def create(item: Item, user=Depends(current_user)): return 1
    app.include_router(router, prefix="/v1")
    """
)
EXPRESS = package(
    app_js="""\
    const express = require("express");
    const { requireAuth } = require("./guard");
    const app = express();
    app.get("/ping", (req, res) => res.end(req.query.x));
    app.use(requireAuth);
    app.use("/users", require("./users"));
    require("./more")(app);
    """,
    guard_js="exports.requireAuth = (req, res, next) => next();\n",
    users_js="""\
    const { Router } = require("express");
    const r = Router();
    r.get("/:id", function show(req, res) { const { a, b } = req.body; });
    r.route("/x/:y").post(function change(req, res) {}).delete(function remove(req, res) {});
    module.exports = r;
    """,
    more_js="module.exports = function (app) { app.post('/more', function more(req, res) {}); };\n",
)
KOA = package(
    app_js="""\
    const Koa = require("koa");
    const Router = require("@koa/router");
    const app = new Koa();
    const router = new Router({ prefix: "/v1" });
    router.get("/u/:id", async function show(ctx) { ctx.body = ctx.query.z + ctx.request.body.k; });
    app.use(router.routes());
    """
)
FASTIFY = package(
    app_js="""\
    const fastify = require("fastify")();
    fastify.get("/a/:id", async (request, reply) => request.query.k);
    fastify.register(async function plugin(f) { f.post("/b", { preHandler: [f.authenticate] }, async (request) => 1); }, { prefix: "/p" });
    fastify.route({ method: ["PUT", "PATCH"], url: "/c", handler: async function h(request) {} });
    """
)
NEST = package(
    cats_ts="""\
    import { Body, Controller, Get, Param, Post, Query, UseGuards } from "@nestjs/common";
    @Controller("cats")
    export class Cats {
      @Get(":id") one(@Param("id") id: string, @Query("q") q: string) { return id; }
      @Post() @UseGuards(JwtGuard) make(@Body() body: any) { return body; }
    }
    """
)
NEXT = {
    "app/api/items/[id]/route.ts": "import { getServerSession } from 'next-auth';\nexport async function GET(request) { return 1; }\n"
    "export async function POST(request) { await getServerSession(); return 1; }\n",
    "pages/api/old.ts": "export default function handler(req, res) { res.json(req.query.a); }\n",
}
HAPI = package(
    app_js="""\
    const Hapi = require("@hapi/hapi");
    const server = Hapi.server({ port: 1 });
    server.route({ method: "GET", path: "/h/{name}", handler: function h(request, t) { return request.query.a; } });
    server.route([
      { method: "POST", path: "/i", handler: (request) => 1 },
      { method: "PUT", path: "/j", options: { auth: "jwt" }, handler: (request) => 1 },
    ]);
    """
)


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        case("Flask", FLASK, ["GET /api/users name:body users *", "POST /api/users name:body users *", "GET /hello/<name> name:path,q:query hello", "DELETE /items/<int:id> id:path delete", "GET /items/<int:id> id:path get"]),
        case("Django", DJANGO, ["* /home/ a:query home", "GET /shop/c/ - get *", "POST /shop/c/ - post *", "* /shop/items/<int:pk>/ pk:path,b:body item *", "* /shop/old/(?P<slug>[a-z]+)$ slug:path old"]),
        case("FastAPI", FASTAPI, ["POST /v1/items item:body create *", "GET /v1/items/{item_id} item_id:path,q:query,limit:query read"]),
        case("Express", EXPRESS, ["POST /more - more *", "GET /ping x:query -", "GET /users/:id id:path,a:body,b:body show *", "DELETE /users/x/:y y:path remove *", "POST /users/x/:y y:path change *"]),
        case("Koa", KOA, ["GET /v1/u/:id id:path,z:query,k:body show"]),
        case("Fastify", FASTIFY, ["GET /a/:id id:path,k:query -", "PATCH /c - h", "PUT /c - h", "POST /p/b - - *"]),
        case("Nest", NEST, ["POST /cats body:body make *", "GET /cats/:id id:path,q:query one"]),
        case("Next", NEXT, ["GET /api/items/[id] id:path GET", "POST /api/items/[id] id:path POST *", "* /api/old a:query handler"]),
        case("hapi", HAPI, ["GET /h/{name} name:path,a:query h", "POST /i - -", "PUT /j - - *"]),
    ],
)  # fmt: skip
def test_routes(files: dict[str, str], wanted: list[str]) -> None:
    assert table(files) == wanted


def test_a_router_at_two_places_answers_at_both() -> None:
    files = package(
        app_js="const e = require('express');\nconst app = e();\nconst r = e.Router();\nr.get('/x', (req, res) => {});\napp.use('/a', r);\napp.use('/b', r);\n"
    )
    assert table(files) == ["GET /a/x - -", "GET /b/x - -"]


def test_routers_in_a_circle_end() -> None:
    text = "const e = require('express');\nconst a = e.Router(), b = e.Router();\na.use('/a', b);\nb.use('/b', a);\na.get('/x', (q, s) => {});\n"
    assert table({"app.js": text})
