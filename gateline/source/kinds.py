"""The one table that says what a content is.

Magic bytes decide first: a name that lies gets the kind of its content, and an archive is what has an archive's magic. Then
counts what the name promises (the whole name, the folder it stands in, the suffix), then the `#!` line and the first characters;
text is what is left. Analyzers choose their blobs by these names and nothing else.
"""

__all__ = ["ARCHIVES", "KINDS", "classify", "is_archive", "is_firm", "judge", "promise"]

KINDS: dict[str, str] = {
    # languages
    "apex": "Apex class or trigger",
    "assembly": "assembler source",
    "batch": "Windows batch file",
    "c": "C source or header",
    "clojure": "Clojure",
    "cpp": "C++ source or header",
    "csharp": "C#",
    "css": "CSS",
    "dart": "Dart",
    "ejs": "EJS or Eta template",
    "elixir": "Elixir",
    "erlang": "Erlang",
    "fsharp": "F#",
    "go": "Go",
    "groovy": "Groovy, Gradle or Jenkinsfile",
    "handlebars": "Handlebars or Mustache template",
    "haskell": "Haskell",
    "html": "HTML or a template of it",
    "java": "Java",
    "javascript": "JavaScript, JSX included",
    "jinja": "template of Jinja or its kin: Nunjucks, Twig, Swig, Liquid",
    "jsp": "Java Server Pages",
    "julia": "Julia",
    "kotlin": "Kotlin, Gradle scripts in Kotlin included",
    "less": "Less",
    "lua": "Lua",
    "matlab": "MATLAB or Octave",
    "nim": "Nim",
    "nix": "Nix expression",
    "objectivec": "Objective-C or Objective-C++",
    "ocaml": "OCaml",
    "pascal": "Pascal or Delphi",
    "perl": "Perl",
    "php": "PHP",
    "powershell": "PowerShell",
    "pug": "Pug or Jade template",
    "python": "Python, stubs included",
    "r": "R",
    "razor": "ASP.NET page or Razor view",
    "ruby": "Ruby, ERB included",
    "rust": "Rust",
    "scala": "Scala or sbt",
    "scss": "Sass or Stylus",
    "shell": "sh, bash, zsh, ksh or fish",
    "solidity": "Solidity",
    "sql": "SQL",
    "starlark": "Starlark: Bazel, Buck or Tilt",
    "svelte": "Svelte component",
    "swift": "Swift",
    "tcl": "Tcl or Expect",
    "typescript": "TypeScript, TSX included",
    "vb": "Visual Basic or VBScript",
    "vue": "Vue component",
    "xml": "XML and its dialects",
    "zig": "Zig",
    # configuration
    "apache": "Apache HTTP server configuration",
    "cmake": "CMake",
    "dockerfile": "Dockerfile or Containerfile",
    "env": "environment file: .env and relatives",
    "gitconfig": "git configuration",
    "graphql": "GraphQL schema or query",
    "hcl": "HCL: Terraform, Packer, Nomad",
    "ini": "INI-like configuration",
    "json": "JSON, JSON with comments, JSON lines",
    "jsonnet": "Jsonnet",
    "kustomize": "kustomization file",
    "makefile": "Makefile or justfile",
    "nginx": "nginx configuration",
    "plist": "Apple property list as XML",
    "properties": "Java properties",
    "protobuf": "Protocol Buffers schema",
    "rego": "Rego policy",
    "requirements": "pip requirements",
    "systemd": "systemd unit",
    "tfstate": "Terraform state",
    "tfvars": "Terraform variables",
    "toml": "TOML",
    "yaml": "YAML",
    # files whose purpose is to hold credentials
    "awscredentials": "AWS shared credentials or config",
    "boto": "boto configuration",
    "dockercfg": "Docker registry credentials",
    "gitcredentials": "git credential store",
    "htaccess": "Apache .htaccess",
    "htpasswd": "Apache or nginx password file",
    "keystore": "Java or BouncyCastle key store",
    "kubeconfig": "kubectl configuration",
    "mycnf": "MySQL option file",
    "netrc": ".netrc",
    "npmrc": "npm configuration",
    "pem": "PEM or DER key or certificate",
    "pgpass": "PostgreSQL password file",
    "pkcs12": "PKCS #12 bundle",
    "putty": "PuTTY private key",
    "pypirc": "Python package index credentials",
    "s3cfg": "s3cmd configuration",
    "sshkey": "OpenSSH private key by name",
    # documents and data
    "asciidoc": "AsciiDoc",
    "csv": "CSV or TSV",
    "tex": "TeX",
    "lockfile": "resolved dependencies of a package manager",
    "log": "log",
    "markdown": "Markdown",
    "minified": "minified JavaScript or CSS",
    "notebook": "Jupyter notebook",
    "patch": "patch or diff",
    "rst": "reStructuredText",
    "sourcemap": "source map",
    "sshpublic": "SSH public key or known hosts",
    "svg": "SVG image",
    "text": "text of no other kind",
    "utf16": "UTF-16 text with a byte order mark",
    "utf32": "UTF-32 text with a byte order mark",
    # archives
    "7z": "7-Zip archive",
    "bzip2": "bzip2 stream",
    "cab": "Windows cabinet",
    "compress": "compress (.Z) stream",
    "deb": "Debian package",
    "gzip": "gzip stream",
    "lz4": "LZ4 stream",
    "lzip": "lzip stream",
    "rar": "RAR archive",
    "rpm": "RPM package",
    "tar": "tar archive",
    "xz": "xz stream",
    "zip": "zip archive: also jar, war, whl, nupkg, apk, docx, xlsx …",
    "zstd": "Zstandard stream",
    # binary
    "audio": "sound",
    "binary": "bytes of no other kind",
    "pyc": "compiled Python",
    "class": "compiled Java",
    "database": "SQLite database",
    "executable": "ELF, PE, Mach-O or WebAssembly",
    "font": "font",
    "image": "raster image",
    "object": "library archive or object file",
    "office": "OLE2 document: doc, xls, ppt, msi",
    "pdf": "PDF",
    "video": "film",
}
"""Every kind `classify` may answer, with what it means."""

ARCHIVES = frozenset(("zip", "tar", "gzip", "bzip2", "xz", "zstd", "7z", "rar", "cab", "compress", "deb", "lz4", "lzip", "rpm"))
"""Kinds that hold other contents; some of them this installation cannot open, which `archive.expand` says."""


def is_archive(kind: str) -> bool:
    """Whether blobs of this kind are to be expanded."""
    return kind in ARCHIVES


def classify(path: str, head: bytes) -> str:
    """Kind of a content.

    Args:
        path: display path with `/` between parts; members of archives as `outer.zip!/inner.txt`. Upper case is folded.
        head: the first 1 KiB of the content (less when it is shorter).

    Returns:
        A key of `KINDS`.

    Raises: nothing.

    >>> classify("src/app.py", b"import os")
    'python'
    >>> classify("src/app.py", b"PK\\x03\\x04")
    'zip'
    """
    return judge(promise(path), head)


def promise(path: str) -> str:
    """What the path alone says: a kind; a kind and `?` when the content must agree; empty when it says nothing.

    The path counts for nothing else: equal promises and equal contents have equal kinds.
    """
    return _by_name(path, path[path.rfind("/") + 1 :].lower(), 0)


def is_firm(promised: str) -> bool:
    """Whether a promise holds whatever the content, unless that starts with another kind's magic bytes."""
    return bool(promised) and promised[-1] != "?"


def judge(promised: str, head: bytes) -> str:
    """Kind of a content that starts with `head` under a name that promises `promised`."""
    magic = _by_magic(head)
    if magic:
        return magic
    if promised and promised[-1] == "?":
        promised = _settle(promised[:-1], head)
    return promised or _by_content(head)


def _by_name(path: str, name: str, depth: int) -> str:
    kind = _NAMES.get(name)
    if kind:
        return kind
    if name in _IN_FOLDERS:
        place = "/" + path.lower()
        for folder, kind in _IN_FOLDERS[name]:
            if place.endswith(f"/{folder}/{name}"):
                return kind
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return _by_start(name)
    if suffix in _TEMPLATES and stem:
        kind = _by_name(stem, stem, depth + 1) if depth < _TEMPLATE_DEPTH else ""
        return kind or _SUFFIXES.get(suffix, "")
    if suffix in _MINIFIED and stem.endswith((".min", "-min")):
        return "minified"
    return _SUFFIXES.get(suffix) or _by_start(name)


def _by_start(name: str) -> str:
    for start, kind in _STARTS:
        if name.startswith(start):
            return kind
    return ""


def _by_magic(head: bytes) -> str:
    """Kind that the first bytes prove; empty when they prove nothing."""
    for magic, kind in _MAGIC.get(head[:2], ()):
        if head.startswith(magic):
            return kind if kind not in _MAGIC_DOUBTED else _MAGIC_DOUBTED[kind](head)
    if head[257:262] == b"ustar":
        return "tar"
    if head[4:8] == b"ftyp":
        return "image" if head[8:12] in (b"avif", b"heic", b"heix", b"mif1") else "video"
    return ""


def _by_content(head: bytes) -> str:
    """Kind of a content whose name says nothing."""
    if head.startswith(b"#!"):
        return _by_shebang(head)
    if b"\0" in head:
        return "zip" if b"PK\x03\x04" in head else "tar" if _is_old_tar(head) else "binary"
    start = head[:64].lstrip(_BLANK)
    if start.startswith(_ANY_OPENING):
        return next(kind for prefix, kind in _OPENINGS if start.startswith(prefix))
    if _is_kubeconfig(head):
        return "kubeconfig"
    return "text"


def _by_shebang(head: bytes) -> str:
    """Kind by interpreter: `#!/usr/bin/env -S python3.11 -I` is python."""
    words = head[2:].partition(b"\n")[0].split()
    if b"PK\x03\x04" in head:  # a zipapp: a zip behind the line that runs it
        return "zip"
    for word in words:
        program = word.rpartition(b"/")[2].rstrip(b"0123456789.").decode("ascii", "replace")
        if program != "env" and not program.startswith("-") and "=" not in program:
            return _INTERPRETERS.get(program, "shell" if program.endswith("sh") else "text")
    return "text"


def _settle(kind: str, head: bytes) -> str:
    """A promise that needs a look at the content; empty when that breaks it."""
    if kind == "yaml":
        return "kubeconfig" if _is_kubeconfig(head) else kind
    if kind == "ini":
        start = head[:64].lstrip(_BLANK)
        return "xml" if start.startswith((b"<?xml", b"<configuration")) else kind
    if kind == "sourcemap":
        return kind if head.lstrip(_BLANK)[:1] in (b"", b"{", b")") else ""
    if kind == "typescript":  # MPEG transport streams share the suffix: a sync byte every 188 bytes
        return "video" if head[:1] == head[188:189] == head[376:377] == b"G" and b"\0" in head else kind
    return "" if head and _is_text(head) else kind


def _is_text(head: bytes) -> bool:
    """UTF-8 without NUL; the last character may be cut."""
    if b"\0" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 3 and error.start > 0
    return True


def _is_kubeconfig(head: bytes) -> bool:
    """`kind: Config` may stand behind a certificate of any length; nothing else of version 1 has `clusters`."""
    return b"apiVersion: v1" in head and (b"kind: Config\n" in head or b"kind: Config\r\n" in head or b"\nclusters:" in head)


def _is_old_tar(head: bytes) -> bool:
    """Whether a tar older than `ustar` starts here: the header's checksum fits. Source: tar(5), Old-Style Archive Format."""
    field = head[148:156].strip(b" \0")
    if len(head) < 512 or not field.isdigit() or not set(field) <= set(b"01234567"):
        return False
    return int(field, 8) == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _executable(head: bytes) -> str:
    """`MZ` is also how a text may start."""
    return "executable" if b"\0" in head else ""


def _bitmap(head: bytes) -> str:
    return "image" if b"\0" in head[:18] else ""


def _java(head: bytes) -> str:
    """Java classes and universal Mach-O share their magic; no Java is older than 45, no Mach-O has as many architectures."""
    return "class" if int.from_bytes(head[4:8], "big") & 0xFFFF >= 45 else "executable"


def _riff(head: bytes) -> str:
    return {b"WEBP": "image", b"WAVE": "audio", b"AVI ": "video"}.get(head[8:12], "binary" if b"\0" in head else "")


def _bzip2(head: bytes) -> str:
    return "bzip2" if head[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90") else ""


def _ar(head: bytes) -> str:
    return "deb" if head[8:21] == b"debian-binary" else "object"


def _frames(head: bytes) -> str:
    """MPEG audio without an ID3 tag; 0xFFFE would be a byte order mark."""
    return "audio" if b"\0" in head else ""


def _tagged(head: bytes) -> str:
    return "audio" if b"\0" in head[:10] else ""


def _der(head: bytes) -> str:
    """PKCS #12 is SEQUENCE { INTEGER 3, SEQUENCE …data }, RFC 7292 §4."""
    return "pkcs12" if head[4:7] == b"\x02\x01\x03" else ""


_TEMPLATE_DEPTH = 4
"""Suffixes of that sort taken off one name: `.env.example.j2.bak`."""

_BLANK = b"\xef\xbb\xbf \t\r\n"
"""What may stand before a text: the UTF-8 byte order mark and white space."""

_MINIFIED = frozenset(("js", "mjs", "cjs", "css"))

_MAGIC_DOUBTED = {
    "?mz": _executable,
    "?bmp": _bitmap,
    "?java": _java,
    "?riff": _riff,
    "?bzip2": _bzip2,
    "?ar": _ar,
    "?mpeg": _frames,
    "?id3": _tagged,
    "?der": _der,
}

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"\x1f\x9d", "compress"),
    (b"BZh", "?bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"MSCF\x00", "cab"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"LZIP\x01", "lzip"),
    (b"\xed\xab\xee\xdb", "rpm"),
    (b"!<arch>\n", "?ar"),
    (b"!<thin>\n", "object"),
    (b"\x7fELF", "executable"),
    (b"MZ", "?mz"),
    (b"\xca\xfe\xba\xbe", "?java"),
    (b"\xfe\xed\xfa\xce", "executable"),
    (b"\xfe\xed\xfa\xcf", "executable"),
    (b"\xce\xfa\xed\xfe", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\x00asm", "executable"),
    (b"\xfe\xed\xfe\xed", "keystore"),
    (b"\xce\xce\xce\xce", "keystore"),
    (b"\x30\x82", "?der"),
    (b"\x89PNG\r\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"BM", "?bmp"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"8BPS\x00", "image"),
    (b"\x00\x00\x01\x00", "image"),
    (b"RIFF", "?riff"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
    (b"OTTO\x00", "font"),
    (b"ttcf\x00", "font"),
    (b"\x00\x01\x00\x00\x00", "font"),
    (b"ID3", "?id3"),
    (b"OggS\x00", "audio"),
    (b"fLaC", "audio"),
    (b"\xff\xfb", "?mpeg"),
    (b"\xff\xf3", "?mpeg"),
    (b"\x1a\x45\xdf\xa3", "video"),
    (b"FLV\x01", "video"),
    (b"%PDF-", "pdf"),
    (b"SQLite format 3\x00", "database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
    (b"\xff\xfe\x00\x00", "utf32"),
    (b"\x00\x00\xfe\xff", "utf32"),
    (b"\xff\xfe", "utf16"),
    (b"\xfe\xff", "utf16"),
    (b"PuTTY-User-Key-File", "putty"),
)
"""Magic and kind; a `?` kind asks `_MAGIC_DOUBTED`. Longer before shorter. Source: file(1)'s magic database."""

_MAGIC: dict[bytes, tuple[tuple[bytes, str], ...]] = {
    start: tuple((magic, kind) for magic, kind in _SIGNATURES if magic[:2] == start)
    for start in {magic[:2] for magic, _ in _SIGNATURES}
}

_OPENINGS: tuple[tuple[bytes, str], ...] = (
    (b"-----BEGIN ", "pem"),
    (b"<?xml", "xml"),
    (b"<?php", "php"),
    (b"<!DOCTYPE html", "html"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<svg", "svg"),
    (b"diff --git ", "patch"),
    (b'{"', "json"),
    (b"{\n", "json"),
    (b"{\r\n", "json"),
)
"""How a content without a telling name may start."""

_ANY_OPENING = tuple(prefix for prefix, _ in _OPENINGS)


def _table(rows: str) -> dict[str, str]:
    """`kind: word word` lines as word → kind."""
    lines = (line.partition(":") for line in rows.strip().splitlines())
    return {word: kind.strip() for kind, _, words in lines for word in words.split()}


_SUFFIXES = _table("""
apex: apex trigger
assembly: asm s nasm
batch: bat cmd
c: c h
clojure: clj cljs cljc edn
cpp: cc cpp cxx c++ hh hpp hxx h++ inl ipp tpp cu cuh ino
csharp: cs csx cake
css: css pcss
less: less
scss: scss sass styl
dart: dart
ejs: ejs eta
elixir: ex exs eex heex leex
erlang: erl hrl escript
fsharp: fs fsi fsx
go: go
groovy: groovy gradle gvy gsh jenkinsfile
handlebars: hbs handlebars mustache
haskell: hs lhs
html: html htm xhtml shtml vm ftl
java: java
javascript: js mjs cjs jsx es6 es jsm
jinja: njk twig liquid swig jinja jinja2 j2
jsp: jsp jspx jspf
julia: jl
kotlin: kt kts
lua: lua
matlab: matlab octave
nim: nim
nix: nix
objectivec: m mm
ocaml: ml mli
pascal: pas dpr dpk lpr
perl: pl pm t pod
php: php php3 php4 php5 php7 phtml phps
powershell: ps1 psm1 psd1 ps1xml
pug: pug jade
python: py pyi pyw pyx pxd py3 wsgi
r: r rmd rprofile
razor: cshtml vbhtml razor aspx ascx ashx asmx asax master
ruby: rb erb rake gemspec ru podspec thor jbuilder rbw
rust: rs
scala: scala sc sbt
shell: sh bash zsh ksh fish command bats ash dash profile bashrc zshrc zprofile bash_profile bash_history zsh_history
solidity: sol
sql: sql psql ddl dml pgsql plsql mysql hql cql
starlark: bzl star bazel
svelte: svelte
swift: swift
tcl: tcl exp
typescript?: ts tsx mts cts
vb: vb vbs bas frm cls vba
vue: vue
xml: xml xsd xsl xslt wsdl pom csproj vbproj fsproj vcxproj props targets nuspec resx xaml rss atom jelly storyboard xib wxs iml
xml: launch xlf xliff kml gpx opml rdf owl
zig: zig
cmake: cmake
dockerfile: dockerfile containerfile
env: env envrc
gitconfig: gitconfig gitmodules
graphql: graphql gql graphqls
hcl: tf hcl nomad tofu pkr workflow
ini?: config ini cfg conf cnf editorconfig inf reg desktop rc url
json: json json5 jsonc jsonl ndjson geojson webmanifest har avsc arb topojson code-workspace swcrc babelrc eslintrc
jsonnet: jsonnet libsonnet
makefile: mk mak make just
nginx: nginx nginxconf
plist: plist entitlements mobileconfig
properties: properties prop
protobuf: proto
rego: rego
systemd: service socket timer mount target
tfstate: tfstate
tfvars: tfvars
toml: toml
yaml?: yaml yml sls cff eyaml
keystore?: jks keystore bks ks truststore jceks bcfks
pem: pem key crt cer cert csr p8 pk8 pkcs8 p7b p7c der ca-bundle asc gpg pgp priv rsa
pkcs12?: p12 pfx
putty: ppk
kubeconfig: kubeconfig
netrc: netrc
npmrc: npmrc yarnrc
pypirc: pypirc
htpasswd: htpasswd
csv: csv tsv psv
tex: tex sty bib
lockfile: lock lockb
log: log out
markdown: md markdown mdx mdown mkd qmd
notebook: ipynb
patch: patch diff rej
rst: rst rest
asciidoc: adoc asciidoc
sourcemap?: map
sshpublic: pub
svg: svg
audio?: mp3 wav flac aac ogg oga m4a wma aiff mid midi opus
video?: mp4 m4v mkv webm avi mov wmv flv mpg mpeg 3gp
image?: png jpg jpeg gif bmp ico tif tiff webp psd ai xcf heic avif tga icns cur jp2 jxl dds
font?: ttf otf woff woff2 eot ttc pfb
object?: o a lib obj lo rlib
executable?: exe dll so dylib elf com sys wasm
pyc?: pyc pyo
class?: class
office?: doc xls ppt msi msg vsd
pdf?: pdf
database?: sqlite sqlite3 db3
""")
"""Lower-case suffix → kind; `?`: the content must agree, see `_settle`. Archives and plain texts show themselves."""

_NAMES = _table("""
apache: httpd.conf apache.conf apache2.conf
awscredentials: .aws-credentials
boto: .boto boto.cfg
cmake: cmakelists.txt
dockercfg: .dockercfg .dockerconfigjson
dockerfile: dockerfile containerfile
env: .env .envrc .flaskenv
gitconfig: .gitconfig .gitmodules
gitcredentials: .git-credentials git-credentials
groovy: jenkinsfile
htaccess: .htaccess
htpasswd: .htpasswd htpasswd
ini?: .editorconfig .flake8 .pylintrc .coveragerc .hgrc .my.ini
json: .babelrc .eslintrc .jshintrc .prettierrc .stylelintrc .bowerrc composer.json package.json .swcrc
kubeconfig: kubeconfig
kustomize: kustomization.yaml kustomization.yml
lockfile: package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock poetry.lock uv.lock pdm.lock pylock.toml
lockfile: pipfile.lock conda-lock.yml cargo.lock go.sum go.work.sum composer.lock gemfile.lock gems.locked mix.lock pubspec.lock
lockfile: podfile.lock cartfile.resolved package.resolved packages.lock.json project.assets.json paket.lock gradle.lockfile
lockfile: buildscript-gradle.lockfile deno.lock flake.lock .terraform.lock.hcl chart.lock stack.yaml.lock rebar.lock conan.lock
lockfile: module.bazel.lock renv.lock
makefile: makefile gnumakefile bsdmakefile justfile
mycnf: .my.cnf my.cnf .mylogin.cnf mysql.cnf
netrc: .netrc _netrc
nginx: nginx.conf
npmrc: .npmrc .yarnrc
pgpass: .pgpass pgpass.conf pgpass
properties: gradle.properties
pypirc: .pypirc
python: sconstruct sconscript wscript
requirements: requirements.txt constraints.txt
ruby: gemfile rakefile vagrantfile podfile fastfile appfile capfile guardfile brewfile dangerfile berksfile
s3cfg: .s3cfg s3cfg
shell: .bashrc .bash_profile .bash_aliases .bash_history .zshrc .zshenv .zprofile .zsh_history .profile .kshrc .sh_history
shell: .bash_login .bash_logout .xinitrc pkgbuild apkbuild configure gradlew mvnw
sshkey: id_rsa id_dsa id_ecdsa id_ed25519 id_ed448 id_ecdsa_sk id_ed25519_sk identity ssh_host_rsa_key ssh_host_dsa_key
sshkey: ssh_host_ecdsa_key ssh_host_ed25519_key
sshpublic: authorized_keys known_hosts
starlark: build.bazel workspace.bazel module.bazel tiltfile buck
toml: pipfile
yaml?: .clang-format .clang-tidy .clangd .yamllint .travis.yml
""")
"""Lower-case file name → kind."""

_IN_FOLDERS: dict[str, tuple[tuple[str, str], ...]] = {
    "config.json": ((".docker", "dockercfg"),),
    "config": ((".kube", "kubeconfig"), (".aws", "awscredentials"), (".git", "gitconfig"), ("git", "gitconfig")),
    "credentials": ((".aws", "awscredentials"), ("git", "gitcredentials"), (".gem", "yaml?"), (".cargo", "toml")),
}
"""Names that mean something only in their folder."""

_STARTS = (
    (".env", "env"),
    ("dockerfile", "dockerfile"),
    ("containerfile", "dockerfile"),
    ("kubeconfig", "kubeconfig"),
    ("jenkinsfile", "groovy"),
    ("makefile", "makefile"),
    ("requirements", "requirements"),
    ("terraform.tfstate", "tfstate"),
    ("id_rsa", "sshkey"),
    ("id_dsa", "sshkey"),
    ("id_ecdsa", "sshkey"),
    ("id_ed25519", "sshkey"),
    (".htpasswd", "htpasswd"),
    (".netrc", "netrc"),
)
"""How names start whose suffix says nothing: `.env.production`, `Dockerfile.arm64`."""

_TEMPLATES = frozenset(
    _table("""
template: j2 jinja jinja2 tmpl tpl template ctmpl gotmpl erb in
example: dist default example sample local
copy: bak backup old orig save copy enc dec disabled
""")
)
"""Suffixes that say what happens to a file rather than what it is: `config.yml.j2` is yaml."""

_INTERPRETERS = _table("""
shell: sh bash zsh ksh fish dash ash mksh busybox
python: python pypy pythonw ipython uv
javascript: node nodejs bun zx
typescript: deno ts-node tsx
ruby: ruby jruby
perl: perl
php: php
lua: lua luajit
powershell: pwsh powershell
groovy: groovy
r: Rscript
tcl: tclsh wish expect
makefile: make
elixir: elixir
erlang: escript
haskell: runhaskell runghc stack
clojure: clojure bb
scala: scala
swift: swift
kotlin: kotlin
nix: nix-shell
""")
"""Program of a `#!` line, digits and dots at its end removed → kind."""
