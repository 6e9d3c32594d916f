"""Acts: a button on a row's page makes one call into a service and tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date
from functools import partial
from typing import Any, ClassVar, TypeVar

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from partnercenter.admin.days import DayField
from partnercenter.admin.pages import Page, author
from partnercenter.admin.refusals import in_words
from partnercenter.admin.tools import Tool
from partnercenter.errors import Refused
from partnercenter.web.step_up import require_recent

M = TypeVar("M", bound=Model)


# Calls the service with the row, ``on``, ``at``, ``by`` and what was asked; says what was done.
Perform = Callable[..., str]
Question = Callable[..., forms.Form]
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that can be done to one row.

    ``warning`` says what will happen and makes the page ask first; ``dated`` lets the person
    choose the day, ``reasoned`` asks why and hands it on as ``reason``; ``asks`` gives a form of
    its own for the row and today. ``asks_who_it_is`` is for what is as dangerous as a change of
    tax. ``leads_to`` gives the address to go to afterwards, its
    own page by default.
    """

    code: str
    label: Promise
    permission: str
    perform: Perform
    offered: Callable[[Any], bool] = lambda obj: True
    warning: Callable[[Any], str] | None = None
    dated: bool = False
    reasoned: bool = False
    asks: Callable[[Any, date], Question] | None = None
    asks_who_it_is: bool = False
    main: bool = False
    leads_to: Callable[[Any], str] | None = None


class NoQuestion(forms.Form):
    """Asks nothing but whether."""


class OnWhichDay(forms.Form):
    """Asks for the day an act counts from."""

    on = DayField(
        label=_("From"),
        help_text=_("The first day (UTC) on which it counts."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class ForWhichReason(forms.Form):
    """Asks why."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("The partner reads it."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class Acting(Page[M]):
    """A page whose rows can be acted upon."""

    acts: ClassVar[tuple[Act, ...]] = ()

    def tools(self, request: HttpRequest, obj: M) -> Iterable[Tool]:
        yield from super().tools(request, obj)
        for act in self.acts:
            if act.offered(obj) and request.user.has_perm(act.permission):
                asks = act.warning or act.dated or act.reasoned or act.asks
                href = self.address(act.code, obj.pk)
                yield Tool(act.label, href, posts=not asks, main=act.main)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{act.code}/",
                self.admin_site.admin_view(partial(self.act_view, act=act)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{act.code}",
            )
            for act in self.acts
        ]
        return own + super().get_urls()

    def act_view(self, request: HttpRequest, object_id: str, *, act: Act) -> HttpResponse:
        """Ask once, perform, and tell."""
        obj = self.get_object(request, unquote(object_id))
        if not request.user.has_perm(act.permission):
            raise PermissionDenied
        if obj is None:
            raise Http404
        at = timezone.now()
        today = at.astimezone(UTC).date()
        question = _question_of(act, obj, today)
        if request.method != "POST":
            return self._question(request, obj, act, question())
        if act.asks_who_it_is:
            require_recent(request)
        form = question(request.POST)
        if not form.is_valid():
            return self._question(request, obj, act, form)
        self._perform(request, obj, act, {"on": today, **form.cleaned_data, "at": at})
        return redirect(act.leads_to(obj) if act.leads_to else self.address("change", obj.pk))

    def _perform(self, request: HttpRequest, obj: M, act: Act, asked: dict[str, Any]) -> None:
        try:
            said = act.perform(obj, **asked, by=author(request))
        except (Refused, DatabaseError) as error:
            if not (words := in_words(error)):
                raise
            messages.error(request, words)
        else:
            messages.success(request, said)

    def _question(
        self, request: HttpRequest, obj: M, act: Act, form: forms.Form
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": act.label,
            "subtitle": str(obj),
            "opts": self.opts,
            "original": obj,
            "label": act.label,
            "warning": act.warning(obj) if act.warning else "",
            "form": form,
            "back": self.address("change", obj.pk),
        }
        return TemplateResponse(request, "admin/act.html", context)


def _question_of(act: Act, obj: Any, today: date) -> Question:
    if act.asks:
        return act.asks(obj, today)
    if act.reasoned:
        return ForWhichReason
    return partial(OnWhichDay, initial={"on": today}) if act.dated else NoQuestion
