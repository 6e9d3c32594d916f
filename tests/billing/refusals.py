"""Expecting the database to refuse, for the right reason and not for another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

EXCLUSION, CHECK, UNIQUE, FROZEN = "23P01", "23514", "23505", "55000"


@contextmanager
def refused(sqlstate: str, because: str) -> Iterator[None]:
    """Expect a refusal with this SQLSTATE, by this constraint or in these words."""
    try:
        with transaction.atomic():
            yield
            execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as error:
        cause = error.__cause__
        assert isinstance(cause, psycopg.Error)
        assert cause.sqlstate == sqlstate, cause
        assert because in str(cause), cause
    else:
        pytest.fail(f"the database refused nothing, though {because}")


def execute(statement: str, *values: object) -> None:
    """Go past every service and model, straight to the table."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
