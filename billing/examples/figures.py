"""Examples of single figures: every key that is expected is computed from the inputs.

A figure names the inputs it needs and the keys it tells. For each expected key the figure is
taken whose needs are all met, of several the one that needs most; nothing is decided by id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from billing.examples.reading import Example, MissingKey, UnknownKey, expected_of, known
from partnercenter.periods import Period
from pricing.engine.settings import DEFAULTS

Compute = Callable[[Mapping[str, Any], Mapping[str, Any]], Mapping[str, Any]]
SETTINGS = frozenset(DEFAULTS) | {
    "tax_rounding",
    "proration.license",
    "proration.one_time",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """What can be computed from which inputs: ``compute(inputs, settings)`` tells every key."""

    compute: Compute
    keys: frozenset[str]
    needs: frozenset[str]
    may: frozenset[str] = frozenset()


def figure(compute: Compute, *, keys: str, needs: str, may: str = "") -> Figure:
    """Return a figure; names are separated by spaces."""
    return Figure(
        compute, frozenset(keys.split()), frozenset(needs.split()), frozenset(may.split())
    )


def check(example: Example, figures: Sequence[Figure]) -> str:
    """Return what is wrong with an example; raises UnknownKey and MissingKey."""
    inputs, expected = example.inputs, expected_of(example)
    known(inputs, *(one.needs | one.may for one in figures))
    computed: dict[int, Mapping[str, Any]] = {}
    for key, wanted in expected.items():
        chosen = _chosen(key, inputs, figures)
        if chosen not in computed:
            computed[chosen] = figures[chosen].compute(inputs, example.settings)
        if wrong := difference(wanted, computed[chosen][key]):
            return f"{key}: {wrong}"
    return ""


def _chosen(key: str, inputs: Mapping[str, Any], figures: Sequence[Figure]) -> int:
    able = [number for number, one in enumerate(figures) if key in one.keys]
    if not able:
        raise UnknownKey(key)
    ready = [number for number in able if figures[number].needs <= inputs.keys()]
    if not ready:
        raise MissingKey(" ".join(sorted(figures[able[0]].needs - inputs.keys())))
    return max(ready, key=lambda number: len(figures[number].needs))


def difference(expected: Any, computed: Any) -> str:
    """Compare an expected value with the computed one: numbers, days, texts, lists, rows.

    Raises UnknownKey for a key of an expected row that is not computed.
    """
    if isinstance(computed, Mapping):
        for key, wanted in expected.items():
            if key not in computed:
                raise UnknownKey(key)
            if wrong := difference(wanted, computed[key]):
                return f"{key}: {wrong}"
        return ""
    if isinstance(computed, Period):
        return difference(expected, [computed.start, computed.last])
    if isinstance(computed, list):
        return _list_difference(expected, computed)
    if _read(expected, computed) == computed:
        return ""
    return f"expected {expected} got {computed}"


def _list_difference(expected: Any, computed: Sequence[Any]) -> str:
    if not isinstance(expected, list) or len(expected) != len(computed):
        return f"expected {expected} got {_told(computed)}"
    for wanted, found in zip(expected, computed, strict=True):
        if wrong := difference(wanted, found):
            return wrong
    return ""


def _told(values: Iterable[Any]) -> str:
    return "[" + ", ".join(str(value) for value in values) + "]"


def _read(expected: Any, computed: Any) -> Any:
    """Read an expected value as what the computed one is."""
    if isinstance(computed, bool | str):
        return expected
    if isinstance(computed, datetime):
        return datetime.fromisoformat(expected)
    if isinstance(computed, date):
        return date.fromisoformat(expected)
    return Decimal(str(expected))


def period_of(said: Sequence[str]) -> Period:
    """Read two days, both included."""
    first, last = said
    return Period.of_days(date.fromisoformat(first), date.fromisoformat(last))
