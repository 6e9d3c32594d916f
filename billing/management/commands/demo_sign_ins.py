"""Print who can sign in to the demo world, one line a role."""

from typing import Any

from django.core.management.base import BaseCommand

from billing.demo import people


class Command(BaseCommand):
    help = "Print the sign-ins of the demo world; prints nothing when it is not loaded."

    def handle(self, *args: Any, **options: Any) -> None:
        for sign_in in people.sign_ins():
            self.stdout.write(f"{sign_in.what:<24} {sign_in.email:<46} {people.PASSWORD}")
