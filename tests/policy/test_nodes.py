"""YAML → positioned nodes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateline.policy.errors import Place, PolicyError, WaiverFileError
from gateline.policy.nodes import MAX_BYTES, Mapping, Node, Scalar, Sequence, Tree, parse_yaml


def plain(node: Node) -> object:
    match node:
        case Scalar(text=text):
            return text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}


def problem(data: bytes) -> str:
    with pytest.raises(PolicyError) as caught:
        parse_yaml(data, "p.yaml")
    return str(caught.value.problems[0])


def test_a_document_with_places() -> None:
    tree = parse_yaml(b"a: [x, 'y']\nb:\n  c: 1\n", "p.yaml")
    assert plain(tree.root) == {"a": ["x", "y"], "b": {"c": "1"}}
    assert isinstance(tree.root, Mapping)
    (_a, xs), (_b, inner) = tree.root.entries
    assert isinstance(xs, Sequence) and isinstance(inner, Mapping)
    assert [item.place for item in xs.items] == [Place("p.yaml", 1, 5), Place("p.yaml", 1, 8)]
    assert inner.entries[0][1].place == Place("p.yaml", 3, 6)


def test_columns_count_characters() -> None:
    tree = parse_yaml("é: {ü: x}\n".encode(), "p.yaml")
    assert isinstance(tree.root, Mapping)
    inner = tree.root.entries[0][1]
    assert isinstance(inner, Mapping)
    assert inner.entries[0][1].place == Place("p.yaml", 1, 8)


def test_quotes_are_remembered() -> None:
    tree = parse_yaml(b"[true, 'true', \"true\"]", "p.yaml")
    assert isinstance(tree.root, Sequence)
    assert [item.is_plain for item in tree.root.items if isinstance(item, Scalar)] == [True, False, False]


def test_duplicate_and_odd_keys_are_problems_and_the_rest_is_read() -> None:
    tree = parse_yaml(b"a: 1\na: 2\n? [x]\n: 3\n<<: {b: 1}\nc: 4\n", "p.yaml")
    assert plain(tree.root) == {"a": "1", "c": "4"}
    assert [str(found).splitlines()[0] for found in tree.problems] == [
        "p.yaml:2:1: duplicate key 'a'",
        "p.yaml:3:3: a key must be text",
        "p.yaml:5:1: merge keys are not supported",
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "p.yaml:1:1: the file is empty"),
        (b"# nothing\n", "p.yaml:1:1: the file is empty"),
        (b"a: [b", "p.yaml:1:4: not YAML: "),
        (b"a: [b\nc: d\n", "p.yaml:2:2: not YAML: "),
        (b"a: 1\n---\nb: 2\n", "p.yaml:2:1: a second document starts here"),
        (b"a: !!python/object:os.system x\n", "p.yaml:1:4: tag 'tag:yaml.org,2002:python/object:os.system' is not supported"),
        (b"a: !own {}\n", "p.yaml:1:4: tag '!own' is not supported"),
        (b"a: *b\n", "p.yaml:1:4: alias '*b' refers to nothing before it"),
        (b"a: &x [*x]\n", "p.yaml:1:8: alias '*x' refers to nothing before it"),
        (b"a: \xff\n", "p.yaml:1:4: not UTF-8"),
        (b"a: \x00\n", "p.yaml:1:4: not a printable character"),
        (b"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> main\n", "p.yaml:2:1: unresolved merge conflict"),
        (b"a: 1" + b" " * MAX_BYTES, "p.yaml:1:1: larger than 1 MiB"),
        (b"[" * 51 + b"]" * 51, "p.yaml:1:51: nested deeper than 50"),
        (b"[" + b"1," * 50_000 + b"]", "p.yaml:1:100000: more than 50,000 values"),
    ],
)
def test_what_cannot_be_read(data: bytes, told: str) -> None:
    assert problem(data).startswith(told)


def test_an_alias_counts_as_often_as_it_is_used() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    assert "more than 50,000 values" in problem("\n".join(lines).encode())


def test_aliases_add_to_depth() -> None:
    lines = ["a0: &a0 [[[[[[[[[[x]]]]]]]]]]"] + [f"a{n}: &a{n} [[[[[[[[[[*a{n - 1}]]]]]]]]]]" for n in range(1, 6)]
    assert "nested deeper than 50" in problem("\n".join(lines).encode())


def test_an_alias_stands_for_its_value() -> None:
    assert plain(parse_yaml(b"a: &x {b: 1}\nc: *x\n", "p").root) == {"a": {"b": "1"}, "c": {"b": "1"}}


def test_the_class_of_error_is_the_callers() -> None:
    with pytest.raises(WaiverFileError):
        parse_yaml(b"", "w.yaml", WaiverFileError)


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        ("e: a && b\n", 5, 1, 9),
        ("e: 'a && b'\n", 5, 1, 10),
        ("e: |\n  a &&\n    bcd\n", 7, 3, 5),
        ("e: |\n\n   a\n", 1, 3, 4),
        ("e: >\n  a\n  b\n", 2, 1, 4),
        ('e: "a\\tb"\n', 2, 1, 4),
    ],
)
def test_a_character_inside_a_scalar_has_a_place(text: str, offset: int, line: int, column: int) -> None:
    tree = parse_yaml(text.encode(), "p")
    assert isinstance(tree.root, Mapping)
    scalar = tree.root.entries[0][1]
    assert isinstance(scalar, Scalar)
    assert tree.place_in(scalar, offset) == Place("p", line, column)


_yaml_like = st.lists(st.sampled_from([*"ab:-[]{},&*!|>'\"#?%@` \n\té\x00\u2028", "<<: ", "---\n"]), max_size=60).map("".join)


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.binary(max_size=80), _yaml_like.map(lambda text: text.encode("utf-8", "surrogatepass"))))
def test_any_bytes_are_a_tree_or_an_error_with_a_place(data: bytes) -> None:
    try:
        assert isinstance(parse_yaml(data, "p"), Tree)
    except PolicyError as error:
        assert all(found.place.line >= 1 and found.place.column >= 1 for found in error.problems)
