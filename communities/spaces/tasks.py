from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from communities.kit.mails import Letter, send

from .keys import hash_of, new_key
from .models import Invitation

AGAIN: Any = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(retry=AGAIN, queue="mail")
def mail_invitation(invitation_id: int) -> None:
    """Mail an invitation, once. The key is made here, goes into the mail, and only its hash is kept."""
    with transaction.atomic():
        waiting = Invitation.objects.select_for_update(of=("self",))
        found = waiting.select_related("community", "invited_by__profile__agency").filter(
            pk=invitation_id, mailed_at=None, accepted_at=None, withdrawn_at=None
        )
        for invitation in found:
            key = new_key()
            invitation.key_hash, invitation.mailed_at = hash_of(key), timezone.now()
            invitation.save(update_fields=["key_hash", "mailed_at"])
            send(_letter(invitation, key))


def _letter(invitation: Invitation, key: str) -> Letter:
    lead = invitation.invited_by
    about = {
        "lead": lead.name,
        "community": invitation.community.name,
        "site": settings.SITE_NAME,
        "day": date_format(timezone.localtime(invitation.expires_at)),
    }
    return Letter(
        to=invitation.email,
        subject=_("%(lead)s invites you to %(community)s") % about,
        paragraphs=[
            _("%(lead)s invites you to the community “%(community)s” on %(site)s:") % about,
            invitation.community.purpose,
        ],
        quote=invitation.note,
        after=[
            _("The link is for this address only, serves once, and ends on %(day)s.") % about,
        ],
        button=_("Read the invitation"),
        path=reverse("invitation_open", args=[key]),
        why=_("You get this because %(lead)s typed your address. If it means nothing to you, do nothing.")
        % about,
    )
