"""Doing something to a subscription: asked for, shown with what it costs, and then confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.queries.effects import Effect
from billing.queries.problems import EXPECTED, in_words
from billing.services.effects import foresee
from billing.web import acts, effects
from billing.web.acts.act import Act, ActForm, Doing
from billing.web.offers import key_of
from billing.web.standings import Turn, standings, turns
from billing.web.subscriptions import held_by
from customers.models import Partner, Subscription
from customers.queries.marks import mark
from customers.queries.price_resolutions import may_see_price
from customers.services.orders import ChangedMeanwhile
from partnercenter import localize, submissions
from partnercenter.access import ActorRequest, person, requires
from partnercenter.errors import Refused
from partnercenter.roles import Permission


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the act would do: how subscriptions would stand, and what that costs.

    ``mark`` tells it apart from what another act, or the same one at another time, would do.
    """

    turns: list[Turn]
    effect: Effect
    mark: str


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Permission.SEE_CUSTOMERS)
def subscription_act(
    request: ActorRequest, customer_id: UUID, subscription_id: UUID, act: str
) -> HttpResponse:
    """Ask what is wanted, show what it costs, and do it once when it is confirmed."""
    held = held_by(request, customer_id, subscription_id)
    known = acts.BY_CODE.get(act)
    if known is None:
        raise Http404
    if not request.actor.may(known.permission(held)):
        raise PermissionDenied
    if request.method == "POST":
        return _confirmed(request, known, held, timezone.now())
    return _asked(request, known, held, timezone.now())


def _asked(request: ActorRequest, act: Act, held: Subscription, at: datetime) -> HttpResponse:
    """Show the form, and with what was asked for what it would cost."""
    refusal = _not_there(act, held) or act.obstacle(held, at.date())
    form = act.form(request.GET if "preview" in request.GET else None, held=held, on=at.date())
    if not form.is_bound and not form.visible_fields():
        form = act.form({one.html_name: one.initial for one in form}, held=held, on=at.date())
    found = None
    if form.is_valid() and not refusal:
        found, refusal = _looked_ahead(request, act, held, form, at)
    return _page(request, act, held, form, at, found, refusal)


def _confirmed(request: ActorRequest, act: Act, held: Subscription, at: datetime) -> HttpResponse:
    """Do it once, as it was shown; what is refused now is said, and nothing is changed."""
    on, by = at.date(), person(request)
    form = act.form(request.POST, held=held, on=on)

    def do() -> str:
        Partner.objects.select_for_update(no_key=True).get(pk=held.customer.partner_id)
        if refusal := _not_there(act, held) or act.obstacle(held, on):
            raise Refused(refusal)
        if not form.is_valid():
            raise Refused(_("What was asked for is not possible any more."))
        result, done = _done(act, _doing(request, act, held, form, at))
        if request.POST.get("seen") != done:
            raise ChangedMeanwhile(_("Something changed since this was shown: look at it again."))
        bought = result if isinstance(result, Subscription) else held
        said = {"name": held.name, "day": localize.day(on)}
        messages.success(request, str(act.done) % said)
        return reverse("customers:subscription", args=[held.customer.public_id, bought.public_id])

    if request.POST.get("seen_on") != on.isoformat():
        form.is_valid()
        words = _("The day has changed (UTC) since this was shown: look at it again.")
        return _page(request, act, held, form, at, None, words)
    try:
        return redirect(submissions.once(key_of(request), by=by, at=at, act=do))
    except ChangedMeanwhile as changed:
        found, refusal = _looked_ahead(request, act, held, form, at)
        return _page(request, act, held, form, at, found, refusal or str(changed))
    except Refused as refused:
        return _page(request, act, held, form, at, None, str(refused))


def _doing(
    request: ActorRequest, act: Act, held: Subscription, form: ActForm, at: datetime
) -> Doing:
    """Return what is to be done with the valid form; raises PermissionDenied."""
    doing = Doing(held=held, wanted=form.cleaned_data, on=at.date(), at=at, by=person(request))
    needs = act.also(doing)
    if needs and not request.actor.may(needs):
        raise PermissionDenied
    return doing


def _done(act: Act, doing: Doing) -> tuple[object, str]:
    """Act; return the result, and a mark of how everything stood before and stands after."""
    before = mark(doing.held)
    result = act.perform(doing)
    return result, f"{before}-{mark(doing.held)}"


def _not_there(act: Act, held: Subscription) -> str:
    held.refresh_from_db(fields=["status", "quantity", "auto_renew", "frequency"])
    if act in acts.offered(held):
        return ""
    return _("This is not possible: %(name)s is %(status)s.") % {
        "name": held.name,
        "status": held.get_status_display().lower(),
    }


def _looked_ahead(
    request: ActorRequest, act: Act, held: Subscription, form: ActForm, at: datetime
) -> tuple[Foreseen | None, str]:
    """Return what the act would do, or why it cannot be done."""
    try:
        return _foreseen(act, _doing(request, act, held, form, at)), ""
    except Refused as refused:
        return None, str(refused)
    except EXPECTED as missing:
        return None, in_words(missing)


def _foreseen(act: Act, doing: Doing) -> Foreseen:
    """Do it, look, and undo it."""
    before, after, marks = standings(doing.held), {}, []

    def perform() -> None:
        marks.append(_done(act, doing)[1])
        after.update(standings(doing.held))

    until = act.until(doing.held, doing.on)
    customer = doing.held.customer
    effect = foresee(perform, customer=customer, on=doing.on, at=doing.at, until=until)
    return Foreseen(turns(before, after), effect, marks[-1])


def _page(
    request: ActorRequest,
    act: Act,
    held: Subscription,
    form: ActForm,
    at: datetime,
    found: Foreseen | None,
    refusal: str,
) -> HttpResponse:
    context = {
        "act": act,
        "subscription": held,
        "customer": held.customer,
        "form": form,
        "fields": form.visible_fields(),
        "explains": act.explains(held, at.date()),
        "on": at.date(),
        "refusal": refusal,
        "foreseen": found,
        "told": effects.told(found.effect) if found else [],
        "key": submissions.new_key(),
        "seen": found.mark if found else "",
        "may_see_price": may_see_price(request.actor, held),
    }
    wrong = 422 if form.is_bound and not form.is_valid() else 200
    status = 409 if refusal else wrong
    return render(request, "billing/subscription_act.html", context, status=status)
