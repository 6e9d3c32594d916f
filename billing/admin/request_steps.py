"""Steps of a request on its page: each asks in a form, keeps what was typed, and acts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.admin.request_forms import ACCEPTED_BY, DeclineForm, NoteForm, TalkForm
from billing.services import request_decisions
from customers.models import RequestKind, RequestState, ServiceRequest
from customers.services import request_answers
from partnercenter.access import person
from partnercenter.admin.pages import Page
from partnercenter.admin.refusals import in_words
from partnercenter.admin.tools import Tool
from partnercenter.errors import Refused
from partnercenter.web.step_up import require_recent

CHANGES = "customers.change_servicerequest"
# To accept anything but a question changes what somebody is taxed or charged.
ASKS_WHO_IT_IS = frozenset(RequestKind) - {RequestKind.BILLING_QUESTION}
Form = Callable[..., forms.Form]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something that can be said or decided about a request.

    ``form`` gives the form for a request and a day, ``perform`` calls the service with what was
    filled in, and ``said`` names what was done.
    """

    code: str
    label: Callable[[ServiceRequest], str | Promise]
    form: Callable[[ServiceRequest, date], Form]
    perform: Callable[..., object]
    said: Promise
    offered: Callable[[ServiceRequest], bool] = lambda request: request.is_open
    main: bool = False


def _acceptance(request: ServiceRequest, today: date) -> Form:
    found = ACCEPTED_BY[request.kind]
    seen = request.changed_at.isoformat()
    return partial(found.form, initial={**found.known(request, today), "seen": seen})


def _accept(*, request: ServiceRequest, **given: Any) -> object:
    accept = ACCEPTED_BY[request.kind].accept
    return request_decisions.accept_as_seen(request=request, accept=accept, **given)


def _accept_label(request: ServiceRequest) -> str:
    is_question = request.kind == RequestKind.BILLING_QUESTION
    return _("Answer and complete") if is_question else _("Accept")


STEPS = (
    Step(
        code="accept",
        label=_accept_label,
        form=_acceptance,
        perform=_accept,
        said=gettext_lazy("%(number)s is completed."),
        main=True,
    ),
    Step(
        code="ask-back",
        label=lambda request: gettext_lazy("Ask the partner"),
        form=lambda request, today: partial(TalkForm, request=request),
        perform=request_answers.ask_back,
        said=gettext_lazy("%(number)s waits for the partner."),
        offered=lambda request: request.state == RequestState.IN_REVIEW,
    ),
    Step(
        code="answer",
        label=lambda request: gettext_lazy("Reply"),
        form=lambda request, today: partial(TalkForm, request=request),
        perform=request_answers.answer,
        said=gettext_lazy("The reply to %(number)s was sent."),
    ),
    Step(
        code="note",
        label=lambda request: gettext_lazy("Add an internal note"),
        form=lambda request, today: NoteForm,
        perform=request_answers.note,
        said=gettext_lazy("The note is kept with %(number)s."),
        offered=lambda request: True,
    ),
    Step(
        code="decline",
        label=lambda request: gettext_lazy("Decline"),
        form=lambda request, today: DeclineForm,
        perform=request_answers.decline,
        said=gettext_lazy("%(number)s is declined."),
    ),
)


class Stepping(Page[ServiceRequest]):
    """A page from which requests are answered and decided."""

    def tools(self, request: HttpRequest, obj: ServiceRequest) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        if request.user.has_perm(CHANGES):
            for step in STEPS:
                if step.offered(obj):
                    yield Tool(step.label(obj), self.address(step.code, obj.pk), main=step.main)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{step.code}/",
                self.admin_site.admin_view(partial(self.step_view, step=step)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{step.code}",
            )
            for step in STEPS
        ]
        return own + super().get_urls()

    def step_view(self, request: HttpRequest, object_id: str, *, step: Step) -> HttpResponse:
        """Ask, perform, and tell; a refusal is told on the form with what was typed."""
        obj = self.get_object(request, unquote(object_id))
        if not request.user.has_perm(CHANGES):
            raise PermissionDenied
        if obj is None:
            raise Http404
        if step.code == "accept" and obj.kind in ASKS_WHO_IT_IS:
            require_recent(request)
        at = timezone.now()
        form = step.form(obj, at.astimezone(UTC).date())
        if request.method != "POST":
            return self._step_form(request, obj, step, form())
        filled = form(data=request.POST, files=request.FILES)
        if not filled.is_valid():
            return self._step_form(request, obj, step, filled)
        try:
            step.perform(request=obj, **filled.cleaned_data, at=at, by=person(request))
        except (Refused, DatabaseError) as error:
            if not (words := in_words(error)):
                raise
            filled.add_error(None, words)
            return self._step_form(request, obj, step, filled)
        messages.success(request, str(step.said) % {"number": obj.number})
        return redirect(self.address("change", obj.pk))

    def _step_form(
        self, request: HttpRequest, obj: ServiceRequest, step: Step, form: forms.Form
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": step.label(obj),
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "label": step.label(obj),
            "form": form,
            "back": self.address("change", obj.pk),
        }
        return TemplateResponse(request, "admin/act.html", context)
