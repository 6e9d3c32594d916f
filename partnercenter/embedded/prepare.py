"""Making a bare clone ready: virtual environment, pinned packages, libraries of the system.

Run by whatever Python the machine has, before anything is installed: standard library only.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from partnercenter.embedded.packages import install
from partnercenter.embedded.stopping import stop_when_asked
from partnercenter.embedded.telling import tell

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VENV = BASE_DIR / ".venv"
STAMP = VENV / "installed.sha256"
REQUIREMENTS = (BASE_DIR / "requirements.txt", BASE_DIR / "constraints.txt")
# What WeasyPrint loads, and the Debian package of each; the last one halves the time of a PDF.
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
ONLY_FASTER = {"libharfbuzz-subset0"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Do what is missing, quickly when nothing is."""
    stop_when_asked()
    try:
        _make_venv()
        _install_packages()
        _install_libraries()
        if "--for-tests" in sys.argv[1:] and not any(map(shutil.which, BROWSERS)):
            _from_the_system(["chromium"], "to test in a browser")
    except KeyboardInterrupt:
        return 130
    except Unprepared as reason:
        tell("stopped", str(reason))
        return 1
    return 0


class Unprepared(RuntimeError):
    """The clone cannot be made ready; the text says why and what to do."""


def missing_libraries() -> list[str]:
    """Return the packages of those libraries that this machine lacks."""
    return [package for library, package in LIBRARIES.items() if not _loads(library)]


def how_to_install(packages: list[str]) -> str:
    """Return what to do to have packages of the system."""
    if shutil.which("apt-get"):
        return f"run `sudo apt-get install --no-install-recommends {' '.join(packages)}`"
    return f"install {' '.join(packages)} (Debian's names) with the system's package manager"


def _make_venv() -> None:
    python = VENV / "bin" / "python"
    if python.exists() and (STAMP.exists() or _works(python, "-m", "pip", "--version")):
        return
    if importlib.util.find_spec("ensurepip") is None:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        _from_the_system([version], "to make a virtual environment")
        if importlib.util.find_spec("ensurepip") is None:
            raise Unprepared(f"This Python has no venv: {how_to_install([version])}")
    tell("python", f"making a virtual environment in {VENV.name}")
    if not _works(sys.executable, "-m", "venv", "--clear", str(VENV)):
        raise Unprepared(f"{sys.executable} -m venv {VENV} fails: see above.")


def _install_packages() -> None:
    content = b"".join(path.read_bytes() for path in REQUIREMENTS)
    wanted = hashlib.sha256(content).hexdigest()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == wanted:
        return
    requirements, constraints = REQUIREMENTS
    pins = constraints.read_text(encoding="utf-8").count("==")
    if not install(VENV / "bin" / "python", requirements, constraints, expected=pins):
        raise Unprepared("The packages did not install: see above; then try again.")
    STAMP.write_text(wanted, encoding="ascii")


def _install_libraries() -> None:
    _from_the_system(missing_libraries(), "to make PDF documents")
    if set(missing_libraries()) - ONLY_FASTER:
        raise Unprepared("Without these libraries it does not start; then try again.")


def _from_the_system(packages: list[str], purpose: str) -> None:
    if not packages:
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        tell("system", f"installing {' '.join(packages)} {purpose}")
        options = ["-qq", "-o", "DPkg::Lock::Timeout=120"]
        # The lists of a fresh container are empty.
        _works("apt-get", "update", *options)
        if _works("apt-get", "install", "-y", "--no-install-recommends", *options, *packages):
            return
    tell("missing", f"{purpose}: {how_to_install(packages)}")


def _works(*command: str | Path) -> bool:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ended = subprocess.run(  # noqa: S603 (our own command lines)
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environ, check=False
    )
    if ended.returncode:
        for line in (ended.stderr or ended.stdout).splitlines()[-10:]:
            tell("", line)
    return ended.returncode == 0


def _loads(library: str) -> bool:
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
