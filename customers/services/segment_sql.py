"""Who qualifies for what is sold, asked for many rows at once, by the table of the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping

from pricing.engine import segments


def preference(*, customer: str, availability: str, billing_type: str) -> str:
    """Return the SQL of how well what is sold fits: 0 best, NULL not at all (domain 10.7).

    ``customer`` is the column of the customer's segment, ``availability`` the alias of what is
    sold, ``billing_type`` its column. The statement is to be run with ``known()``.
    """
    return f"""(CASE WHEN {billing_type} = 'license'
        THEN %(agreements)s::jsonb -> {customer} ->> {_plain(f"{availability}.agreement_type")}
        ELSE %(segments)s::jsonb -> {customer} ->> {_plain(f"{availability}.end_customer_type")}
        END)::int"""


def known() -> Mapping[str, str]:
    """Return the parameters of a statement with a ``preference``: the tables."""
    return {
        "agreements": json.dumps(segments.preferences(licence=True)),
        "segments": json.dumps(segments.preferences(licence=False)),
    }


def _plain(column: str) -> str:
    return f"translate(lower({column}), '- ', '')"
