from gateline.facts.code import Class
from tests.engines.sast.ir_text import expression
from tests.engines.sast.languages.javascript.support import lowered, shown, typed


def fields(text: str, kind: str = "typescript") -> list[tuple[object, ...]]:
    file = lowered(text, kind)
    one: Class = file.classes[0]
    return [
        (name, expression(file, of), expression(file, x), [expression(file, d) for d in marks])
        for name, of, x, marks in one.fields
    ]


def test_members() -> None:
    text = "class A extends b.C { static s = 1; static { f() } m(a) { super.m(a) } get g() {} set g(v) {} static async *[k]() {} 'x y'() {} #p() {} constructor() { super() } }"
    assert shown(text) == "\n".join(
        [
            "class A(b.C):",
            "  s = 1",
            "  f()",
            "  def m(a):",
            "    super.m(a)",
            "  def g() [r]:",
            "  def g(v) [w]:",
            "  def [k]() [sag]:",
            "  def x y():",
            "  def #p():",
            "  def constructor() [k]:",
            "    super()",
        ]
    )


def test_fields() -> None:
    assert fields("class A { x = 1; #y; 'z' = f(); h = () => this.x }", "javascript") == [
        ("x", "-", "1", []),
        ("#y", "-", "-", []),
        ("z", "-", "f()", []),
        ("h", "-", "fn[l]() {return this.x}", []),
    ]


def test_an_arrow_in_a_field_belongs_to_the_class() -> None:
    file = lowered("class A { h = () => () => this.x; m() { return () => this.y } }")
    assert [(found.owner, found.parent) for found in file.functions[1:]] == [(0, 0), (-1, 1), (0, 0), (-1, 3)]


def test_typescript_members() -> None:
    text = """
    abstract class A<T> extends B<T> implements I {
      @Input() name?: string = 'x';
      declare d: string;
      private readonly svc!: Service;
      [key: string]: any;
      abstract m(): void;
      over(a: string): void;
      over(a: any) {}
    }"""
    assert typed(text) == "class A(B):\n  def over(a):"
    assert fields(text) == [("name", "string", "'x'", ["Input()"]), ("svc", "Service", "-", [])]


def test_constructor_parameter_properties() -> None:
    text = "class A { constructor(@Inject(T) private readonly a: S<U>, public b = 1, c?: D.E[]) { f() } }"
    assert typed(text) == "\n".join(
        [
            "class A():",
            "  def constructor(a: S[U], b = 1, c: Array[D.E]) [k]:",
            "    this.a = a",
            "    this.b = b",
            "    f()",
        ]
    )
    assert fields(text) == [("a", "S[U]", "-", ["Inject(T)"]), ("b", "-", "-", [])]


def test_decorators() -> None:
    text = "@C('x') class A { @Get(':id') @Auth() m(@Param('id') id: number, @Body() { a }: Dto) {} }"
    file = lowered(text, "typescript")
    assert typed(text) == "@C('x')\nclass A():\n  @Get(':id')\n  @Auth()\n  def m(id: number, {'a': a}: Dto):"
    assert [[expression(file, mark) for mark in param.decorators] for param in file.functions[1].params] == [
        ["Param('id')"],
        ["Body()"],
    ]
    assert shown("class A { @d m() {} }") == "class A():\n  @d\n  def m():"


def test_methods_know_their_class() -> None:
    file = lowered("class A { m() {} } class B { n() {} } const o = { p() {} }")
    assert [(found.name, found.owner) for found in file.functions[1:]] == [("m", 0), ("n", 1), ("p", -1)]
