"""The partner's people: who they are, inviting one, what each may do, and who may enter."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.models import Partner
from customers.queries import people as questions
from customers.queries.people import PersonState
from customers.services import people
from customers.web.user_forms import InvitationForm, RolesForm
from partnercenter import submissions
from partnercenter.access import ActorRequest, requires
from partnercenter.access import person as signed_in
from partnercenter.errors import Refused
from partnercenter.models import User
from partnercenter.roles import LABELS, Permission, Role
from partnercenter.web.step_up import step_up

A_PAGE = 50
TONES = {PersonState.ACTIVE: "good", PersonState.INVITED: "info", PersonState.DISABLED: "none"}


@requires(Permission.MANAGE_USERS)
def users(request: ActorRequest) -> HttpResponse:
    """List the people that fit the search, the role and the state in the address."""
    words = request.GET.get("search", "").strip()[:200]
    role, state = request.GET.get("role", ""), request.GET.get("state", "")
    role = role if role in list(Role) else ""
    state = state if state in PersonState.values else ""
    found = questions.people(request.actor, words=words, role=role, state=state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_row(person) for person in page],
        "words": words,
        "role": role,
        "state": state,
        "roles": [(one.value, LABELS[one]) for one in Role],
        "states": PersonState.choices,
        "chips": list(_chips(words, role, state)),
    }
    return render(request, "customers/users/users.html", context)


@requires(Permission.MANAGE_USERS)
@step_up
def invite(request: ActorRequest) -> HttpResponse:
    """Ask for an address, a name and roles, and invite."""
    form = InvitationForm(request.POST or None, initial={"key": submissions.new_key()})
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(_invited(request, form))
        except Refused as refused:
            form.add_error("email", str(refused))
    return render(request, "customers/users/invite.html", {"form": form})


@requires(Permission.MANAGE_USERS)
def user(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    """Show one person, and change the roles."""
    person = _person(request, public_id)
    if request.method == "POST":
        return _give_roles(request, person)
    return _show(request, person, RolesForm(initial={"roles": questions.roles_of(person)}))


@require_POST
@requires(Permission.MANAGE_USERS)
def disable(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    """Let somebody enter no more, from the next click on."""
    return _disable(request, _person(request, public_id))


@require_POST
@requires(Permission.MANAGE_USERS)
def enable(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    """Let somebody enter again."""
    return _enable(request, _person(request, public_id))


@require_POST
@requires(Permission.MANAGE_USERS)
def invite_again(request: ActorRequest, public_id: UUID) -> HttpResponseBase:
    """Send the invitation once more."""
    return _invite_again(request, _person(request, public_id))


# Whose page it is, is found before the password is asked for: a stranger's is not there.
@step_up
def _give_roles(request: ActorRequest, person: User) -> HttpResponse:
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _show(request, person, form)
    try:
        changed = people.give_roles(
            partner=_partner(request),
            person=person,
            roles=form.cleaned_data["roles"],
            at=timezone.now(),
            by=signed_in(request),
        )
    except Refused as refused:
        form.add_error("roles", str(refused))
        return _show(request, person, form)
    said = _("The roles of %s are changed.") if changed else _("%s has these roles already.")
    return _done(request, person, said)


@step_up
def _disable(request: ActorRequest, person: User) -> HttpResponse:
    at, by = timezone.now(), signed_in(request)
    people.disable(partner=_partner(request), person=person, at=at, by=by)
    return _done(request, person, _("%s is disabled and signed out everywhere."))


@step_up
def _enable(request: ActorRequest, person: User) -> HttpResponse:
    at, by = timezone.now(), signed_in(request)
    people.enable(partner=_partner(request), person=person, at=at, by=by)
    return _done(request, person, _("%s can sign in again."))


@step_up
def _invite_again(request: ActorRequest, person: User) -> HttpResponse:
    at, by = timezone.now(), signed_in(request)
    people.invite_again(partner=_partner(request), person=person, at=at, by=by)
    return _done(request, person, _("A mail with a new link goes out to %s now."))


def _invited(request: ActorRequest, form: InvitationForm) -> str:
    """Invite once, however often the form is sent; return where the person is shown."""
    given, at, by = form.cleaned_data, timezone.now(), signed_in(request)

    def act() -> str:
        person = people.invite(
            partner=_partner(request),
            email=given["email"],
            first_name=given["first_name"],
            last_name=given["last_name"],
            roles=given["roles"],
            at=at,
            by=by,
        )
        said = _(
            "%(email)s is invited, and a mail with the link to choose a password goes out now. If "
            "none arrives, send the invitation again."
        )
        messages.success(request, said % {"email": person.email})
        return reverse("customers:user", args=[person.public_id])

    return submissions.once(given["key"], by=by, at=at, act=act)


def _show(request: ActorRequest, person: User, form: RolesForm) -> HttpResponse:
    state = questions.state_of(person)
    context = {
        "person": person,
        "form": form,
        "state": state,
        "tone": TONES[state],
        "is_locked": questions.is_locked(person),
        "is_oneself": person.pk == request.actor.user_id,
        "may_see_activity": request.actor.may(Permission.SEE_ACTIVITY),
    }
    return render(request, "customers/users/user.html", context)


def _done(request: ActorRequest, person: User, said: str) -> HttpResponse:
    address = reverse("customers:user", args=[person.public_id])
    named = format_html('<a href="{}">{}</a>', address, person.get_full_name() or person.email)
    messages.success(request, format_html(said.replace("%s", "{}"), named))
    return redirect(address)


def _row(person: User) -> dict[str, object]:
    state = questions.state_of(person)
    held = [LABELS[role] for role in questions.roles_of(person)]
    return {"person": person, "state": state, "tone": TONES[state], "roles": held}


def _person(request: ActorRequest, public_id: UUID) -> User:
    return get_object_or_404(questions.people(request.actor), public_id=public_id)


def _partner(request: ActorRequest) -> Partner:
    return Partner.objects.visible_to(request.actor).get()


def _chips(words: str, role: str, state: str) -> Iterator[tuple[str, str, str]]:
    """Name each filter in force, so that it can be removed."""
    if words:
        yield "search", _("Search"), words
    if role:
        yield "role", _("Role"), str(LABELS[Role(role)])
    if state:
        yield "state", _("State"), str(PersonState(state).label)
