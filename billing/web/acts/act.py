"""What can be done to a subscription on its page: one act is one of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.functional import Promise

from customers.models import Subscription
from partnercenter.models import User
from partnercenter.roles import Permission

Wanted = Mapping[str, Any]


class ActForm(forms.Form):
    """What an act asks for; by itself nothing. Hidden fields are what it was shown for."""

    def __init__(self, *args: Any, held: Subscription, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held, self.on = held, on


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """An act about to be done: to what, with what was asked for, on which day, by whom."""

    held: Subscription
    wanted: Wanted
    on: date
    at: datetime
    by: User


def _nothing(_held: Subscription, _on: date) -> tuple[str, ...]:
    return ()


def _no_obstacle(_held: Subscription, _on: date) -> str:
    return ""


def _nothing_more(_doing: Doing) -> Permission | None:
    return None


def _soon(_held: Subscription, _on: date) -> date | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: who may do it, whether it is there and possible, what it asks, does and says.

    ``offered`` says whether it is there for such a subscription at all, ``obstacle`` why it is
    not possible now, ``explains`` what to know before, ``until`` a later day to look ahead to.
    ``also`` names a permission that what was asked for needs besides.
    ``done`` is the message after it, filled with the name and the day.
    """

    code: str
    label: Promise
    title: Promise
    confirm: Promise
    done: Promise
    permission: Callable[[Subscription], Permission]
    offered: Callable[[Subscription], bool]
    perform: Callable[[Doing], object]
    obstacle: Callable[[Subscription, date], str] = _no_obstacle
    explains: Callable[[Subscription, date], Sequence[str]] = _nothing
    until: Callable[[Subscription, date], date | None] = _soon
    also: Callable[[Doing], Permission | None] = _nothing_more
    form: type[ActForm] = ActForm
    is_danger: bool = False
