"""Those who keep order are mailed, once, of a case that waits longer than a working day."""

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.mails import Letter, send
from communities.members.models import User
from communities.spaces.models import KEEPERS, Membership

from .models import Case

PROMISE = 1  # working days
SATURDAY = 5


def due_since(now: datetime, days: int = PROMISE) -> datetime:
    """What was opened before this has waited longer than so many working days."""
    while days or now.weekday() >= SATURDAY:
        days -= now.weekday() < SATURDAY
        now -= timedelta(days=1)
    return now


def remind() -> int:
    """Mail about each late case, once. Returns how many there were; may run twice."""
    late = Case.objects.open().filter(late_mailed_at=None, opened_at__lt=due_since(timezone.localtime()))
    keys = list(late.values_list("pk", flat=True))
    return sum(_remind_of(key) for key in keys)


@transaction.atomic
def _remind_of(key: int) -> bool:
    case = Case.objects.locked().open().filter(pk=key, late_mailed_at=None).first()
    if case is None:
        return False
    case.late_mailed_at = timezone.now()
    case.save(update_fields=["late_mailed_at"])
    for person in _keepers(case):
        send(_letter(case, person))
    return True


def _keepers(case: Case) -> list[User]:
    """Who can decide it: those who keep order there, or administrators where nobody else does."""
    kept = Membership.objects.filter(community=case.community, role__in=KEEPERS)
    members = User.objects.members().exclude(pk=case.post.author_id)
    if case.appeal_of:
        members = members.exclude(pk=case.appeal_of.by_id)
    keepers = list(members.filter(pk__in=kept.values("person")))
    return keepers or list(members.filter(is_superuser=True))


def _letter(case: Case, person: User) -> Letter:
    about = {"community": case.community, "kind": case.get_kind_display()}
    return Letter(
        to=person.email,
        subject=_("A case in %(community)s waits longer than a working day") % about,
        paragraphs=[_("%(kind)s: nobody has decided yet. Whom it concerns waits for an answer.") % about],
        button=_("Look at the case"),
        path=reverse("case_detail", args=[case.pk]),
        why=_("You get this because you keep order in %(community)s.") % about,
    )
