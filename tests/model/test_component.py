import msgspec

from gateline.model.component import Component
from tests.builders import a_component


def test_components_stand_by_package_then_file() -> None:
    rows = [a_component("pkg:pypi/b@1"), a_component("pkg:pypi/a@1", "z.lock"), a_component("pkg:pypi/a@1", "a.lock")]
    assert [(row.purl, row.path) for row in sorted(rows)] == [
        ("pkg:pypi/a@1", "a.lock"),
        ("pkg:pypi/a@1", "z.lock"),
        ("pkg:pypi/b@1", "uv.lock"),
    ]


def test_a_component_survives_its_own_writing() -> None:
    row = a_component(licences=("MIT OR Apache-2.0",), hashes=("sha256:" + "0" * 64,), dependencies=("pkg:pypi/idna@3.7",))
    assert msgspec.json.decode(msgspec.json.encode(row), type=Component) == row
