"""Gives the tests servers of their own, in a data folder of their own; loaded before Django."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import pytest

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from partnercenter.embedded.lease import servers
from partnercenter.env import data_dir

_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start what is not running; the last user stops it."""
    _stack.enter_context(servers(data_dir(), durable=False))


def pytest_unconfigure(config: pytest.Config) -> None:
    _stack.close()
