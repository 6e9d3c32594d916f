"""How many months a charge cycle has, by the billing frequency: in Python, and in SQL."""

from customers.models import Frequency

OF_FREQUENCY = {Frequency.MONTHLY: 1, Frequency.ANNUAL: 12}


def in_sql(row: str) -> str:
    """Return the months of a row that has a frequency and a term; paid at once, the whole term."""
    whens = " ".join(f"WHEN '{code.value}' THEN {months}" for code, months in OF_FREQUENCY.items())
    return f"CASE {row}.frequency {whens} ELSE {row}.term_months END"
