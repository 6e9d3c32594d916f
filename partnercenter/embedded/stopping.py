"""Being asked to stop: by a signal, or through the ``make`` that started us."""

import os
import signal
from pathlib import Path
from types import FrameType

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupt_on_signals() -> None:
    """Let the first request to stop end in KeyboardInterrupt, and none disturb the stopping."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in STOPPING:
        signal.signal(each, interrupt)


class Parent:
    """The ``make`` that started us: it takes an interrupt alone and then waits for us for ever."""

    def __init__(self) -> None:
        self._pid = os.getppid()
        self._is_make = self._status("Name") in {"make", "gmake"}

    def wants_to_stop(self) -> bool:
        """Return whether make is inside its handler of SIGINT, or gone."""
        if not self._is_make:
            return False
        blocked = int(self._status("SigBlk") or "0", 16)
        return os.getppid() != self._pid or bool(blocked >> (signal.SIGINT - 1) & 1)

    def _status(self, field: str) -> str:
        try:
            status = Path(f"/proc/{self._pid}/status").read_text(encoding="utf-8")
        except OSError:
            return ""
        lines = (line.partition(":") for line in status.splitlines())
        return next((value.strip() for name, _, value in lines if name == field), "")
