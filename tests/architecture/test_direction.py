"""Tables and migrations point the way the imports do: down."""

from __future__ import annotations

import subprocess
import sys
from itertools import product

import pytest
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, FloatField

from tests.architecture.source import APPS, ROOT, dotted, modules

RANK = {app: rank for rank, app in enumerate(APPS)}
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
FIELDS = [
    (model, field)
    for model in MODELS
    for field in model._meta.get_fields(include_hidden=True)
    if isinstance(field, Field)
]


def test_foreign_keys_point_downward() -> None:
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model, field in FIELDS
        if field.is_relation
        and (target := field.related_model._meta.app_label) in RANK
        and RANK[target] > RANK[model._meta.app_label]
    ]

    assert any(field.is_relation for _, field in FIELDS)
    assert upward == []


def test_migrations_depend_downward() -> None:
    loader = MigrationLoader(None)
    ours = {key: found for key, found in loader.disk_migrations.items() if key[0] in RANK}

    upward = [
        (key, needed)
        for key, migration in ours.items()
        for needed in migration.dependencies
        if needed[0] in RANK and RANK[needed[0]] > RANK[key[0]]
    ]

    assert {app for app, _ in ours} == set(APPS)
    assert upward == []


def test_no_table_keeps_a_float() -> None:
    assert [field for _, field in FIELDS if isinstance(field, FloatField)] == []


def test_the_apps_are_installed_in_their_order() -> None:
    assert [name for name in settings.INSTALLED_APPS if name in RANK] == list(APPS)


def test_every_table_is_of_one_of_the_layers_models_packages() -> None:
    outside = [
        model.__module__
        for model in MODELS
        if not model.__module__.startswith(f"{model._meta.app_label}.models")
    ]

    assert outside == []


PURE = [
    *(dotted(path) for path in modules("pricing/engine", "billing/engine")),
    "partnercenter.money",
    "partnercenter.periods",
]
FORBIDDEN = ("django", "celery", "weasyprint", "psycopg", "kombu", "redis")
ALONE = """
import importlib, sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {forbidden}:
            raise ModuleNotFoundError(f"the engine asked for {{name}}")

sys.meta_path.insert(0, Nothing())
for name in {names}:
    importlib.import_module(name)
print(len(sys.modules))
"""


def test_the_arithmetic_runs_without_any_framework() -> None:
    program = ALONE.format(forbidden=FORBIDDEN, names=PURE)

    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert ran.returncode == 0, ran.stderr
    assert len(PURE) > 15


@pytest.mark.parametrize(
    ("lower", "upper"), [pair for pair in product(APPS, APPS) if RANK[pair[0]] < RANK[pair[1]]]
)
def test_a_lower_app_is_imported_without_the_upper_one(lower: str, upper: str) -> None:
    names = [
        dotted(path)
        for path in modules(f"{lower}/engine" if lower != "partnercenter" else lower)
        if lower != "partnercenter" or path.stem in {"money", "periods", "roles", "errors"}
    ]
    program = ALONE.format(forbidden=(upper,), names=names)

    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert ran.returncode == 0, ran.stderr
