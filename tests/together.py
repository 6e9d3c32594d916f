"""Doing things at the same moment, each on a connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

S = TypeVar("S")
T = TypeVar("T")


def together(act: Callable[[S], T], over: Iterable[S]) -> list[T]:
    """Do it for each of these in a thread of its own, all starting at the same moment."""
    todo = list(over)
    start = Barrier(len(todo))

    def one(subject: S) -> T:
        try:
            start.wait(timeout=20)
            return act(subject)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(todo)) as pool:
        return list(pool.map(one, todo))
