"""Starting, watching and stopping the processes of one installation, all of them or none."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Self

from partnercenter.embedded.processes import CannotStart, begin, last_lines, wait_until
from partnercenter.embedded.stopping import STOPPING

SECONDS_TO_BE_READY = 120
SECONDS_TO_STOP = 20
LARGEST_LOG = 10 * 1024 * 1024


class Died(RuntimeError):
    """Something that should run has ended; the text says what and why."""


@dataclass(frozen=True, kw_only=True)
class Service:
    """A process to run, and how to see that it does its work."""

    name: str
    command: Sequence[str]
    environ: dict[str, str]
    is_healthy: Callable[[], bool]
    # A web server that is asked to stop while its helpers begin waits for them in vain.
    ask_helpers_too: bool = False


class Supervisor:
    """The running services; leaving the block stops them."""

    def __init__(self, services: Sequence[Service], *, folder: Path, logs: Path) -> None:
        self._services = services
        self._folder = folder
        self._logs = logs
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        try:
            for service in self._services:
                self._begin(service)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for each in STOPPING:
            signal.signal(each, self._hurry)
        end = time.monotonic() + SECONDS_TO_STOP
        while self._alive() and time.monotonic() < end:
            # Asked again every second: a service that is just starting may miss it.
            self._send(signal.SIGTERM)
            wait_until(lambda: not self._alive(), seconds=1)
        self._send(signal.SIGKILL)
        for process in self._running.values():
            process.wait()

    def wait_until_healthy(self, *, say: Callable[[str], None]) -> None:
        """Return when every service does its work, telling of each; raise Died or CannotStart."""
        waiting = list(self._services)
        end = time.monotonic() + SECONDS_TO_BE_READY
        while waiting:
            self.check()
            for service in [service for service in waiting if service.is_healthy()]:
                waiting.remove(service)
                say(service.name)
            if waiting and time.monotonic() > end:
                name = waiting[0].name
                raise CannotStart(
                    f"{name} is not ready after {SECONDS_TO_BE_READY} s. {self._end_of(name)}"
                )
            time.sleep(0.1)

    def check(self) -> None:
        """Raise Died when a service has ended."""
        for name, process in self._running.items():
            if (code := process.poll()) is not None:
                raise Died(f"{name} ended with {code}. {self._end_of(name)}")

    def _begin(self, service: Service) -> None:
        log = self._log(service.name)
        if log.exists() and log.stat().st_size > LARGEST_LOG:
            log.replace(log.with_suffix(".log.1"))
        self._running[service.name] = begin(
            [*_until_we_die(), *service.command],
            log=log,
            environ=service.environ,
            folder=self._folder,
        )

    def _alive(self) -> bool:
        return any(process.poll() is None for process in self._running.values())

    def _send(self, number: signal.Signals) -> None:
        for service in self._services:
            process = self._running.get(service.name)
            if process is None:
                continue
            # Force must reach the helpers of a service even after it has gone.
            with suppress(ProcessLookupError):
                if number == signal.SIGKILL or service.ask_helpers_too:
                    os.killpg(process.pid, number)
                elif process.poll() is None:
                    process.send_signal(number)

    def _hurry(self, _number: int, _frame: FrameType | None) -> None:
        self._send(signal.SIGKILL)

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _end_of(self, name: str) -> str:
        log = self._log(name)
        return f"The end of {log}:\n{last_lines(log)}"


def _until_we_die() -> list[str]:
    """Return what to put before a command so that it ends with us, even after a kill -9."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
