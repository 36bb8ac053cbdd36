"""Grammars by name."""

import pytest

from gateline.syntax.grammars import GRAMMARS, language, parse


@pytest.mark.parametrize("name", GRAMMARS)
def test_each_grammar_reads_its_language(name: str) -> None:
    text = b"x = 1\n" if name == "python" else b"let x = 1;\n"
    root = parse(name, text).root_node
    assert not root.has_error
    assert root.end_byte == len(text)
    assert language(name) is language(name)


def test_broken_text_is_a_tree_with_errors() -> None:
    assert parse("python", b"def (:\n").root_node.has_error


def test_unknown_grammar() -> None:
    with pytest.raises(KeyError):
        parse("cobol", b"")
