"""Rebuild the letter-pair table of `gateline.engines.secrets.rarity` from ordinary source text.

usage: python scripts/train_rarity.py FOLDER [FOLDER ...] > table.txt

Counts how often one symbol follows another inside words of source files (letters folded to lower case, one class for digits'
neighbours), and prints -log2 of the smoothed probabilities, 16 steps a bit, as base85. Deterministic for the same files.
"""

import base64
import math
import re
import sys
from pathlib import Path

SYMBOLS = "abcdefghijklmnopqrstuvwxyz0123456789_"
INDEX = {ord(symbol): number for number, symbol in enumerate(SYMBOLS)}
WORD = re.compile(rb"[A-Za-z][A-Za-z0-9_]{2,40}")
SUFFIXES = {".py", ".go", ".md", ".txt", ".js", ".java", ".html", ".c", ".h", ".rst"}


def main() -> None:
    counts = [[0.5] * len(SYMBOLS) for _ in range(len(SYMBOLS) + 1)]
    for folder in sys.argv[1:]:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file() and path.stat().st_size < 400_000:
                for word in set(WORD.findall(path.read_bytes())):
                    before = len(SYMBOLS)
                    for byte in word.lower():
                        now = INDEX[byte]
                        counts[before][now] += 1
                        before = now
    table = bytes(min(255, round(-16 * math.log2(count / sum(row)))) for row in counts for count in row)
    print(base64.b85encode(table).decode())


if __name__ == "__main__":
    main()
