"""Fill an empty database with a made-up supplier, its partners and a year of bills."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from billing.demo import world


class Command(BaseCommand):
    help = "Load the demo world into an empty database; does nothing when partners exist."

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()

        def say(done: int, of: int, what: str) -> None:
            spent = time.monotonic() - started
            left = f", about {spent / done * (of - done):.0f} s left" if done else ""
            self.stdout.write(f"demo data: {done} of {of} months, {what}{left}")
            self.stdout.flush()

        try:
            world.load(today=timezone.now().date(), say=say)
        except world.AlreadyThere:
            self.stdout.write("demo data: kept, the database already has partners")
        else:
            self.stdout.write(f"demo data: loaded in {time.monotonic() - started:.0f} s")
