"""The difference between what is owed and what was already said, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from billing.engine.adjustments import is_adjustment
from billing.engine.charges import Charge, Key, Said
from pricing.engine.pieces import Derivation


def _turned(inputs: Mapping[str, Any], _currency: str) -> Decimal:
    return -Decimal(inputs["charged_before"])


DERIVATIONS: Mapping[str, Derivation] = {"correction": _turned}


def outstanding(owed: Iterable[Charge], said: Iterable[Said]) -> list[Charge]:
    """Return the rows still to say, each as often as it is missing.

    A row said that is no longer owed (the past changed, late usage came in, an adjustment was
    withdrawn) is taken back whole, under its own charge type, by a row that names it.
    """
    standing = _standing(said)
    missing: list[Charge] = []
    for charge in owed:
        known = standing[charge.key]
        if known:
            known.pop()
        else:
            missing.append(charge)
    taken_back = [_taken_back(row) for rows in standing.values() for row in rows]
    return taken_back + missing


def _standing(said: Iterable[Said]) -> dict[Key, list[Said]]:
    """Group what was said and not taken back since."""
    rows = {row.identity: row for row in said}
    for row in list(rows.values()):
        if row.charge.reverses:
            rows.pop(row.charge.reverses, None)
            rows.pop(row.identity)
    standing: dict[Key, list[Said]] = defaultdict(list)
    for row in rows.values():
        standing[row.charge.key].append(row)
    return standing


def _taken_back(row: Said) -> Charge:
    charge = row.charge
    return replace(
        charge,
        unit_price=-charge.unit_price,
        amount=-charge.amount,
        reverses=row.identity,
        explanation={
            "rule": "correction",
            "because": "withdrawal" if is_adjustment(charge.subject) else "correction",
            "inputs": {
                "quantity": str(charge.quantity),
                "start": charge.period.start.isoformat(),
                "end": charge.period.last.isoformat(),
                "charged_before": str(charge.amount.amount),
                "reversed": row.identity,
            },
            "steps": [
                {"formula": f"−({charge.amount.amount})", "value": str(-charge.amount.amount)}
            ],
            "notes": [],
        },
    )
