#!/usr/bin/env python3
"""Every command of Partner Center, with the embedded servers up while it runs."""

import os
import signal
import sys
from contextlib import nullcontext
from pathlib import Path

WITHOUT_SERVERS = {
    *("check", "collectstatic", "compilemessages", "diffsettings", "doctor", "help"),
    *("makemessages", "startapp", "startproject", "up", "version"),
}
VENV = Path(__file__).resolve().parent / ".venv"


def main() -> None:
    """Run the command that was asked for."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnercenter.settings")
    another = VENV.exists() and Path(sys.prefix).resolve() != VENV.resolve()
    if another:
        sys.stderr.write(
            f"This is not the interpreter of {VENV.name}: run {VENV / 'bin' / 'python'} "
            f"manage.py {' '.join(sys.argv[1:])}\n"
        )
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(1 if another else "Nothing is installed here yet: run `make run` once.")

    from partnercenter.embedded.lease import servers
    from partnercenter.embedded.prepare import how_to_install, missing_libraries
    from partnercenter.embedded.processes import CannotStart
    from partnercenter.env import data_dir

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with servers(data_dir()) if needs_servers(sys.argv[1:]) else nullcontext():
            execute_from_command_line(sys.argv)
    except CannotStart as error:
        sys.exit(str(error))
    except OSError:
        if not (missing := missing_libraries()):
            raise
        sys.exit(f"Libraries of the system are missing: {how_to_install(missing)}")


def needs_servers(arguments: list[str]) -> bool:
    """Return whether a command line talks to the database or the queue."""
    asks_for_help = not arguments or {"-h", "--help", "--version"} & set(arguments)
    return not asks_for_help and arguments[0] not in WITHOUT_SERVERS


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
