import pytest

from tests.engines.sast.languages.javascript.support import lowered, shown, typed


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Request", "a: Request"),
        ("express.Request", "a: express.Request"),
        ("Repository<User>", "a: Repository[User]"),
        ("Map<string, User>", "a: Map[tuple(string, User)]"),
        ("User[]", "a: Array[User]"),
        ("readonly User[]", "a: Array[User]"),
        ("User | null | undefined", "a: User"),
        ("User | string", "a: (User | string)"),
        ("A & B", "a: (A & B)"),
        ("'x' | 1", "a: ('x' | 1)"),
        ("any", "a"),
        ("() => void", "a"),
        ("{ b: string }", "a"),
        ("Promise<any>", "a: Promise"),
    ],
)
def test_annotations(written: str, expected: str) -> None:
    assert typed(f"function f(a: {written}) {{}}") == f"def f({expected}):"


def test_result_this_and_optional() -> None:
    assert typed("async function f(this: X, a?: U): Promise<T> {}") == "def f(a: U) -> Promise[T] [a]:"


def test_enums() -> None:
    assert typed("enum E { A, B = 5, C, D = 'x', 'e-f' = 1, G = A, H = f() }") == (
        "E = {'A': 0, 'B': 5, 'C': 6, 'D': 'x', 'e-f': 1, 'G': 0, 'H': f()}"
    )
    assert typed("declare enum E { A }") == ""


def test_namespaces() -> None:
    assert typed("namespace N { export const a = 1; const b = 2; export function f() { return a } }") == "\n".join(
        ["def f():", "  return a", "N = {}", "a = 1", "N.a = a", "b = 2", "N.f = f"]
    )
    assert typed("namespace N.M { export const a = 1 }") == "\n".join(
        ["N = {}", "M@1 = (N.M or {})", "N.M = M@1", "a = 1", "M@1.a = a"]
    )
    assert typed("declare module 'x' { const y: string }") == ""


def test_what_exists_for_the_compiler_only() -> None:
    assert typed("interface I { a: string } type T = I; declare const c: T; declare function f(): void; let d!: T") == ""


def test_flow_types_in_javascript_files() -> None:
    text = "// @flow\nexport function f(a: string): number { return g(a) }"
    assert shown(text) == "def f(a: string) -> number:\n  return g(a)\nexport 'f' = f"
    assert lowered(text).language == "javascript"
