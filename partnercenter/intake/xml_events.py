"""XML from outside, told element by element: no entities, no declared types, bounded memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NoReturn
from xml.parsers import expat

from partnercenter.intake.archives import damaged

# What the parser keeps until a tag, a comment or the like ends.
LONGEST_TOKEN = 4 * 1024**2

Start = Callable[[str, dict[str, str]], None]


def told(
    pieces: Iterable[bytes],
    *,
    start: Start,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Tell what the pieces say, pausing after each; names are ``namespace name``.

    Raises Unreadable when they are not well-formed, or declare a document type: entities come
    with one, and no workbook has one.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.StartDoctypeDeclHandler = _refuse
    size = 0
    try:
        for piece in pieces:
            parser.Parse(piece, False)
            size += len(piece)
            if size - parser.CurrentByteIndex > LONGEST_TOKEN:
                raise damaged()
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise damaged() from error
    yield


def local(name: str) -> str:
    """Return a name without its namespace: workbooks come in two of them."""
    return name.rpartition(" ")[2]


def _refuse(*_declared: object) -> NoReturn:
    raise damaged()
