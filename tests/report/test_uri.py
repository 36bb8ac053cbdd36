import pytest

from gateline.report.uri import uri_of, uri_path
from tests.builders import a_location


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/app.py", "src/app.py"),
        ("infra/main net.tf", "infra/main%20net.tf"),
        ("outer.zip!/inner.txt", "outer.zip!/inner.txt"),
        ("größe.py", "gr%C3%B6%C3%9Fe.py"),
        ("C:/boot.ini", "C%3A/boot.ini"),
        ("a\\b", "a%5Cb"),
        ("50%.txt", "50%25.txt"),
        ("//host/share", "%2F%2Fhost/share"),
        ("odd?#[x]\n", "odd%3F%23%5Bx%5D%0A"),
    ],
)
def test_paths_become_relative_references(path: str, uri: str) -> None:
    assert uri_path(path) == uri


def test_the_whole_target_has_a_name_too() -> None:
    assert uri_of(a_location("")) == "whole-target"
