"""Texts put together: what a fixed beginning proves of an address."""

import pytest

from tests.engines.sast.programs import bug, case, check, javascript, python


@pytest.mark.parametrize(
    ("beginning", "is_reached"),
    [
        ("", True),
        ("https://", True),
        ("https://shop.test", True),
        ("https://shop.test/", False),
        ("https://shop.test:80/x", False),
        ("https://shop.test?x=", False),
        ("https://shop.test#", False),
        ("http:", True),
        ("//", True),
        ("//shop.test/", False),
        ("  https://shop.test/", False),
        ("ftp://shop.test/x/", False),
        ("https://user@", True),
        ("https:/", True),
    ],
)
def test_addresses_asked_by_the_server(beginning: str, is_reached: bool) -> None:
    mark = "  # ! url" if is_reached else ""
    check(python(f"import requests\n---\nrequests.get('{beginning}' + q){mark}"))
    check(python(f"import requests\n---\nrequests.get(f'{beginning}{{q}}'){mark}"))


@pytest.mark.xfail(strict=True, reason="what stands before a value in a text with % is not looked at")
def test_addresses_formatted_by_percent() -> None:
    check(python("import requests\n---\nrequests.get('https://shop.test/%s' % q)"))


@pytest.mark.parametrize(
    ("beginning", "is_reached"),
    [
        ("", True),
        ("/", True),
        ("//", True),
        ("/a", False),
        ("/a/", False),
        ("?x=", False),
        ("#", False),
        ("a/", False),
        ("https://shop.test/", False),
        ("https://", True),
    ],
)
def test_addresses_a_browser_is_sent_to(beginning: str, is_reached: bool) -> None:
    mark = "  // ! redirect" if is_reached else ""
    check(javascript(f"res.redirect('{beginning}' + q);{mark}"))
    check(javascript(f"res.redirect(`{beginning}${{q}}`);{mark}"))


@pytest.mark.parametrize(
    "body",
    [
        case("constants with choices", "x = 'a' if q else 'b'\nrun('ls ' + x)"),
        case(
            "constants with too many choices",
            "x = request.args['n']\ny = {'a': '1', 'b': '2'}.get(x, '3')\nrun('ls ' + y + y + y)",
        ),
        case("what stands before counts", "import requests\n---\nrequests.get(q + 'https://shop.test/')  # ! url"),
        case("a host in a variable", "import requests\nBASE = 'https://shop.test'\n---\nrequests.get(BASE + '/' + q)"),
        bug(
            "a path behind a host from the environment counts as the host",
            "a host from the environment",
            "import requests\nBASE = os.environ['SHOP']\n---\nrequests.get(BASE + '/' + q)  # ! url<env",
        ),
        case("joined by a list", "import requests\n---\nrequests.get('/'.join(['https://shop.test', 'x', q]))"),
        case("formatted", "import requests\n---\nrequests.get('https://shop.test/{}'.format(q))"),
        case("lists concatenated", "x = ['a'] + ['b', q]\nrun(x[1])\nrun(x[2])  # ! shell"),
    ],
)
def test_parts(body: str) -> None:
    check(python(body))
