"""Processes that outlive the one which started them: begin, recognise, wait for."""

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path


class CannotStart(RuntimeError):
    """A server does not start; the text says why and what to do."""


# Kept, so that the interpreter does not warn about servers that are meant to go on.
_started: list[subprocess.Popen[bytes]] = []


def begin(
    command: Sequence[str | os.PathLike[str]],
    *,
    log: Path,
    environ: dict[str, str],
    folder: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Start a server in its own session, so that Ctrl-C in the terminal does not reach it."""
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 (our own command line)
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd=folder,
            env=environ,
        )
    _started.append(process)
    return process


def run_to_end(
    command: Sequence[str | os.PathLike[str]], *, environ: dict[str, str], folder: Path
) -> int:
    """Run a command and return its exit code; when we are interrupted, it has ended as well."""
    with subprocess.Popen(  # noqa: S603 (our own command line)
        command, stdin=subprocess.DEVNULL, cwd=folder, env=environ
    ) as process:
        try:
            return process.wait()
        except BaseException:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            raise


def command_of(pid: int) -> str:
    """Return the command line of a living process; a dead or a zombie one has none."""
    if Path("/proc/self").exists():
        try:
            return os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes()).replace("\0", " ")
        except OSError:
            return ""
    asked = subprocess.run(  # noqa: S603 (a number is all that varies)
        ["/bin/ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip()


def status_of(pid: int | str, field: str) -> str:
    """Return what the kernel says of a process; nothing where it does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return ""
    lines = (line.partition(":") for line in status.splitlines())
    return next((value.strip() for name, _, value in lines if name == field), "")


def wait_until(condition: Callable[[], bool], *, seconds: float) -> bool:
    """Return whether the condition came true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def last_lines(log: Path, *, since: int = 0, lines: int = 12) -> str:
    """Return the end of a log, from byte ``since`` at the earliest."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(since, log.stat().st_size - 20_000))
        text = file.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-lines:])
