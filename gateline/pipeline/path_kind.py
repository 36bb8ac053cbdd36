"""What a path alone says of a content's kind: part of the cache key, known before anything is read.

The kind is decided by path and head. Two paths of one content may lead to two kinds (`run` with a `#!` line is shell, `run.txt` is
text), so facts cannot be kept by content alone; and the head is not known when the cache is asked. What is known is how the path
would be judged on a few heads chosen to part all ways of judging. Paths that are judged alike on those are judged alike on every head;
`tests/pipeline/test_path_kind.py` holds that against the whole table of kinds.
"""

from gateline.source.kinds import classify

__all__ = ["is_firm", "path_kind"]


def path_kind(path: str) -> str:
    """The answers on all probes, `text/binary/xml`; only one of them when they are all the same."""
    answers = [classify(path, probe) for probe in _PROBES]
    return "/".join(answers) if len(set(answers)) > 1 else answers[0]


def is_firm(kind: str) -> bool:
    """Whether the name promises this kind whatever the content, unless that starts with another kind's magic bytes."""
    return "/" not in kind


def _old_tar_header() -> bytes:
    """512 bytes that are a valid header of a tar older than `ustar`; the member's name is `{`. Source: tar(5)."""
    header = bytearray(512)
    header[0:1] = b"{"
    checksum = sum(header) + 8 * ord(" ")
    header[148:156] = b"%06o\0 " % checksum
    return bytes(header)


_PROBES = (b"", b"<?xml", _old_tar_header())
"""Nothing; a document that says what it is; an old tar archive that is a source map and binary at once."""
