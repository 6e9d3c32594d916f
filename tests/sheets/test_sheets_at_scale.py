"""Memory stays the same however many rows a workbook has, on the way out and on the way in."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from partnercenter.intake.reading import Reader
from partnercenter.outgoing import Flavour, Kind, OutColumn, workbook

COLUMNS = [
    *(OutColumn(f"Text {number}", "") for number in range(6)),
    OutColumn("Price", "", Kind.NUMBER),
    OutColumn("Since", "", Kind.DAY),
]
FEW, MANY = 5_000, 25_000


def table(rows: int) -> Iterator[Sequence[str]]:
    for number in range(rows):
        yield [*(f"text {place} of row {number}" for place in range(6)), "12.34", "2026-12-01"]


def write(rows: int, path: Path) -> None:
    with workbook(table(rows), COLUMNS, flavour=Flavour.SAFE, title="Large") as file:
        path.write_bytes(file.read())


def count(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _row in Reader(file))


def peak(act: Callable[[], object]) -> int:
    tracemalloc.start()
    act()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def test_writing_five_times_the_rows_takes_no_more_memory() -> None:
    few, many = (
        peak(lambda: workbook(table(n), COLUMNS, flavour=Flavour.SAFE, title="L").close())  # noqa: B023
        for n in (FEW, MANY)
    )

    assert many < few + 1_000_000
    assert many < 8_000_000


def test_reading_five_times_the_rows_takes_no_more_memory(tmp_path: Path) -> None:
    small, large = tmp_path / "small.xlsx", tmp_path / "large.xlsx"
    write(FEW, small)
    write(MANY, large)

    few, many = peak(lambda: count(small)), peak(lambda: count(large))

    assert count(large) == MANY + 1
    assert many < few + 3_000_000
    assert many < 16_000_000
