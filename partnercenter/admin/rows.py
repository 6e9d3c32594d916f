"""Rows shown or edited on the page of what they belong to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from partnercenter.admin.columns import NOTHING


class ReadOnlyRows(admin.TabularInline[Any, Any]):
    """Rows shown on the page of what they belong to; they change elsewhere, if at all."""

    template = "admin/read_only_rows.html"
    empty_value_display = NOTHING
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RemoveBox(forms.CheckboxInput):
    """The box that removes a row, saying so."""

    def __init__(self) -> None:
        super().__init__(attrs={"aria-label": _("Remove")})


class LabelledRows(BaseInlineFormSet[Any, Any, Any]):
    """Rows of which each part says what it is for."""

    deletion_widget = RemoveBox


class EditableRows(admin.TabularInline[Any, Any]):
    """Rows edited on the page of what they belong to; each field says what it is."""

    formset = LabelledRows
    empty_value_display = NOTHING
    extra = 0

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        widget = getattr(field, "widget", None)
        for one in (widget, getattr(widget, "widget", None)):
            if isinstance(one, forms.Widget):
                one.attrs.setdefault("aria-label", capfirst(db_field.verbose_name))
        return field
