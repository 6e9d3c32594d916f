"""Second factors of people: staff may see that there is one and remove it, never its secret."""

from __future__ import annotations

from typing import Any

from allauth.account import admin as _addresses  # noqa: F401 (registers what we replace)
from allauth.account.models import EmailAddress
from allauth.mfa import admin as _factors  # noqa: F401 (registers what we replace)
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as _sessions  # noqa: F401 (registers what we leave out)
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnercenter.admin import columns
from partnercenter.admin.pages import Page

admin.site.unregister([Authenticator, EmailAddress, UserSession])


@admin.register(Authenticator)
class AuthenticatorAdmin(Page[Any]):
    """Removing one lets a person who lost their telephone sign in again."""

    asks_who_it_is = True
    list_display = ("user", "type", "created", "used")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email",)
    search_help_text = _("E-mail address")
    ordering = ("-id",)
    fields = ("user", "type", "created", "used")

    created = columns.moment("created_at", _("created"))
    used = columns.moment("last_used_at", _("last used"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
