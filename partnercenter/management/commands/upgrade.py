"""Bring tables and static files up to this code; safe to run by several at once, and again."""

from django.core.management.base import BaseCommand

from partnercenter import upgrade


class Command(BaseCommand):
    help = "Apply waiting migrations and collect changed static files."
    requires_system_checks = ()

    def handle(self, **_options: object) -> None:
        with upgrade.one_at_a_time():
            waiting = upgrade.waiting_migrations()
            upgrade.migrate()
            changed = upgrade.static_files_changed()
            if changed:
                upgrade.collect_static_files()
        self.stdout.write(f"{len(waiting)} migrations applied")
        self.stdout.write(f"static files {'collected' if changed else 'unchanged'}")
