"""Forms about a partner's people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from partnercenter.roles import LABELS, SCOPES, Role


def _choices() -> list[tuple[str, SafeString]]:
    return [
        (
            role.value,
            format_html('<span class="role">{}<span>{}</span></span>', LABELS[role], SCOPES[role]),
        )
        for role in Role
    ]


class RolesField(forms.TypedMultipleChoiceField):
    """Several roles, each with the sentence that says what it is for."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_choices, coerce=Role, **kwargs)


class RolesForm(forms.Form):
    """Which roles somebody holds."""

    roles = RolesField(
        label=_("One or more; they add up"),
        error_messages={
            "required": _("Choose at least one role. Who may no longer enter is disabled instead.")
        },
    )


class InvitationForm(forms.Form):
    """Who is invited, and as what; ``key`` makes a double click one invitation."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("The invitation goes here, and with it this person signs in."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    roles = RolesField(
        label=_("Roles"),
        help_text=_("Several are possible; they add up."),
        error_messages={"required": _("Choose at least one role.")},
    )
