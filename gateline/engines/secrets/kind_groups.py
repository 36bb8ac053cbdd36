"""Which kinds of file are read how. In code an unquoted right-hand side is an expression; in configuration it is a value."""

__all__ = ["CODE", "PROSE", "SKIPPED", "is_code"]

CODE = frozenset(
    "python javascript typescript java go ruby php csharp c cpp rust kotlin swift scala perl lua groovy r dart elixir erlang haskell "
    "clojure vue svelte sql objectivec fsharp ocaml julia zig nim vb solidity css scss less protobuf graphql starlark assembly cmake minified".split()
)
PROSE = frozenset("markdown rst text html ejs handlebars jinja pug csv log patch notebook asciidoc tex".split())
SKIPPED = frozenset("image font audio video executable object pyc class binary sourcemap pdf".split())


def is_code(kind: str) -> bool:
    """Whether unquoted right-hand sides in files of this kind are expressions."""
    return kind in CODE
