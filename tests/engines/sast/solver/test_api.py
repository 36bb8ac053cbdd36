"""The index of models: where members, calls and elements lead."""

from gateline.engines.sast.models.load import parse_model
from gateline.engines.sast.solver.api import ApiIndex

MODEL = b"""
package: shop
language: python
gives:
  shop.request: shop.Request()
  shop.old: shop.new
  shop.loop: shop.loop2
  shop.loop2: shop.loop
  shop.Basket().items[]: shop.Item()
extends:
  shop.Special: [shop.Basket]
  shop.Round: [shop.Circle]
  shop.Circle: [shop.Round]
sources:
  shop.Request().args: remote
  shop.Request().env[HOST]: env
sinks:
  - {call: shop.Basket().run, arg: 0, kind: sql}
  - {call: shop.Basket, arg: 0, kind: path}
entries:
  - {decorator: shop.route, params: remote}
"""
INDEX = ApiIndex([parse_model(MODEL, "shop.yaml")])


def test_members_lead_to_what_is_given() -> None:
    assert INDEX.member("shop", "request") == ("shop.Request()",)
    assert INDEX.member("shop", "other") == ("shop.other",)
    assert INDEX.given("shop.old") == ("shop.new",)


def test_calls_and_elements() -> None:
    assert INDEX.call("shop.Basket") == ("shop.Basket()",)
    assert INDEX.element("shop.Basket().items") == ("shop.Item()",)
    assert INDEX.element("shop.Basket().items", "x") == ("shop.Item()",)
    assert INDEX.element("shop.Request().env", "HOST") == ("shop.Request().env[HOST]",)
    assert INDEX.element("shop.Request().env", "x") == ("shop.Request().env[]",)


def test_derived_classes_have_the_members_of_their_bases() -> None:
    assert INDEX.member("shop.Special()", "run") == ("shop.Basket().run",)
    assert INDEX.is_a("shop.Special", "shop.Basket")
    assert INDEX.is_a("shop.Basket", "shop.Basket")
    assert not INDEX.is_a("shop.Basket", "shop.Special")


def test_circles_end() -> None:
    assert INDEX.given("shop.loop") == ()
    assert next(INDEX.ancestry("shop.Round")) == "shop.Round"
    path = "shop.x"
    for _ in range(100):
        steps = INDEX.member(path, "parent")
        if not steps:
            break
        (path,) = steps
    assert len(path) <= 160


def test_what_is_said_of_a_path() -> None:
    source = INDEX.find("shop.Request().args")
    assert source is not None
    assert source.source == "remote"
    assert source.is_summary()
    sink = INDEX.find("shop.Basket().run")
    assert sink is not None
    assert [one.kind for one in sink.sinks] == [("sql",)]
    assert not sink.is_summary()
    assert INDEX.find("shop.nothing") is None
    assert INDEX.has("shop.request")
    assert not INDEX.has("shop")


def test_words_of_the_packages_a_program_speaks_of() -> None:
    assert {"run", "args", "route", "HOST"} <= INDEX.words(frozenset({"shop"}))
    assert "run" not in INDEX.words(frozenset({"other"}))


def test_names_for_a_star_import() -> None:
    assert {"Basket", "Request", "request", "route", "Special"} <= set(INDEX.members_of("shop"))
    assert INDEX.members_of("nowhere") == []
