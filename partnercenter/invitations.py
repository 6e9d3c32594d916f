"""The mail with which somebody is invited: a link to choose a password, and nothing secret else."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from partnercenter.errors import Refused
from partnercenter.models import User

log = logging.getLogger(__name__)


class NotSent(Refused):
    """The mail server did not take the invitation."""

    code = "not_sent"


def send(person: User, *, inviter: str, organisation: str, language: str) -> None:
    """Send the invitation; raises NotSent.

    The link is that of a forgotten password (allauth): it works once, until
    ``PASSWORD_RESET_TIMEOUT`` is over, and no longer once the password or the address is another.
    """
    try:
        message_to(person, inviter=inviter, organisation=organisation, language=language).send()
    except (SMTPException, OSError) as error:
        log.exception("the mail server did not take the invitation")
        raise NotSent(
            _("The invitation to %(email)s could not be sent.") % {"email": person.email}
        ) from error


def message_to(
    person: User, *, inviter: str, organisation: str, language: str
) -> EmailMultiAlternatives:
    """Return the message in the language; ``inviter`` is empty where nobody is to be named."""
    with translation.override(language):
        context = {
            "person": person,
            "inviter": inviter,
            "organisation": organisation,
            "address": link(person),
            "days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
            "sign_in": f"{settings.PUBLIC_URL}{reverse('account_login')}",
        }
        subject = render_to_string("emails/invitation_subject.txt", context)
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("emails/invitation.txt", context).strip() + "\n",
            to=[person.email],
        )
        html = render_to_string("emails/invitation.html", context)
        message.attach_alternative(html, "text/html")
    return message


def link(person: User) -> str:
    """Return the address where the person chooses a password."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    named = {"uidb36": user_pk_to_url_str(person), "key": token}
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=named)}"
