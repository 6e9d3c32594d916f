"""What a workbook says about its sheets: where they are, its shared texts, how it writes days."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZipFile

from partnercenter.intake.archives import pieces, too_large
from partnercenter.intake.cell_texts import DAY_FORMATS, is_day_format, written
from partnercenter.intake.xml_events import Start, local, told

MOST_OF_A_PART = 32 * 1024**2
MOST_OF_TEXTS, MOST_TEXTS = 256 * 1024**2, 4_000_000
# Days are counted from here, or, where a workbook says so, from 1904.
ZERO, ZERO_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 (no time zones)


@dataclass(frozen=True, slots=True)
class Reference:
    """What one part says of another: its kind, the last word of an address, and its path."""

    kind: str
    path: str


def references(archive: ZipFile, part: str) -> dict[str, Reference]:
    """Return the parts that a part refers to, by id; "" stands for the whole file."""
    folder, name = posixpath.split(part)
    found: dict[str, Reference] = {}

    def start(tag: str, facts: dict[str, str]) -> None:
        if local(tag) == "Relationship" and facts.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, facts.get("Target", "")))
            kind = posixpath.basename(facts.get("Type", ""))
            found[facts.get("Id", "")] = Reference(kind, path.lstrip("/"))

    path = posixpath.join(folder, "_rels", f"{name}.rels")
    if path in archive.namelist():
        _read(archive, path, start)
    return found


def contents(archive: ZipFile, book: str) -> tuple[list[str], datetime]:
    """Return the ids of the sheets that one sees, and the moment that days are counted from."""
    sheets: list[str] = []
    zero = [ZERO]

    def start(tag: str, facts: dict[str, str]) -> None:
        name = local(tag)
        if name == "sheet" and facts.get("state", "visible") == "visible":
            sheets.extend(value for key, value in facts.items() if local(key) == "id")
        elif name == "workbookPr" and facts.get("date1904") in {"1", "true"}:
            zero.append(ZERO_1904)

    _read(archive, book, start)
    return sheets, zero[-1]


def day_styles(archive: ZipFile, part: str) -> frozenset[str]:
    """Return the numbers of the cell styles in which a number is a day or a time."""
    days = {str(known) for known in DAY_FORMATS}
    styles: list[bool] = []
    sections = [""]

    def start(tag: str, facts: dict[str, str]) -> None:
        name, number = local(tag), facts.get("numFmtId", "0")
        if name in {"cellXfs", "cellStyleXfs"}:
            sections.append(name)
        elif name == "numFmt" and is_day_format(facts.get("formatCode", "")):
            days.add(number)
        elif name == "xf" and sections[-1] == "cellXfs":
            styles.append(number in days)

    _read(archive, part, start)
    return frozenset(str(place) for place, is_day in enumerate(styles) if is_day)


def shared_texts(archive: ZipFile, part: str) -> list[str]:
    """Return the texts that cells share, each put together from its runs."""
    found = _Texts()
    _read(archive, part, found.start, found.end, found.data, most=MOST_OF_TEXTS)
    return found.texts


class _Texts:
    """Hears of texts and their runs; how a run is pronounced is none of them."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._run: str | None = None
        self._phonetic = False

    def start(self, tag: str, _facts: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self.texts.append("")
            if len(self.texts) > MOST_TEXTS:
                raise too_large()
        elif name == "rPh":
            self._phonetic = True
        elif name == "t" and not self._phonetic:
            self._run = ""

    def data(self, text: str) -> None:
        if self._run is not None:
            self._run += text

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "rPh":
            self._phonetic = False
        elif name == "t" and self._run is not None and self.texts:
            self.texts[-1] += written(self._run)
            self._run = None


def _read(
    archive: ZipFile,
    part: str,
    start: Start,
    end: Callable[[str], None] | None = None,
    data: Callable[[str], None] | None = None,
    *,
    most: int = MOST_OF_A_PART,
) -> None:
    for _pause in told(pieces(archive, part, most=most), start=start, end=end, data=data):
        pass
