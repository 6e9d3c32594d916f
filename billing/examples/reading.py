"""Reading a file of worked examples: lists of examples, told apart by the name of the list."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

# What an example may say beside what is asked; none of it decides anything.
TOLD = {
    "id",
    "title",
    "category",
    "source",
    "doc_or_derived",
    "notes",
    "note",
    "alternative",
    "formula",
    "reason",
}
ASKED = {"inputs", "expected", "expected_lines", "settings", "skip", "formula_only"}


class UnreadableExamples(ValueError):
    """The file is not one of examples; the message says where and why."""


class UnknownKey(LookupError):
    """An example says something that no rule reads."""

    def __init__(self, key: object) -> None:
        super().__init__(f"unknown key {key}")


class MissingKey(LookupError):
    """An example does not say something that a rule needs."""

    def __init__(self, key: object) -> None:
        super().__init__(f"missing key {key}")


class NothingToCompare(ValueError):
    """An example that expects nothing proves nothing."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example, of the list it stands in."""

    list_name: str
    id: str
    said: Mapping[str, Any]

    @property
    def inputs(self) -> Any:
        return self.said.get("inputs", {})

    @property
    def settings(self) -> Mapping[str, Any]:
        settings: Mapping[str, Any] = self.said.get("settings", {})
        return settings

    @property
    def skip(self) -> str:
        return str(self.said.get("skip") or "")


def examples_in(path: Path) -> list[Example]:
    """Return every example of the file in its order; raises UnreadableExamples."""
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise UnreadableExamples(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise UnreadableExamples(f"{path} is not JSON: {error}") from error
    if not isinstance(said, dict):
        raise UnreadableExamples(f"{path} is not an object of lists")
    return list(_examples(path, said))


def _examples(path: Path, said: Mapping[str, Any]) -> Iterator[Example]:
    for list_name, rows in said.items():
        if not isinstance(rows, list):
            continue
        for number, row in enumerate(rows, start=1):
            if not isinstance(row, dict) or not row.get("id"):
                raise UnreadableExamples(f"{path}: {list_name}, entry {number} has no id")
            yield Example(list_name, str(row["id"]), row)


def known(said: Mapping[str, Any], *names: set[str] | frozenset[str]) -> None:
    """Raise UnknownKey for the first key that is in none of the sets."""
    for key in said:
        if not any(key in allowed for allowed in names):
            raise UnknownKey(key)


def expected_of(example: Example, key: str = "expected") -> Any:
    """Return what an example expects; raises MissingKey, NothingToCompare when it is empty."""
    expected = needed(example.said, key)
    if not expected:
        raise NothingToCompare("nothing is expected")
    return expected


def needed(said: Mapping[str, Any], key: str) -> Any:
    """Return what is said of a key; raises MissingKey."""
    if key not in said:
        raise MissingKey(key)
    return said[key]
