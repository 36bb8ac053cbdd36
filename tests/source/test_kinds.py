import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gateline.source import kinds
from gateline.source.kinds import ARCHIVES, KINDS, classify, is_archive, is_firm, judge, promise

from .strategies import bounded

NAMES = """
src/app.py                         python
Main.JAVA                          java
web/app.min.js                     minified
web/app.js                         javascript
web/app.js.map                     sourcemap
types/index.d.ts                   typescript
.env                               env
deploy/.env.production             env
prod.env                           env
.envrc                             env
.env.example                       env
.env.ts                            typescript
config.yml.j2                      yaml
values.yaml.example                yaml
settings.py.bak                    python
terraform.tfstate.backup           tfstate
prod.tfvars                        tfvars
Dockerfile                         dockerfile
Dockerfile.arm64                   dockerfile
Containerfile                      dockerfile
GNUmakefile                        makefile
CMakeLists.txt                     cmake
requirements-dev.txt               requirements
notes.txt                          text
LICENSE                            text
home/.netrc                        netrc
_netrc                             netrc
.pgpass                            pgpass
.npmrc                             npmrc
.pypirc                            pypirc
.dockercfg                         dockercfg
home/.docker/config.json           dockercfg
web/config.json                    json
home/.kube/config                  kubeconfig
.kube/config                       kubeconfig
kubeconfig-prod                    kubeconfig
.git-credentials                   gitcredentials
home/.aws/credentials              awscredentials
.aws/config                        awscredentials
.htpasswd                          htpasswd
.htaccess                          htaccess
.s3cfg                             s3cfg
.my.cnf                            mycnf
.boto                              boto
server.key                         pem
ca.crt                             pem
id_ed25519                         sshkey
id_rsa_backup                      sshkey
id_rsa.pub                         sshpublic
study.ipynb                        notebook
README.md                          markdown
index.rst                          rst
data.csv                           csv
server.log                         log
fix.patch                          patch
package-lock.json                  lockfile
pnpm-lock.yaml                     lockfile
poetry.lock                        lockfile
go.sum                             lockfile
logo.svg                           svg
web.config                         ini
nginx.conf                         nginx
httpd.conf                         apache
my.properties                      properties
outer.zip!/inner/app.rb            ruby
database.yml.erb                   yaml
page.erb                           ruby
views/page.ejs                     ejs
views/page.html.ejs                ejs
views/page.hbs                     handlebars
views/page.mustache                handlebars
views/page.pug                     pug
views/page.njk                     jinja
templates/page.jinja2              jinja
templates/page.html.j2             html
templates/page.html                html
"""

CONTENTS = [
    ("app.py", b"PK\x03\x04\x14\x00", "zip"),
    ("app.jar", b"PK\x03\x04\x14\x00", "zip"),
    ("empty.zip", b"PK\x05\x06" + bytes(18), "zip"),
    ("app.jar", b"this is no archive", "text"),
    ("app.tgz", b"\x1f\x8b\x08\x00", "gzip"),
    ("app.tgz", b"not at all", "text"),
    ("app", b"BZh91AY&SY", "bzip2"),
    ("app", b"BZh, said the bee", "text"),
    ("app", b"\xfd7zXZ\x00", "xz"),
    ("app", b"\x28\xb5\x2f\xfd", "zstd"),
    ("app", b"7z\xbc\xaf\x27\x1c", "7z"),
    ("app", b"Rar!\x1a\x07\x01\x00", "rar"),
    ("app", b"!<arch>\ndebian-binary   1", "deb"),
    ("app", b"!<arch>\nmain.o/   ", "object"),
    ("app", b"a" * 257 + b"ustar\x00" + b"a" * 300, "tar"),
    ("app.pyz", b"#!/usr/bin/env python3\nPK\x03\x04", "zip"),
    ("Main.class", b"\xca\xfe\xba\xbe\x00\x00\x00\x34", "class"),
    ("universal", b"\xca\xfe\xba\xbe\x00\x00\x00\x02", "executable"),
    ("notes.txt", b"MZ is how some texts start", "text"),
    ("app.exe", b"MZ\x90\x00", "executable"),
    ("app.exe", b"echo lies", "text"),
    ("song.mp3", b"password = caf\xc3\xa9", "text"),
    ("song.mp3", b"\xff\xfb\x90\x00", "audio"),
    ("song.mp3", b"\x00\x01\x02", "audio"),
    ("film.ts", b"G\x40\x00\x10" + bytes(184) + b"G" + bytes(187) + b"G", "video"),
    ("film.ts", b"Greeting = 1", "typescript"),
    ("logo.png", b"\x89PNG\r\n\x1a\n", "image"),
    ("clip", b"\x00\x00\x00\x20ftypisom", "video"),
    ("photo", b"\x00\x00\x00\x20ftypavif", "image"),
    ("logo.bmp", b"BM\x36\x00\x00\x00", "image"),
    ("notes", b"BMW is a car", "text"),
    ("notes", b"ID3 is a tag", "text"),
    ("song", b"ID3\x03\x00\x00", "audio"),
    ("run", b"#!/usr/bin/env\n", "text"),
    ("cert.der", b"\x30\x82\x03\x04\x30\x82", "pem"),
    ("logo.png", b"\xff\xfd no text", "image"),
    ("logo", b"RIFF\x00\x00\x00\x00WEBP", "image"),
    ("mod.pyc", b"\xa7\r\r\n\x00\x00\x00\x00", "pyc"),
    ("store.p12", b"\x30\x82\x0a\x0b\x02\x01\x03", "pkcs12"),
    ("store", b"\x30\x82\x0a\x0b\x02\x01\x03", "pkcs12"),
    ("store.jks", b"\xfe\xed\xfe\xed\x00\x00", "keystore"),
    ("store.jks", b"store = true", "text"),
    ("app.db", b"SQLite format 3\x00", "database"),
    ("key", b"-----BEGIN PRIVATE KEY-----", "pem"),
    ("key.ppk", b"PuTTY-User-Key-File-3: ssh-ed25519", "putty"),
    ("app.ps1", b"\xff\xfea\x00", "utf16"),
    ("app", b"\xff\xfe\x00\x00a\x00\x00\x00", "utf32"),
    ("app.py", b"secret = '\x00'", "python"),
    ("app", b"\x00\x01", "binary"),
    ("app.bin", b"\x00\x01", "binary"),
    ("app", b"", "text"),
    ("run", b"#!/bin/sh\n", "shell"),
    ("run", b"#!/usr/bin/env -S python3.11 -I\n", "python"),
    ("run", b"#!/usr/bin/env FOO=1 node\n", "javascript"),
    ("run", b"#!\n", "text"),
    ("prod.yaml", b"apiVersion: v1\nkind: Config\n", "kubeconfig"),
    ("prod.yaml", b"apiVersion: v1\nclusters:\n- cluster:\n    certificate-authority-data: " + b"A" * 900, "kubeconfig"),
    ("prod.yaml", b"apiVersion: v1\nkind: ConfigMap\n", "yaml"),
    ("prod", b"apiVersion: v1\nkind: Config\n", "kubeconfig"),
    ("web.config", b"\xef\xbb\xbf<?xml version='1.0'?>", "xml"),
    ("map.map", b"0 0 0\n", "text"),
    ("page", b"<!DOCTYPE html>", "html"),
]


def old_tar_header() -> bytes:
    header = bytearray(512)
    header[:4] = b"name"
    header[148:156] = b"%06o\0 " % (sum(header) + 8 * 32)
    return bytes(header)


@pytest.mark.parametrize(("path", "kind"), [line.split() for line in NAMES.strip().splitlines()])
def test_a_name_tells_the_kind_of_ordinary_content(path: str, kind: str) -> None:
    assert classify(path, b"{ ordinary") == kind


@pytest.mark.parametrize(("path", "head", "kind"), CONTENTS)
def test_content_outranks_a_name_that_lies(path: str, head: bytes, kind: str) -> None:
    assert classify(path, head) == kind


def test_tar_without_ustar_is_known_by_its_checksum() -> None:
    header = old_tar_header()
    assert classify("old.tar", header) == "tar"
    assert classify("old.tar", b"x" + header[1:]) == "binary"


def test_archives_are_kinds() -> None:
    assert set(KINDS) >= ARCHIVES
    assert is_archive("zip")
    assert is_archive("rar")
    assert not is_archive("python")


def test_every_promise_of_the_tables_is_a_kind() -> None:
    promised = {*kinds._SUFFIXES.values(), *kinds._NAMES.values(), *kinds._INTERPRETERS.values()}
    promised |= {kind for _, kind in kinds._STARTS} | {kind for _, kind in kinds._OPENINGS}
    promised |= {kind for _, kind in kinds._SIGNATURES if not kind.startswith("?")}
    assert {kind.rstrip("?") for kind in promised} <= set(KINDS)


PATHS = st.one_of(
    st.sampled_from([line.split()[0] for line in NAMES.strip().splitlines()] + [path for path, _, _ in CONTENTS]),
    st.text(max_size=40),
)
HEADS = st.one_of(st.binary(max_size=600), st.sampled_from([head for _, head, _ in CONTENTS]), st.just(old_tar_header()))


@bounded
@given(PATHS, HEADS)
@example("a" * 5000 + ".j2" * 50, b"")
@example("/", b"#!")
@example(".", b"\xff")
def test_any_path_and_head_have_a_kind(path: str, head: bytes) -> None:
    assert classify(path, head) in KINDS


@bounded
@given(PATHS, HEADS)
def test_a_path_counts_for_nothing_but_its_promise(path: str, head: bytes) -> None:
    assert classify(path, head) == judge(promise(path), head)


@bounded
@given(PATHS, HEADS)
def test_a_firm_promise_only_yields_to_magic(path: str, head: bytes) -> None:
    promised = promise(path)
    if is_firm(promised):
        assert classify(path, head) in (promised, classify("", head))
