"""What the tests of billing lean on."""

from __future__ import annotations

import pytest

Nudges = list[tuple[str, dict[str, object]]]


@pytest.fixture
def nudges(monkeypatch: pytest.MonkeyPatch) -> Nudges:
    """What would have been sent to the workers, instead of sending it."""
    sent: Nudges = []
    monkeypatch.setattr(
        "partnercenter.queue._send", lambda name, kwargs: sent.append((name, kwargs))
    )
    return sent
