"""The two streams of invoices, each with its own clock and number prefix (domain 3.1, 9.4)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream: what it is called, the letter its numbers begin with, its billing types."""

    code: str
    label: str
    prefix: str
    billing_types: tuple[str, ...]


RECURRING = Stream("recurring", "Recurring", "D", ("license", "usage"))
ONE_TIME = Stream("one_time", "One-time and recurring purchases", "G", ("one_time", "plan"))
STREAMS = {stream.code: stream for stream in (RECURRING, ONE_TIME)}


def choices() -> list[tuple[str, str]]:
    """Return the streams as the choices of a field."""
    return [(stream.code, stream.label) for stream in STREAMS.values()]
