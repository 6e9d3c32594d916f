"""How the files of offer matrices are laid out, and what must hold between their columns."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnercenter.intake import Check, Column, Layout
from partnercenter.intake.values import Expression, Kind, choice, countries, quoted, text
from pricing.models import LimitScope

FREQUENCIES = ("monthly", "annual", "none", "onetime")
AN_OFFER = "[a-z0-9][a-z0-9:-]{0,59}"
SEPARATORS = "[;, ]+"


def _parts(column: str) -> str:
    return f"regexp_split_to_array(btrim(lower({column}), ' ;,'), '{SEPARATORS}')"


def _listed(valid: Expression, reason: Promise, code: str = "part") -> Kind:
    """Several values in a cell, kept once each in order; ``code`` makes SQL of one ``part``."""
    return Kind(
        sql="text[]",
        valid=lambda c: valid(_parts(c)),
        value=lambda c: (
            f"ARRAY(SELECT DISTINCT {code} FROM unnest({_parts(c)}) AS part ORDER BY 1)"
        ),
        reason=reason,
        empty="'{}'",
    )


def _one_of(words: Iterable[str], reason: Promise, code: str) -> Kind:
    known = ", ".join(quoted(word) for word in words)
    return _listed(lambda parts: f"({parts} <@ ARRAY[{known}])", reason, code)


OFFERS = _listed(
    lambda parts: f"(array_to_string({parts}, ' ') ~ '^{AN_OFFER}( {AN_OFFER})*$')",
    _('"%(value)s" are not offer ids, separated by semicolons, commas or blanks'),
)
COUNTRIES = _one_of(
    sorted(code.lower() for code in countries()),
    _('"%(value)s" are not country codes, separated by semicolons, commas or blanks'),
    "upper(part)",
)
BILLED = _one_of(
    FREQUENCIES,
    _(
        '"%(value)s" are none of Monthly, Annual, OneTime, None, separated by semicolons, commas'
        " or blanks"
    ),
    "CASE part WHEN 'onetime' THEN 'one_time' ELSE part END",
)
# None and zero are how some files say that there is no limit.
COUNT = Kind(
    sql="integer",
    valid=lambda c: f"{c} ~ '^[0-9]{{1,9}}$'",
    value=lambda c: f"nullif({c}::integer, 0)",
    reason=_('"%(value)s" is not a whole number up to 999999999'),
)
DURATION = Kind(
    sql="integer",
    valid=lambda c: rf"{c} ~* '^(P[1-9][0-9]?[MY]|[1-9][0-9]? ?(month|year)(s|\(s\))?)$'",
    value=lambda c: f"substring({c} FROM '[0-9]+')::int * CASE WHEN {c} ~* 'y' THEN 12 ELSE 1 END",
    reason=_('"%(value)s" is not a duration like 1 Month, 1 Year or P1Y'),
)
TEXTS = {
    "Offer Display Name": "title",
    "Offer URI": "uri",
    "LearnMoreLink": "link",
    "Description": "description",
}
LAYOUT = Layout(
    (
        Column("Offer Display Name", "title", text(250)),
        Column("Durable Offer ID", "offer", text(60)),
        Column("Duration", "duration_months", DURATION, filled=False),
        Column("Billing Frequency", "frequencies", BILLED, filled=False),
        Column("Min Seat Count", "min_quantity", COUNT, filled=False),
        Column("Max Seat Count", "max_quantity", COUNT, filled=False),
        Column("Offer Limit", "most", COUNT, filled=False),
        Column(
            "Offer Limit Scope",
            "scope",
            choice({scope.value.capitalize(): scope.value for scope in LimitScope}),
            filled=False,
        ),
        Column("Depends On", "depends_on", OFFERS, filled=False),
        Column("Can Convert To", "converts_to", OFFERS, filled=False),
        Column("Offer URI", "uri", text(2000), required=False, filled=False),
        Column("LearnMoreLink", "link", text(2000), required=False, filled=False),
        Column("Description", "description", text(2000), required=False, filled=False),
        Column("Allowed Countries", "countries", COUNTRIES, filled=False),
    )
)
SOUND = Check(
    """
    SELECT t.line, t.offer, t.first_line, t.min_quantity, t.max_quantity, t.most, found.code
    FROM (SELECT *, min(line) OVER (PARTITION BY lower(offer)) AS first_line FROM taken) t
    CROSS JOIN LATERAL (VALUES
        (CASE WHEN t.first_line < t.line THEN 'twice' END),
        (CASE WHEN t.max_quantity < t.min_quantity THEN 'range' END),
        (CASE WHEN t.most IS NOT NULL AND coalesce(t.scope, 'none') = 'none' THEN 'scope'
            WHEN t.most IS NULL AND t.scope <> 'none' THEN 'limit' END),
        (CASE WHEN lower(t.offer) = ANY (t.depends_on) THEN 'itself' END)
    ) AS found (code)
    """,
    {
        "twice": ("offer", _('offer "%(offer)s" stands in row %(first_line)d already')),
        "range": (
            "max_quantity",
            _("%(max_quantity)d is less than the minimum of %(min_quantity)d"),
        ),
        "scope": ("scope", _("a limit of %(most)d needs a scope: Lifetime or Concurrent")),
        "limit": ("most", _("the scope needs a limit of one or more")),
        "itself": ("depends_on", _("the offer depends on itself")),
    },
)
