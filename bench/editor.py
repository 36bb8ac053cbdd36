"""One edit to its diagnostics, through the real server over standard input and output.

    python bench/editor.py FOLDER [--file PATH] [--edits N] [--leak]

FOLDER is a project; the edited document is PATH in it, or made up: 2,000 lines of Python that the folder does not hold. Each edit
replaces one line in the middle. Wall clock from the edit's last byte to the diagnostics of its version, the server's CPU from
`/proc` over all edits (Linux).
"""

import argparse
import json
import os
import queue
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gateline.rules.examples import expand

_FUNCTION = "def shift_{0}(value: int) -> int:\n    return value + {0}\n\n\n"
_SECONDS = 600
_ROOT = Path(__file__).resolve().parent.parent


class Client:
    """Enough of a client to type."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "gateline", "lsp"]
        environment = os.environ | {"PYTHONPATH": str(_ROOT)}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment)
        self._messages: queue.SimpleQueue[tuple[float, dict[str, Any]]] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def wait(self, is_it: Callable[[dict[str, Any]], bool]) -> tuple[float, dict[str, Any]]:
        """The first message of some sort, and when it came."""
        while True:
            at, message = self._messages.get(timeout=_SECONDS)
            if is_it(message):
                return at, message

    def cpu(self) -> float:
        """Milliseconds of CPU the server took so far, its ended children not included."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def _read(self) -> None:
        out = self.process.stdout
        assert out is not None
        while True:
            size = 0
            while line := out.readline().strip():
                if line.lower().startswith(b"content-length:"):
                    size = int(line.partition(b":")[2])
            if not size:
                return
            body = out.read(size)
            self._messages.put((time.perf_counter(), json.loads(body)))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--file", type=Path, help="the document, relative to the folder")
    parser.add_argument("--edits", type=int, default=300)
    parser.add_argument("--leak", action="store_true", help="every second edit puts a token in")
    args = parser.parse_args()
    root = args.folder.resolve()
    path = root / (args.file or "gateline_bench_editor.py")
    text = path.read_text() if args.file else "".join(_FUNCTION.format(number) for number in range(500))
    client = Client()
    try:
        began = time.perf_counter()
        _start(client, root)
        opened = _open(client, path.as_uri(), text) - began
        _until_idle(client)
        before = client.cpu()
        walls = sorted(_edits(client, path.as_uri(), text, args.edits, leak=args.leak))
        cpu = (client.cpu() - before) / args.edits
        client.send(id=2, method="shutdown")
        client.wait(lambda message: message.get("id") == 2)
        client.send(method="exit")
        client.process.wait(30)
    finally:
        client.process.kill()
    lines = text.count("\n")
    print(f"{lines:,} lines; opened after {opened * 1000:,.0f} ms; {args.edits} edits")
    print(f"wall p50 {statistics.median(walls):.1f} ms, p95 {walls[int(len(walls) * 0.95)]:.1f} ms, worst {walls[-1]:.1f} ms")
    print(f"CPU {cpu:.1f} ms an edit")
    return 0


def _start(client: Client, root: Path) -> None:
    params = {"processId": os.getpid(), "rootUri": root.as_uri(), "capabilities": {}}
    client.send(id=1, method="initialize", params=params)
    client.wait(lambda message: message.get("id") == 1)
    client.send(method="initialized", params={})


def _open(client: Client, uri: str, text: str) -> float:
    document = {"uri": uri, "languageId": "python", "version": 1, "text": text}
    client.send(method="textDocument/didOpen", params={"textDocument": document})
    return client.wait(lambda message: _version(message) == 1)[0]


def _until_idle(client: Client) -> None:
    """Until the folder has been looked at: the server takes no CPU for two seconds, nor has it children that do."""
    quiet, last = 0, -1.0
    while quiet < 20:
        time.sleep(0.1)
        now = client.cpu()
        children = Path(f"/proc/{client.process.pid}/task/{client.process.pid}/children").read_text().split()
        quiet, last = (quiet + 1 if now == last and not children else 0), now


def _edits(client: Client, uri: str, text: str, count: int, *, leak: bool) -> Iterator[float]:
    """Milliseconds from each edit to its diagnostics."""
    number = text.count("\n") // 2
    token = expand("{crc:ghp_:30}", "1")
    for version in range(2, count + 2):
        line = f'token_{version} = "{token}"\n' if leak and version % 2 else f"limit_{version} = {version}\n"
        region = {"start": {"line": number, "character": 0}, "end": {"line": number + 1, "character": 0}}
        document = {"uri": uri, "version": version}
        params = {"textDocument": document, "contentChanges": [{"range": region, "text": line}]}
        client.send(method="textDocument/didChange", params=params)
        sent = time.perf_counter()
        at, _ = client.wait(lambda message, version=version: _version(message) == version)  # type: ignore[misc]
        yield (at - sent) * 1000


def _version(message: dict[str, Any]) -> object:
    return message["params"].get("version") if message.get("method") == "textDocument/publishDiagnostics" else None


if __name__ == "__main__":
    sys.exit(main())
