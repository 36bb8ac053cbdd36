"""A git repository to test with."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

__all__ = ["NOBODY", "Repository", "unprivileged"]

NOBODY = 65534
"""A user other than the one who runs the tests."""

_ENVIRONMENT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2024-02-29T12:00:00+0130",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_COMMITTER_DATE": "2024-02-29T12:00:00+0130",
}


class Repository:
    """A work tree (or bare repository) and the commands a user would give in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def create(cls, root: Path, *options: str) -> "Repository":
        root.mkdir(parents=True, exist_ok=True)
        created = cls(root)
        created.git("init", "--quiet", "--initial-branch=main", *options)
        return created

    def git(self, *args: str, **environment: str) -> str:
        """Output of one command, which must succeed; identity and dates are always the same."""
        done = self._run(args, environment)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode("utf-8", "backslashreplace").strip()

    def succeeds(self, *args: str) -> bool:
        return self._run(args, {}).returncode == 0

    def _run(self, args: Sequence[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[bytes]":
        command = ["git", "-c", "protocol.file.allow=always", "-c", "advice.detachedHead=false", *args]
        env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | _ENVIRONMENT | environment
        return subprocess.run(command, cwd=self.root, env=env, capture_output=True, check=False)

    def write(self, path: str | bytes, text: str | bytes = "text\n") -> None:
        full = os.path.join(os.fsencode(self.root), os.fsencode(path))
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(text.encode() if isinstance(text, str) else text)

    def commit(self, files: dict[str, str] | None = None, message: str = "change") -> str:
        """Write `files`, commit everything, and return the commit's id."""
        for path, text in (files or {}).items():
            self.write(path, text)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)
        return self.git("rev-parse", "HEAD")

    def oid(self, name: str) -> str:
        return self.git("rev-parse", name)


@contextmanager
def unprivileged() -> Iterator[None]:
    """Act as a user whom permissions bind; root is bound by none."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
