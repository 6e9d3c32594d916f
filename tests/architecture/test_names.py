"""Names that travel as strings lead somewhere: tasks, schedules, templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import allauth
import django
import pytest
from django.conf import settings
from django.template.loader import get_template

from partnercenter.celery import app
from partnercenter.queue import UnknownTask, enqueue
from tests.architecture.source import APPS, ROOT, modules, tree

TEMPLATES = ROOT / "templates"


def enqueued() -> Iterator[str]:
    """Every task name that some code asks for."""
    for path in modules(*APPS):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("enqueue"):
                assert isinstance(node.args[0], ast.Constant), f"{path}:{node.lineno}"
                yield node.args[0].value


def test_every_task_that_is_asked_for_exists() -> None:
    asked = set(enqueued())

    assert "billing.perform_run" in asked
    assert asked <= set(app.tasks)


def test_every_scheduled_task_exists() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert scheduled
    assert scheduled <= set(app.tasks)


def test_every_task_is_asked_for_by_somebody() -> None:
    own = {name for name in app.tasks if not name.startswith("celery.")}
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert own - set(enqueued()) - scheduled == set()


def test_asking_for_a_task_that_nobody_wrote_fails_at_once() -> None:
    with pytest.raises(UnknownTask, match=r"billing\.perform_magic"):
        enqueue("billing.perform_magic")


# Templates that other packages look up under names of their own.
THEIRS = (
    Path(allauth.__file__).parent / "templates",
    Path(django.__file__).parent / "contrib" / "admin" / "templates",
    Path(django.__file__).parent / "views" / "templates",
)
ERRORS = {"429.html", "400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
WRITTEN = re.compile(r"""["']([\w/.-]+\.(?:html|txt|svg|xml))["']""")


def own_templates() -> set[str]:
    found = (path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
    return {path.relative_to(TEMPLATES).as_posix() for path in found}


def is_theirs(name: str) -> bool:
    """Whether another package looks it up; ``h1__manage.html`` is its ``h1.html``, tagged."""
    plain = re.sub(r"__\w+(?=\.)", "", name)
    return any((folder / plain).exists() for folder in THEIRS)


def mentioned() -> set[str]:
    """Every template name that code or another template writes."""
    code = [ROOT / path for path in modules(*APPS)]
    return {
        name
        for path in (*code, *TEMPLATES.rglob("*.html"), *TEMPLATES.rglob("*.txt"))
        for name in WRITTEN.findall(path.read_text(encoding="utf-8"))
    }


def test_every_template_is_used_by_somebody() -> None:
    overriding = {name for name in own_templates() if is_theirs(name)}

    unused = own_templates() - mentioned() - overriding - ERRORS

    assert unused == set()


def test_every_template_that_is_mentioned_can_be_read() -> None:
    for name in sorted(own_templates()):
        get_template(name)
    missing = {
        name for name in mentioned() if name.endswith(".html") and not (TEMPLATES / name).exists()
    }

    assert {name for name in missing if not is_theirs(name)} == set()
