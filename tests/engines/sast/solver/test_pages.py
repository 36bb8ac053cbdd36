"""Which template a name leads to."""

import pytest

from gateline.engines.sast.knowledge import knowledge
from gateline.engines.sast.solver.pages import Pages
from tests.engines.sast.programs import templates_of

PATHS = ("views/a.ejs", "views/b.ejs", "shop/views/b.ejs", "views/partials/head.ejs", "templates/a.html", "old/a.html")
PAGES = Pages(0, templates_of(dict.fromkeys(PATHS, "<p><%= x %>{{ x }}</p>\n")), knowledge().indexes, [])


@pytest.mark.parametrize(
    ("name", "near", "path"),
    [
        ("b", "app.js", "views/b.ejs"),
        ("b.ejs", "shop/app.js", "shop/views/b.ejs"),
        ("./b", "shop/views/c.ejs", "shop/views/b.ejs"),
        ("partials/head", "app.js", "views/partials/head.ejs"),
        ("a.html", "app.py", "templates/a.html"),
        ("/a.html", "app.py", "templates/a.html"),
        ("nothing", "app.py", None),
        ("", "app.py", None),
        ("x" * 5000, "app.py", None),
        ("../../../../etc/b", "app.js", None),
    ],
)
def test_names(name: str, near: str, path: str | None) -> None:
    found = PAGES.find(name, near)
    assert (found.path if found else None) == path
