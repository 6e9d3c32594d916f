"""Run everything: the embedded servers, the web, the worker and the clock, until Ctrl-C."""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from partnercenter import checkup, upgrade
from partnercenter.embedded import folders, ports, postgres, services, valkey
from partnercenter.embedded.lease import servers
from partnercenter.embedded.locks import Taken, only_one
from partnercenter.embedded.processes import CannotStart, run_to_end
from partnercenter.embedded.stopping import stop_when_asked
from partnercenter.embedded.supervisor import Died, Supervisor
from partnercenter.env import flag, secret
from partnercenter.pulse import answering, web_is_alive


class Command(BaseCommand):
    help = "Start everything, tell where, and stop everything on Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="begin with empty tables")

    def handle(self, *, host: str, port: int, no_demo: bool, **_options: object) -> None:
        stop_when_asked()
        self.data_dir = Path(settings.DATA_DIR)
        try:
            folders.make(self.data_dir)
            with ExitStack() as stack:
                lock = stack.enter_context(only_one(self.data_dir / "up.lock"))
                chosen = stack.enter_context(ports.reserved(host, port))
                if chosen != port:
                    self.tell("port", f"{port} is taken, so this is {chosen}")
                lock.note(f"process {os.getpid()}, port {chosen}")
                stack.enter_context(servers(self.data_dir, say=lambda it: self.tell("data", it)))
                demo = flag("DEMO", default=True) and not no_demo
                self.run(services.Address(host=host, port=chosen), demo=demo)
        except KeyboardInterrupt:
            self.tell("stopped", "the data stays where it is")
        except Taken as taken:
            raise CommandError(f"This is running already: {taken.note}.") from taken
        except (CannotStart, Died) as error:
            raise CommandError(str(error)) from error

    def tell(self, subject: str, text: str) -> None:
        self.stdout.write(f"  {subject:<10} {text}")
        self.stdout.flush()

    def run(self, address: services.Address, *, demo: bool) -> None:
        environ = services.environ_for(address)
        self.prepare(environ, demo=demo)
        probes: dict[str, Callable[[], bool]] = {
            "web": lambda: web_is_alive(address.local_url),
            "worker": lambda: bool(answering(seconds=0.5).workers),
            "beat": lambda: bool(answering(seconds=0.5).clocks),
        }
        all_services = services.everything(address, environ=environ, probes=probes)
        logs = self.data_dir / "log"
        self.tell("services", f"starting; logs are in {logs}")
        with Supervisor(all_services, folder=settings.BASE_DIR, logs=logs) as supervisor:
            supervisor.wait_until_healthy(say=lambda name: self.tell(name, "ready"))
            self.stdout.write(f"\n  Partner Center is at {address.url}\n\n")
            by_hand = ["A first sign-in comes from .venv/bin/python manage.py createsuperuser"]
            for line in self.sign_ins() or by_hand:
                self.stdout.write(f"  {line}")
            self.stdout.write("\n  Ctrl-C stops everything; the data stays.\n")
            self.stdout.flush()
            self.watch(supervisor)

    def sign_ins(self) -> list[str]:
        """Return the sign-ins of the demo world; none when it is not loaded."""
        told = StringIO()
        call_command("demo_sign_ins", stdout=told)
        return told.getvalue().splitlines()

    def prepare(self, environ: dict[str, str], *, demo: bool) -> None:
        for finding in (checkup.database(), checkup.queue()):
            if finding.remedy:
                raise CannotStart(f"{finding.subject}: {finding.text} -> {finding.remedy}")
        with upgrade.one_at_a_time():
            if waiting := upgrade.waiting_migrations():
                self.tell("tables", f"applying {len(waiting)} migrations")
                upgrade.migrate()
        connection.close()
        if upgrade.static_files_changed():
            self.tell("pages", "collecting style sheets, scripts and images")
            upgrade.collect_static_files()
        if demo and not self.sign_ins():
            self.tell("demo", "loading partners, prices, usage and invoices, once")
            command = [sys.executable, "manage.py", "load_demo"]
            if run_to_end(command, environ=environ, folder=settings.BASE_DIR):
                raise CannotStart("The demo data did not load; without it: make run DEMO=0")

    def watch(self, supervisor: Supervisor) -> None:
        own_postgres, own_valkey = not secret("DATABASE_URL"), not secret("REDIS_URL")
        while True:
            time.sleep(0.5)
            supervisor.check()
            if own_postgres and not postgres.is_running(self.data_dir):
                raise Died(f"PostgreSQL ended; see {self.data_dir / 'log' / 'postgres.log'}")
            if own_valkey and valkey.has_ended(self.data_dir):
                raise Died(f"Valkey ended; see {self.data_dir / 'log' / 'valkey.log'}")
