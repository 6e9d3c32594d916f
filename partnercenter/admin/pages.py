"""What all staff pages share: cheap lists, tools, refusals in words, and the activity log."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.db import DatabaseError
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst

from partnercenter import audit
from partnercenter.admin.columns import NOTHING
from partnercenter.admin.paging import NearestRows
from partnercenter.admin.refusals import in_words
from partnercenter.admin.tools import Tool
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.web.step_up import require_recent

M = TypeVar("M", bound=Model)


def author(request: HttpRequest) -> User | None:
    """Return who asks."""
    return request.user if isinstance(request.user, User) else None


class Page(admin.ModelAdmin[M]):
    """A list and a form that stay quick on large tables and tell the activity log."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = NearestRows
    empty_value_display = NOTHING
    guid_fields: ClassVar[tuple[str, ...]] = ()
    # Whether saving, removing and taking in ask once more who is there: for whatever decides who
    # may do what, for tax and for bank details.
    asks_who_it_is: ClassVar[bool] = False

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        """Return what can be done beside the list."""
        return ()

    def tools(self, request: HttpRequest, obj: M) -> Iterable[Tool]:
        """Return what can be done with one row, and where it leads."""
        return ()

    def partner_of(self, obj: M) -> int | None:
        """Return the key of the partner in whose activity log a change appears."""
        return getattr(obj, "partner_id", None)

    def address(self, kind: str, *args: object) -> str:
        """Return the address of a page of this model: changelist, change, or one of its own."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{kind}", args=args)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        """Find an identifier by its index, and anything else in the search fields."""
        if self.guid_fields and (guid := _guid(search_term)):
            wanted = (Q(**{name: guid}) for name in self.guid_fields)
            return queryset.filter(reduce(or_, wanted)), False
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.asks_who_it_is and request.method == "POST":
            require_recent(request)
        told = {
            "title": capfirst(self.opts.verbose_name_plural),
            "tools": list(self.list_tools(request)),
        }
        return super().changelist_view(request, {**told, **(extra_context or {})})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> HttpResponse:
        if obj is not None:
            context["title"], context["subtitle"] = str(obj), capfirst(self.opts.verbose_name)
            context["tools"] = list(self.tools(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.asks_who_it_is and request.method == "POST":
            require_recent(request)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except (Refused, DatabaseError) as error:
            if not (words := in_words(error)):
                raise
            messages.error(request, words)
            return redirect(request.get_full_path())

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.asks_who_it_is and request.method == "POST":
            require_recent(request)
        return super().delete_view(request, object_id, extra_context)

    def log_addition(self, request: HttpRequest, obj: M, message: Any) -> LogEntry:
        return self._noted(request, obj, "added", super().log_addition(request, obj, message))

    def log_change(self, request: HttpRequest, obj: M, message: Any) -> LogEntry:
        return self._noted(request, obj, "changed", super().log_change(request, obj, message))

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[M]) -> list[LogEntry]:
        for obj in queryset:
            self._note(request, obj, "removed")
        return super().log_deletions(request, queryset)

    def _noted(self, request: HttpRequest, obj: M, act: str, entry: LogEntry) -> LogEntry:
        with translation.override(settings.LANGUAGE_CODE):
            self._note(request, obj, act, change=entry.get_change_message())
        return entry

    def _note(self, request: HttpRequest, obj: M, act: str, **facts: object) -> None:
        name = str(self.opts.verbose_name_raw).replace(" ", "_").lower()
        audit.record(
            f"{name}.{act}",
            obj,
            at=timezone.now(),
            by=author(request),
            partner_id=self.partner_of(obj),
            **facts,
        )


class ReadOnly(Page[M]):
    """Rows that nobody changes by hand, whatever their permissions."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


def _guid(text: str) -> UUID | None:
    try:
        return UUID(text.strip())
    except ValueError:
        return None
