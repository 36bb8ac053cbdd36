"""How a kind of file writes a comment on a line of its own."""

__all__ = ["comment"]

_STYLES = {
    "# {}": """apache awscredentials boto cmake dockerfile elixir env gitconfig graphql hcl htaccess julia kubeconfig kustomize
        lockfile makefile mycnf netrc nginx nim nix npmrc perl php powershell properties pypirc python r rego requirements ruby
        s3cfg shell starlark systemd tcl tfvars toml yaml""",
    "// {}": """apex c cpp csharp dart fsharp go groovy java javascript jsonnet kotlin less objectivec pascal protobuf rust scala
        scss solidity swift typescript zig""",
    "-- {}": "haskell lua sql",
    "; {}": "assembly clojure ini",
    "% {}": "erlang matlab tex",
    "/* {} */": "css",
    "<!-- {} -->": "html markdown plist svelte svg vue xml",
}
"""A `{}` stands for the words; the first style that names a kind counts."""
_BY_KIND = {kind: style for style, kinds in reversed(_STYLES.items()) for kind in kinds.split()}


def comment(kind: str, words: str) -> str | None:
    """A comment line without indentation; None for kinds that have none, or of which we do not know.

    Args:
        kind: of `source.kinds`.
        words: what it says; no end of a comment in it.
    """
    style = _BY_KIND.get(kind)
    if style is None:
        return None
    return style.format(
        words.replace(" -- ", ": ") if style.startswith("<!--") else words
    )  # XML 1.0 §2.5 has no `--` in comments
