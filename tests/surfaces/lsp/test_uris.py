"""File URIs and paths."""

import pytest

from gateline.surfaces.lsp.uris import path_of, uri_of


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b.py", "/a/b.py"),
        ("file://localhost/a/b.py", "/a/b.py"),
        ("file:///a%20b/%C3%A9%23.py", "/a b/é#.py"),
        ("file:///a;b/c;d?e#f.py", "/a;b/c;d?e#f.py"),
        ("file:///a%2Fb", "/a/b"),
        ("file:", None),
        ("untitled:Untitled-1", None),
        ("git:/a/b.py?ref", None),
        ("", None),
    ],
)
def test_path_of(uri: str, path: str | None) -> None:
    assert path_of(uri) == path


@pytest.mark.parametrize("path", ["/a/b.py", "/a b/é#?;%.py", "/a/b\udcff"])
def test_there_and_back(path: str) -> None:
    assert path_of(uri_of(path)) == path
