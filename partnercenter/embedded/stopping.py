"""Being asked to stop: by a signal, or through the ``make`` that started us."""

import os
import signal
import threading
import time
from types import FrameType

from partnercenter.embedded.processes import status_of

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop_when_asked() -> None:
    """Let the first request to stop end in KeyboardInterrupt, and none disturb the stopping."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        for each in STOPPING:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in STOPPING:
        signal.signal(each, interrupt)
    # An interrupt sent to make alone is not passed on: make waits for us, for ever.
    if status_of(os.getppid(), "Name") in {"make", "gmake"}:
        threading.Thread(target=_watch, args=[os.getppid()], daemon=True).start()


def _watch(make: int) -> None:
    """Interrupt ourselves once make is inside its handler of SIGINT, or gone."""
    while os.getppid() == make:
        blocked = int(status_of(make, "SigBlk") or "0", 16)
        if blocked >> (signal.SIGINT - 1) & 1:
            break
        time.sleep(0.3)
    os.kill(os.getpid(), signal.SIGINT)
