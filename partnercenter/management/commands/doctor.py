"""Tell what is wrong with this installation and how to mend it, line by line."""

import re
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from partnercenter import checkup
from partnercenter.checkup import Finding
from partnercenter.embedded.lease import servers
from partnercenter.embedded.locks import Taken, only_one
from partnercenter.embedded.processes import CannotStart
from partnercenter.env import secret

NEEDED = (
    "python",
    "libraries",
    "folder",
    "roles",
    "vat_check",
    "disk",
    "database",
    "tables",
    "queue",
)
# Normal to be absent while nothing runs; asked for by name they must be there.
RUNNING = ("web", "worker", "beat")


class Command(BaseCommand):
    help = "Tell what is wrong with this installation, and what to do about it. Changes nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        names = " ".join((*NEEDED, *RUNNING))
        parser.add_argument("subjects", nargs="*", help=f"some of: {names}; all when none")
        parser.add_argument("--port", type=int, help="the port of the web server")

    def handle(self, *, subjects: list[str], port: int | None, **_options: object) -> None:
        ask: dict[str, Callable[[], Finding]] = {
            name: getattr(checkup, name) for name in (*NEEDED, *RUNNING)
        }
        ask["web"] = lambda: checkup.web(port or self.running_port() or 8000)
        if unknown := set(subjects) - set(ask):
            raise CommandError(f"Unknown: {', '.join(sorted(unknown))}. Known: {' '.join(ask)}")
        broken = False
        with ExitStack() as stack:
            reason = self.start_servers(stack)
            for name in subjects or ask:
                finding = ask[name]()
                if finding.remedy and reason and name in {"database", "queue"}:
                    finding = Finding(subject=name, text=reason, remedy="run `make run`")
                optional = name in RUNNING and not subjects
                self.tell(finding, optional=optional)
                broken = broken or bool(finding.remedy and not optional)
        if broken:
            raise SystemExit(1)

    def start_servers(self, stack: ExitStack) -> str:
        """Start what sleeps, but make nothing new; return why that was not possible."""
        made = (Path(settings.DATA_DIR) / "postgres").exists()
        if not made and not secret("DATABASE_URL"):
            return "nothing has been set up here yet"
        try:
            stack.enter_context(servers(settings.DATA_DIR))
        except CannotStart as error:
            return str(error)
        return ""

    def running_port(self) -> int | None:
        lock = Path(settings.DATA_DIR) / "up.lock"
        if not lock.exists():
            return None
        try:
            with only_one(lock):
                return None
        except Taken as taken:
            said = re.search(r"port (\d+)", taken.note)
            return int(said[1]) if said else None

    def tell(self, finding: Finding, *, optional: bool) -> None:
        state = "ok" if not finding.remedy else "not now" if optional else "BROKEN"
        advice = f" -> {finding.remedy}" if finding.remedy else ""
        self.stdout.write(f"{state:<8} {finding.subject:<10} {finding.text}{advice}")
