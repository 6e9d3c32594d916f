"""Dictionaries of PDF files: whether some bytes are one, from its first to its last sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = re.compile(
    rb"\s+|<<|>>|\[|\]|<[0-9A-Fa-f\s]*>|/[^\s<>\[\]()%\\/{}]*|[+-]?[0-9.]+|R\b|true\b|false\b|null\b"
)
IN_TEXT = re.compile(rb"\\.|[()]", re.DOTALL)
TEXT = b"()"
CLOSES = {b">>": b"<<", b"]": b"["}


def is_whole(data: bytes) -> bool:
    """Say whether the bytes are one dictionary and white space around it, nothing else.

    Comments, and backslashes outside of text, are not taken for part of one: with them, bytes
    that begin within a text could look whole.
    """
    opened, was_closed = list[bytes](), False
    for token in _tokens(data):
        if not token or was_closed or (not opened and token != b"<<"):
            return False
        if token in CLOSES.values():
            opened.append(token)
        elif token in CLOSES and opened.pop() != CLOSES[token]:
            return False
        was_closed = not opened
    return was_closed


def _tokens(data: bytes) -> Iterator[bytes]:
    """Yield what stands there apart from white space; an empty one where it cannot be read."""
    at = 0
    while at < len(data):
        if data[at : at + 1] == b"(":
            at, token = _after_text(data, at), TEXT
        elif found := TOKEN.match(data, at):
            at, token = found.end(), found[0]
        else:
            at = -1
        if at < 0:
            yield b""
            return
        if not token.isspace():
            yield token


def _after_text(data: bytes, at: int) -> int:
    """Return where a text ends that begins there, less than nothing when it does not."""
    depth = 0
    for found in IN_TEXT.finditer(data, at):
        depth += {b"(": 1, b")": -1}.get(found[0], 0)
        if not depth:
            return found.end()
    return -1
