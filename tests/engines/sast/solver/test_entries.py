"""Entry points of frameworks: what they hand to the program, what they do with what it returns, the routes they make."""

import pytest

from tests.engines.sast.programs import bug, case, check, package

VIEW = "import os\nfrom django.http import HttpResponse\n"
CP = "const { exec } = require('child_process');\n"
ECP = "import { exec } from 'child_process';\n"


@pytest.mark.parametrize(
    "files",
    [
        case(
            "Flask route",
            package(
                a_py="import os\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.route('/<name>')\ndef f(name):\n    os.system(name)  # ! shell\n    os.system(request.form['x'])  # ! shell\n    os.system(request.json['x'])  # ! shell\n    os.system(request.headers['x'])  # ! shell\n    os.system(request.cookies.get('x'))  # ! shell\n"
            ),
        ),
        case(
            "Flask number in the route",
            package(
                a_py="import os\nfrom flask import Flask\napp = Flask(__name__)\n@app.route('/<int:n>')\ndef f(n):\n    os.system(n)\n"
            ),
        ),
        case(
            "Flask method decorator",
            package(
                a_py="import os\nfrom flask import Flask\napp = Flask(__name__)\n@app.post('/<n>')\ndef f(n):\n    os.system(n)  # ! shell\n"
            ),
        ),
        case(
            "Flask blueprint in another file",
            package(
                bp_py="import os\nfrom flask import Blueprint, request\nbp = Blueprint('b', __name__)\n@bp.route('/')\ndef f():\n    os.system(request.args['x'])  # ! shell\n",
                a_py="from flask import Flask\nfrom bp import bp\napp = Flask(__name__)\napp.register_blueprint(bp)\n",
            ),
        ),
        case(
            "Flask factory",
            package(
                a_py="import os\nfrom flask import Flask\ndef make():\n    app = Flask(__name__)\n    @app.route('/<n>')\n    def f(n):\n        os.system(n)  # ! shell\n    return app\n"
            ),
        ),
        case(
            "Flask rule added",
            package(
                a_py="import os\nfrom flask import Flask\napp = Flask(__name__)\ndef f(n):\n    os.system(n)  # ! shell\napp.add_url_rule('/<n>', view_func=f)\n"
            ),
        ),
        case(
            "Flask application handed in",
            package(
                a_py="import os\nfrom flask import request\ndef routes(app):\n    @app.route('/')\n    def f():\n        os.system(request.args['x'])  # ! shell\n"
            ),
        ),
        case(
            "Flask view class",
            package(
                a_py="import os\nfrom flask import Flask, request\nfrom flask.views import MethodView\napp = Flask(__name__)\nclass V(MethodView):\n    def get(self, n):\n        os.system(n)  # ! shell\napp.add_url_rule('/<n>', view_func=V.as_view('v'))\n"
            ),
        ),
        case(
            "Flask answers with markup",
            package(
                a_py="from flask import Flask, request\napp = Flask(__name__)\n@app.route('/')\ndef f():\n    return '<p>' + request.args['x']  # ! html\n"
            ),
        ),
        case(
            "Flask answers with JSON",
            package(
                a_py="from flask import Flask, request\napp = Flask(__name__)\n@app.route('/')\ndef f():\n    return {'a': request.args['x']}\n"
            ),
        ),
        case(
            "Flask answers with a status",
            package(
                a_py="from flask import Flask, request\napp = Flask(__name__)\n@app.route('/')\ndef f():\n    return 'no', int(request.args['x'])\n"
            ),
        ),
        case(
            "Django view by URL",
            package(
                urls_py="from django.urls import path\nimport views\nurlpatterns = [path('a/<str:n>', views.f)]\n",
                views_py=VIEW
                + "def f(request, n):\n    os.system(n)  # ! shell\n    os.system(request.GET['x'])  # ! shell\n    return HttpResponse('a')\n",
            ),
        ),
        case(
            "Django view in a package",
            package(
                shop__urls_py="from django.urls import path\nfrom . import views\nurlpatterns = [path('', views.f)]\n",
                shop__views_py=VIEW
                + "def f(request):\n    os.system(request.POST.get('x'))  # ! shell\n    return HttpResponse('a')\n",
                shop____init___py="",
            ),
        ),
        case(
            "Django view, no URL in sight",
            package(
                views_py=VIEW + "def f(request):\n    os.system(request.GET['x'])  # ! shell\n    return HttpResponse('a')\n"
            ),
        ),
        case(
            "Django view by annotation",
            package(
                views_py=VIEW
                + "from django.http import HttpRequest\ndef f(r: HttpRequest):\n    os.system(r.GET['x'])  # ! shell\n"
            ),
        ),
        case(
            "Django view class",
            package(
                views_py=VIEW
                + "from django.views import View\nclass V(View):\n    def get(self, request, n):\n        os.system(n)  # ! shell\n        os.system(request.GET['x'])  # ! shell\n        os.system(self.request.GET['x'])  # ! shell\n        os.system(self.kwargs['x'])  # ! shell\n"
            ),
        ),
        case(
            "Django view class of one's own base",
            package(
                base_py="from django.views import View\nclass Base(View):\n    pass\n",
                views_py=VIEW
                + "from base import Base\nclass V(Base):\n    def post(self, request):\n        os.system(request.POST['x'])  # ! shell\n",
            ),
        ),
        case(
            "Django answer",
            package(
                urls_py="from django.urls import path\nimport views\nurlpatterns = [path('', views.f)]\n",
                views_py=VIEW + "def f(request):\n    return HttpResponse(request.GET['x'])  # ! html\n",
            ),
        ),
        case(
            "Django decorated view",
            package(
                urls_py="from django.urls import path\nimport views\nurlpatterns = [path('', views.f)]\n",
                views_py=VIEW
                + "from django.contrib.auth.decorators import login_required\n@login_required\ndef f(request):\n    os.system(request.GET['x'])  # ! shell\n",
            ),
        ),
        case(
            "FastAPI",
            package(
                a_py="import os\nfrom fastapi import FastAPI\napp = FastAPI()\n@app.get('/{n}')\nasync def f(n: str, m: int, x: str = ''):\n    os.system(n)  # ! shell\n    os.system(m)\n    os.system(x)  # ! shell\n"
            ),
        ),
        case(
            "FastAPI body",
            package(
                a_py="import os\nfrom fastapi import FastAPI\nfrom pydantic import BaseModel\nclass B(BaseModel):\n    x: str\napp = FastAPI()\n@app.post('/')\nasync def f(b: B):\n    os.system(b.x)  # ! shell\n"
            ),
        ),
        case(
            "FastAPI request",
            package(
                a_py="import os\nfrom fastapi import FastAPI, Request\napp = FastAPI()\n@app.post('/')\nasync def f(request: Request):\n    os.system(request.query_params['x'])  # ! shell\n    b = await request.json()\n    os.system(b['x'])  # ! shell\n"
            ),
        ),
        case(
            "FastAPI dependency",
            package(
                a_py="import os\nfrom fastapi import FastAPI, Depends\napp = FastAPI()\ndef dep(x: str):\n    return x\n@app.get('/')\nasync def f(y: str = Depends(dep)):\n    os.system(y)  # ! shell\n"
            ),
        ),
        case(
            "FastAPI router",
            package(
                a_py="import os\nfrom fastapi import APIRouter\nr = APIRouter()\n@r.get('/{n}')\ndef f(n: str):\n    os.system(n)  # ! shell\n"
            ),
        ),
        case(
            "Starlette",
            package(
                a_py="import os\nfrom starlette.applications import Starlette\nfrom starlette.routing import Route\nasync def f(request):\n    os.system(request.query_params['x'])  # ! shell\n    os.system(request.path_params['x'])  # ! shell\napp = Starlette(routes=[Route('/', f)])\n"
            ),
        ),
        case(
            "aiohttp",
            package(
                a_py="import os\nfrom aiohttp import web\nasync def f(request):\n    os.system(request.query['x'])  # ! shell\n    os.system(request.match_info['x'])  # ! shell\napp = web.Application()\napp.router.add_get('/', f)\n"
            ),
        ),
        case(
            "aiohttp table",
            package(
                a_py="import os\nfrom aiohttp import web\nroutes = web.RouteTableDef()\n@routes.get('/')\nasync def f(request):\n    d = await request.post()\n    os.system(d['x'])  # ! shell\n"
            ),
        ),
        case(
            "Tornado",
            package(
                a_py="import os\nimport tornado.web\nclass H(tornado.web.RequestHandler):\n    def get(self, n):\n        os.system(n)  # ! shell\n        os.system(self.get_argument('x'))  # ! shell\n        self.write(self.get_argument('x'))  # ! html\n"
            ),
        ),
        case(
            "Celery",
            package(a_py="import os\nfrom celery import Celery\napp = Celery('a')\n@app.task\ndef f(x):\n    os.system(x)\n"),
        ),
        case(
            "Click",
            package(
                a_py="import os\nimport click\n@click.command()\n@click.argument('x')\ndef f(x):\n    os.system(x)  # ! shell<cli\n"
            ),
        ),
        case("Lambda", package(a_py="import os\ndef lambda_handler(event, context):\n    os.system(event['x'])  # ! shell\n")),
    ],
)
def test_python(files: dict[str, str]) -> None:
    check({path: text for path, text in files.items() if text})


@pytest.mark.parametrize(
    "files",
    [
        case(
            "Express",
            package(
                a_js=CP
                + "const app = require('express')();\napp.get('/:n', (req, res) => {\n  exec(req.params.n);  // ! shell\n  exec(req.query.x);  // ! shell\n  exec(req.body.x);  // ! shell\n  exec(req.headers['x']);  // ! shell\n  exec(req.get('x'));  // ! shell\n  exec(req.cookies.x);  // ! shell\n});\n"
            ),
        ),
        case(
            "Express router in another file",
            package(
                routes_js=CP
                + "const router = require('express').Router();\nrouter.post('/', (req, res) => {\n  exec(req.body.x);  // ! shell\n});\nmodule.exports = router;\n",
                app_js="const app = require('express')();\napp.use('/', require('./routes'));\n",
            ),
        ),
        case(
            "Express controller in another file",
            package(
                controller_js=CP + "exports.f = (req, res) => {\n  exec(req.body.x);  // ! shell\n};\n",
                app_js="const app = require('express')();\nconst c = require('./controller');\napp.post('/', c.f);\n",
            ),
        ),
        case(
            "Express controller class",
            package(
                controller_js=CP + "class C { f(req, res) {\n  exec(req.body.x);  // ! shell\n} }\nmodule.exports = new C();\n",
                app_js="const app = require('express')();\nconst c = require('./controller');\napp.post('/', c.f);\n",
            ),
        ),
        bug(
            "what a middleware keeps in the request is lost",
            "Express chain",
            package(
                a_js=CP
                + "const app = require('express')();\napp.get('/', (req, res, next) => { req.x = req.query.x; next(); }, (req, res) => {\n  exec(req.x);  // ! shell\n});\n"
            ),
        ),
        case(
            "Express middleware",
            package(
                a_js=CP
                + "const app = require('express')();\napp.use((req, res, next) => {\n  exec(req.url);  // ! shell\n  next();\n});\n"
            ),
        ),
        case(
            "Express error handler",
            package(
                a_js=CP
                + "const app = require('express')();\napp.use((err, req, res, next) => {\n  exec(req.query.x);  // ! shell\n});\n"
            ),
        ),
        case(
            "Express route object",
            package(
                a_js=CP
                + "const app = require('express')();\napp.route('/').get((req, res) => {\n  exec(req.query.x);  // ! shell\n});\n"
            ),
        ),
        case(
            "Express handlers in a list",
            package(
                a_js=CP
                + "const app = require('express')();\nconst f = (req, res) => {\n  exec(req.query.x);  // ! shell\n};\napp.get('/', [f]);\n"
            ),
        ),
        case(
            "Express handlers wrapped",
            package(
                a_js=CP
                + "const app = require('express')();\nconst wrap = f => (req, res, next) => f(req, res, next).catch(next);\napp.get('/', wrap(async (req, res) => {\n  exec(req.query.x);  // ! shell\n}));\n"
            ),
        ),
        case(
            "Express application handed in",
            package(
                routes_js=CP
                + "module.exports = function (app) {\n  app.get('/', (req, res) => {\n    exec(req.query.x);  // ! shell\n  });\n};\n",
                app_js="const app = require('express')();\nrequire('./routes')(app);\n",
            ),
        ),
        case(
            "Express handler nobody registers",
            package(a_js=CP + "exports.f = (req, res) => {\n  exec(req.query.x);  // ! shell\n};\n"),
        ),
        case(
            "Express ESM",
            package(
                a_mjs="import express, { Router } from 'express';\n"
                + ECP
                + "const r = Router();\nr.get('/', (req, res) => {\n  exec(req.query.x);  // ! shell\n});\nexport default r;\n"
            ),
        ),
        case(
            "Express TypeScript",
            package(
                a_ts="import express, { Request, Response } from 'express';\n"
                + ECP
                + "export const f = (req: Request, res: Response) => {\n  exec(req.query.x as string);  // ! shell\n};\n"
            ),
        ),
        case(
            "Express answers with markup",
            package(
                a_js="const app = require('express')();\napp.get('/', (req, res) => {\n  res.send('<p>' + req.query.x);  // ! html\n});\n"
            ),
        ),
        case(
            "Express answers with JSON",
            package(a_js="const app = require('express')();\napp.get('/', (req, res) => { res.json({a: req.query.x}); });\n"),
        ),
        case(
            "Koa",
            package(
                a_js=CP
                + "const Koa = require('koa');\nconst app = new Koa();\napp.use(async ctx => {\n  exec(ctx.query.x);  // ! shell\n  ctx.body = '<p>' + ctx.query.x;  // ! html\n});\n"
            ),
        ),
        case(
            "Koa router",
            package(
                a_js=CP
                + "const Router = require('@koa/router');\nconst r = new Router();\nr.get('/:n', async (ctx, next) => {\n  exec(ctx.params.n);  // ! shell\n});\n"
            ),
        ),
        case(
            "Fastify",
            package(
                a_js=CP
                + "const app = require('fastify')();\napp.get('/:n', async (request, reply) => {\n  exec(request.params.n);  // ! shell\n  exec(request.query.x);  // ! shell\n});\n"
            ),
        ),
        case(
            "Fastify route object",
            package(
                a_js=CP
                + "const app = require('fastify')();\napp.route({ method: 'GET', url: '/', handler: async (request, reply) => {\n  exec(request.query.x);  // ! shell\n} });\n"
            ),
        ),
        case(
            "Fastify plugin",
            package(
                a_js=CP
                + "module.exports = async function (fastify, options) {\n  fastify.get('/', async (request, reply) => {\n    exec(request.query.x);  // ! shell\n  });\n};\n",
                app_js="const app = require('fastify')();\napp.register(require('./a'));\n",
            ),
        ),
        case(
            "NestJS",
            package(
                a_ts="import { Controller, Get, Post, Query, Body, Param, Req } from '@nestjs/common';\n"
                + ECP
                + "@Controller('a')\nexport class C {\n  @Get(':n')\n  f(@Param('n') n: string, @Query('x') x: string) {\n    exec(n);  // ! shell\n    exec(x);  // ! shell\n  }\n  @Post()\n  g(@Body() b: any) {\n    exec(b.x);  // ! shell\n  }\n}\n"
            ),
        ),
        case(
            "NestJS number pipe",
            package(
                a_ts="import { Controller, Get, Param, ParseIntPipe } from '@nestjs/common';\n"
                + ECP
                + "@Controller('a')\nexport class C {\n  @Get(':n')\n  f(@Param('n', ParseIntPipe) n: number) {\n    exec(n as any);\n  }\n}\n"
            ),
        ),
        case(
            "NestJS service",
            package(
                s_ts=ECP
                + "import { Injectable } from '@nestjs/common';\n@Injectable()\nexport class S {\n  go(x: string) {\n    exec(x);  // ! shell\n  }\n}\n",
                a_ts="import { Controller, Get, Query } from '@nestjs/common';\nimport { S } from './s';\n@Controller('a')\nexport class C {\n  constructor(private readonly s: S) {}\n  @Get()\n  f(@Query('x') x: string) {\n    this.s.go(x);\n  }\n}\n",
            ),
        ),
        case(
            "Next.js API route",
            {"pages/api/a.js": ECP + "export default function handler(req, res) {\n  exec(req.query.x);  // ! shell\n}\n"},
        ),
        case(
            "Next.js route handler",
            {
                "app/api/a/route.ts": ECP
                + "export async function POST(request: Request) {\n  const b = await request.json();\n  exec(b.x);  // ! shell\n}\n"
            },
        ),
        case(
            "Next.js under a source folder",
            {"src/pages/api/a.ts": ECP + "export default async function (req, res) {\n  exec(req.body.x);  // ! shell\n}\n"},
        ),
        case(
            "Next.js page's data",
            {
                "pages/a.js": ECP
                + "export async function getServerSideProps(context) {\n  exec(context.query.x);  // ! shell\n  return { props: {} };\n}\nexport default () => null;\n"
            },
        ),
        case(
            "hapi",
            package(
                a_js=CP
                + "const Hapi = require('@hapi/hapi');\nconst server = Hapi.server({ port: 1 });\nserver.route({ method: 'GET', path: '/', handler: (request, h) => {\n  exec(request.query.x);  // ! shell\n  return 'a';\n} });\n"
            ),
        ),
        case(
            "Lambda",
            package(
                lambda__a_js=CP + "exports.handler = async (event) => {\n  exec(event.queryStringParameters.x);  // ! shell\n};\n"
            ),
        ),
        case(
            "http",
            package(a_js=CP + "require('http').createServer((req, res) => {\n  exec(req.url);  // ! shell\n}).listen(1);\n"),
        ),
    ],
)
def test_javascript(files: dict[str, str]) -> None:
    check(files)
