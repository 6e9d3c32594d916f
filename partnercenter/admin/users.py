"""People who sign in; what they may do for a partner follows from their memberships."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ManyToManyField, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnercenter import audit, invitations
from partnercenter.admin import columns
from partnercenter.admin.pages import Page, author
from partnercenter.models import User
from partnercenter.web.sign_in_log import partner_of
from partnercenter.web.step_up import require_recent

RIGHTS = ("is_staff", "is_superuser", "groups")


class NewPerson(forms.ModelForm[User]):
    """A person is known by the e-mail address, in lower case, and chooses the password."""

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("Somebody with this address exists already."))
        return email

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


class NewPassword(AdminPasswordChangeForm):  # type: ignore[type-arg]
    """Sets a password; an account is closed by making it inactive, not by taking it away."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True


@admin.register(User)
class UserAdmin(Page[User], DjangoUserAdmin[User]):
    """Accounts are closed rather than deleted: the activity log keeps naming them."""

    asks_who_it_is = True
    add_form = NewPerson
    add_form_template = None
    change_password_form = NewPassword
    list_display = ("email", "first_name", "last_name", "is_active", "is_staff", "signed_in")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "first_name", "last_name")
    search_help_text = gettext_lazy("E-mail address or name")
    guid_fields = ("public_id",)
    ordering = ("email",)
    readonly_fields = ("public_id", "signed_in", "joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "password", "first_name", "last_name")}),
        (gettext_lazy("Rights"), {"fields": ("is_active", *RIGHTS)}),
        (gettext_lazy("For the record"), {"fields": ("public_id", "joined", "signed_in")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "description": gettext_lazy(
                    "The person gets a mail with a link to choose a password. What they may do for "
                    "a partner is given on the partner's page."
                ),
                "fields": ("email", "first_name", "last_name"),
            },
        ),
    )

    signed_in = columns.moment("last_login", gettext_lazy("last signed in"))
    joined = columns.moment("date_joined", gettext_lazy("account since"))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Let superusers only change staff: whoever sets a password takes over its rights."""
        if obj is not None and obj.is_staff and not _is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def partner_of(self, obj: User) -> int | None:
        return None if obj.is_staff else partner_of(obj)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Ask who it is before the form too: a password that was typed is never kept."""
        if self.has_change_permission(request):
            require_recent(request, is_kept=False)
        return super().user_change_password(request, id, form_url)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return fixed if _is_superuser(request) else (*fixed, *RIGHTS)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Invite who is new; of a new address the old one would still open the account."""
        obj.email = obj.email.lower()
        if not change:
            obj.invited_at = timezone.now()
        super().save_model(request, obj, form, change)
        if not change:
            transaction.on_commit(lambda: _invite(request, obj))
        elif "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()
        if change and "is_active" in form.changed_data:
            act = "user.enabled" if obj.is_active else "user.disabled"
            partner_id = self.partner_of(obj)
            audit.record(act, obj, at=timezone.now(), by=author(request), partner_id=partner_id)


def _invite(request: HttpRequest, person: User) -> None:
    """Send the invitation; the floor knows the supplier by name only."""
    suppliers: QuerySet[Model] = QuerySet(apps.get_model("billing.Supplier"))
    organisation = str(suppliers.first() or "Partner Center")
    try:
        invitations.send(
            person, inviter="", organisation=organisation, language=settings.LANGUAGE_CODE
        )
    except invitations.NotSent as error:
        remedy = _("“Forgot your password?” on the page of signing in sends a link too.")
        messages.error(request, f"{error} {remedy}")


def _is_superuser(request: HttpRequest) -> bool:
    return bool(getattr(request.user, "is_superuser", False))
