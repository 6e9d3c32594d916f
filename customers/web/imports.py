"""Files of a partner's own: chosen, looked at, and only then taken in."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from customers.models import ImportKind, Partner, PreparedImport
from customers.queries.tables import TABLES
from customers.services.imports import outlook, taking_in
from customers.services.imports.kinds import KINDS, Kind
from partnercenter.access import ActorRequest, person, requires
from partnercenter.errors import Refused
from partnercenter.intake import NotTakenIn
from partnercenter.outgoing.formats import FORMATS
from partnercenter.roles import Permission
from partnercenter.web.step_up import require_recent

LARGEST = 10 * 1024 * 1024
LATEST = 20
LEADS_TO = {
    ImportKind.CUSTOMERS: "customers:customers",
    ImportKind.USERS: "customers:users",
    ImportKind.SUBSCRIPTIONS: "customers:orders",
    ImportKind.CHANGES: "customers:customers",
}


class FileForm(forms.Form):
    """Asks for a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8, plain or gzipped, or a workbook (XLSX), of which the first sheet "
            "counts; at most 10 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.gz,.xlsx"}),
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("The file is larger than 10 MB: split it, or ask your supplier to take it in.")
            )
        return file


@require_safe
@requires(Permission.SEE_CUSTOMERS)
def imports(request: ActorRequest) -> HttpResponse:
    """Show what the person can take in, and what was shown or taken in lately."""
    kinds = [kind for kind in KINDS.values() if _is_open_to(request, kind)]
    prepared = PreparedImport.objects.visible_to(request.actor).select_related("prepared_by")
    latest = prepared.filter(kind__in=[kind.code for kind in kinds]).order_by("-id")
    context = {
        "kinds": kinds,
        "tables": [one for one in TABLES.values() if request.actor.may(one.permission)],
        "formats": FORMATS,
        "latest": latest[:LATEST],
    }
    return render(request, "customers/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_CUSTOMERS)
def import_file(request: ActorRequest, code: str) -> HttpResponse:
    """Ask for a file of one kind, and lead to what it would change."""
    kind = _kind(request, code)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "customers/import_file.html", {"kind": kind, "form": form})
    file = form.cleaned_data["file"]
    try:
        prepared = taking_in.prepare(
            partner=Partner.objects.visible_to(request.actor).get(),
            kind=kind.code,
            file=file,
            name=file.name,
            permissions=request.actor.permissions,
            at=timezone.now(),
            by=person(request),
        )
    except Refused as error:
        return _refused(request, kind, form, error)
    return redirect("customers:import", prepared.public_id)


@require_safe
@requires(Permission.SEE_CUSTOMERS)
def prepared_import(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Show what a file would change, or what it changed."""
    prepared = _prepared(request, public_id)
    context = {
        "prepared": prepared,
        "kind": _kind(request, prepared.kind),
        "outlook": outlook.from_data(prepared.counts),
        "leads_to": reverse(LEADS_TO[ImportKind(prepared.kind)]),
    }
    return render(request, "customers/import.html", context)


@require_POST
@requires(Permission.SEE_CUSTOMERS)
def take_in(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """Take in the file as it was shown; a second click finds it taken in."""
    prepared = _prepared(request, public_id)
    kind = _kind(request, prepared.kind)
    if kind.code == ImportKind.USERS:
        require_recent(request)
    if prepared.applied_at is None:
        try:
            taking_in.take_in(
                prepared=prepared,
                permissions=request.actor.permissions,
                at=timezone.now(),
                by=person(request),
            )
        except NotTakenIn as error:
            return _refused(request, kind, FileForm(), error)
        told = outlook.from_data(prepared.counts)
        number = told.new + told.changed
        messages.success(
            request,
            ngettext(
                "%(file)s was taken in: %(count)d row changed something.",
                "%(file)s was taken in: %(count)d rows changed something.",
                number,
            )
            % {"file": prepared.file_name, "count": number},
        )
    return redirect("customers:import", prepared.public_id)


def _refused(request: ActorRequest, kind: Kind, form: FileForm, error: Refused) -> HttpResponse:
    context = {
        "kind": kind,
        "form": form,
        "refusal": str(error),
        "problems": error.problems if isinstance(error, NotTakenIn) else (),
        "total": error.total if isinstance(error, NotTakenIn) else 0,
    }
    return render(request, "customers/import_file.html", context, status=409)


def _kind(request: ActorRequest, code: str) -> Kind:
    if code not in ImportKind.values:
        raise Http404
    kind = KINDS[ImportKind(code)]
    if not _is_open_to(request, kind):
        raise PermissionDenied
    return kind


def _is_open_to(request: ActorRequest, kind: Kind) -> bool:
    return any(request.actor.may(permission) for permission in kind.opens_to)


def _prepared(request: ActorRequest, public_id: UUID) -> PreparedImport:
    return get_object_or_404(PreparedImport.objects.visible_to(request.actor), public_id=public_id)
