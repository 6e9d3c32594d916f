"""Installing the pinned packages with pip, telling how far it is."""

import subprocess
import time
from pathlib import Path

from partnercenter.embedded.telling import tell

SECONDS_BETWEEN_LINES = 5


def install(python: Path, requirements: Path, constraints: Path, *, expected: int) -> bool:
    """Install what is required, and return whether that worked."""
    tell("packages", f"installing {expected}; this takes a minute or two, once")
    command: list[str | Path] = [python, "-m", "pip", "install", "--no-input"]
    command += [
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        "-r",
        requirements,
        "-c",
        constraints,
    ]
    said: list[str] = []
    told_at = time.monotonic()
    with subprocess.Popen(  # noqa: S603 (our own command line)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as pip:
        try:
            for line in pip.stdout or ():
                said.append(line.rstrip())
                if time.monotonic() - told_at > SECONDS_BETWEEN_LINES or "Installing" in line:
                    told_at = time.monotonic()
                    tell("packages", _progress(said, expected), passing=True)
        except BaseException:
            pip.terminate()
            raise
    if pip.returncode:
        for line in said[-15:]:
            tell("", line)
        return False
    tell("packages", "installed")
    return True


def _progress(said: list[str], expected: int) -> str:
    if any(line.startswith("Installing") for line in said[-50:]):
        return "all fetched, unpacking"
    fetched = sum(line.startswith(("Collecting", "Requirement already")) for line in said)
    return f"{min(fetched, expected)} of {expected} fetched"
