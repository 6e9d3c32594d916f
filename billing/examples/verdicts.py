"""What comes of an example: passed, failed with what was expected and got, or skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from billing.engine.taxes import DOCUMENT, LINE
from billing.examples import (
    budget_figures,
    calendar_figures,
    figures,
    money_figures,
    prorations,
    usage_figures,
)
from billing.examples.figures import SETTINGS
from billing.examples.reading import ASKED, TOLD, Example, MissingKey, UnknownKey, known
from pricing.engine.proration import STRATEGIES
from pricing.engine.settings import problems

PASS, SKIP, FAIL = "PASS", "SKIP", "FAIL"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of one example; ``why`` is empty when it passed."""

    outcome: str
    id: str
    why: str = ""

    def __str__(self) -> str:
        return f"{self.outcome} {self.id}" + (f": {self.why}" if self.why else "")


class Checker(Protocol):
    def __call__(self, example: Example, strategy: str | None, /) -> str: ...


def _calendar(example: Example, _strategy: str | None) -> str:
    if isinstance(example.said.get("expected"), list):
        return calendar_figures.check_services(example)
    return figures.check(example, calendar_figures.FIGURES)


def _invoices(example: Example, _strategy: str | None) -> str:
    if isinstance(example.inputs, list):
        return money_figures.check_documents(example)
    return figures.check(example, money_figures.INVOICES)


def _usage(example: Example, _strategy: str | None) -> str:
    return figures.check(example, usage_figures.FIGURES)


def _currency(example: Example, _strategy: str | None) -> str:
    return money_figures.check_currency(example)


def _cancellations(example: Example, _strategy: str | None) -> str:
    return figures.check(example, money_figures.CANCELLATIONS)


def _other(example: Example, _strategy: str | None) -> str:
    return figures.check(example, budget_figures.FIGURES)


# How the examples of each list are checked, by the name of the list.
LISTS: Mapping[str, Checker] = {
    "proration": prorations.check,
    "usage": _usage,
    "calendar": _calendar,
    "currency": _currency,
    "invoices": _invoices,
    "cancellations": _cancellations,
    "other": _other,
}


def verdicts(examples: Iterable[Example], *, strategy: str | None) -> Iterator[Verdict]:
    """Yield a verdict for each example, in order.

    ``strategy`` names one, "all" asks for every one, None for that of the billing type.
    """
    for example in examples:
        if example.skip:
            yield Verdict(SKIP, example.id, example.skip)
        elif wrong := _wrong(example, strategy):
            yield Verdict(FAIL, example.id, wrong)
        else:
            yield Verdict(PASS, example.id)


def _wrong(example: Example, strategy: str | None) -> str:
    """Return what is wrong with an example; of several strategies, with the first that is."""
    try:
        known(example.said, TOLD, ASKED)
        if example.list_name not in LISTS:
            raise UnknownKey(example.list_name)
        known(example.settings, SETTINGS)
        if wrong := _bad_settings(example.settings):
            return wrong
    except UnknownKey as error:
        return str(error.args[0])
    except (AttributeError, TypeError) as error:
        return f"{type(error).__name__}: {error}"
    every = strategy == "all" and example.list_name == "proration"
    for one in STRATEGIES if every else (strategy,):
        if wrong := _checked(example, one):
            return f"by {one}: {wrong}" if every and not wrong.startswith("unknown") else wrong
    return ""


def _bad_settings(settings: Mapping[str, Any]) -> str:
    """Return what is wrong with the values of settings, for whatever list they are told."""
    told = {name: value for name, value in settings.items() if name != "tax_rounding"}
    wrong = problems(told)
    if settings.get("tax_rounding", DOCUMENT) not in (DOCUMENT, LINE):
        wrong.append(f"tax_rounding is {settings['tax_rounding']!r}")
    return "; ".join(wrong)


def _checked(example: Example, strategy: str | None) -> str:
    """Check under one strategy; whatever cannot be read or done is told as what is wrong."""
    try:
        return LISTS[example.list_name](example, strategy)
    except (UnknownKey, MissingKey) as error:
        return str(error.args[0])
    except Exception as error:
        return f"{type(error).__name__}: {error}"
