"""Groups of staff: what their members may see and do here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import admin as _replaced  # noqa: F401 (registers what we replace)
from django.contrib.auth.models import Group, Permission
from django.db.models import ManyToManyField
from django.http import HttpRequest
from django.utils.text import capfirst

from partnercenter.admin.pages import Page

OURS = ("billing", "customers", "mfa", "partnercenter", "pricing")

admin.site.unregister(Group)


class Ticked(forms.ModelMultipleChoiceField[Permission]):
    """Permissions to tick, in the words of our own tables."""

    def label_from_instance(self, obj: Permission) -> str:
        return f"{apps.get_app_config(obj.content_type.app_label).verbose_name}: {obj.name}"


@admin.register(Group)
class GroupAdmin(Page[Group]):
    """A change counts from the members' next page on."""

    asks_who_it_is = True
    search_fields = ("name",)
    ordering = ("name",)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        ours = Permission.objects.filter(content_type__app_label__in=OURS)
        return Ticked(
            queryset=ours.select_related("content_type"),
            label=capfirst(db_field.verbose_name),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
        )
