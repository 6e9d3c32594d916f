"""Pages that take in a file, and tell every problem it has when nothing was stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnercenter.admin.pages import Page, author
from partnercenter.admin.refusals import in_words
from partnercenter.admin.tools import Tool
from partnercenter.errors import Refused
from partnercenter.intake import NotTakenIn
from partnercenter.web.step_up import require_recent

M = TypeVar("M", bound=Model)


class FileForm(forms.Form):
    """Asks for a file."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV in UTF-8, plain or gzipped, or a workbook (XLSX), of which the first sheet counts."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A kind of file that can be taken in.

    ``explains`` says what the file holds; ``take_in`` is the service, and ``told`` says what it
    returned.
    """

    label: Promise
    explains: Promise
    permission: str
    take_in: Callable[..., object]
    told: Callable[[Any], str] = str
    form: type[FileForm] = FileForm
    code: str = "import"


class TakesFiles(Page[M]):
    """A list that is filled from files."""

    intakes: ClassVar[tuple[Intake, ...]] = ()

    def list_tools(self, request: HttpRequest) -> Iterable[Tool]:
        yield from super().list_tools(request)
        for intake in self.intakes:
            if request.user.has_perm(intake.permission):
                is_first = intake is self.intakes[0]
                yield Tool(intake.label, self.address(intake.code), main=is_first)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"{intake.code}/",
                self.admin_site.admin_view(partial(self.intake_view, intake=intake)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{intake.code}",
            )
            for intake in self.intakes
        ]
        return own + super().get_urls()

    def intake_view(self, request: HttpRequest, *, intake: Intake) -> HttpResponse:
        """Ask for the file, take it in, and tell."""
        if not request.user.has_perm(intake.permission):
            raise PermissionDenied
        if self.asks_who_it_is:
            require_recent(request)
        if request.method != "POST":
            return self._file_form(request, intake, intake.form())
        form = intake.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._file_form(request, intake, form)
        given = dict(form.cleaned_data)
        name = str(given["file"].name)
        try:
            taken = intake.take_in(name=name, at=timezone.now(), by=author(request), **given)
        except (Refused, DatabaseError) as error:
            if not (words := in_words(error)):
                raise
            return self._file_form(request, intake, form, refusal=words, error=error)
        words = _("%(file)s was taken in: %(what)s.") % {
            "file": name,
            "what": intake.told(taken),
        }
        messages.success(request, words)
        return redirect(self.address("changelist"))

    def _file_form(
        self,
        request: HttpRequest,
        intake: Intake,
        form: FileForm,
        *,
        refusal: str = "",
        error: Exception | None = None,
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": intake.label,
            "opts": self.opts,
            "intake": intake,
            "form": form,
            "refusal": refusal,
            "problems": error.problems if isinstance(error, NotTakenIn) else (),
            "total": error.total if isinstance(error, NotTakenIn) else 0,
            "back": self.address("changelist"),
        }
        return TemplateResponse(request, "admin/taking_in.html", context)
