"""What this room holds of a person, for the download of their data."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from communities.kit.parts import Part, Row
from communities.members.models import Suspension, User

from .models import Decision, Report


def data_of(person: User) -> list[Part]:
    """What the person reported, and what was decided about them."""
    return [
        Part("reports", _("What you reported"), lambda: _reports(person)),
        Part("decisions", _("Decisions about what you wrote"), lambda: _decisions(person)),
        Part("suspensions", _("Suspensions"), lambda: _suspensions(person)),
    ]


def _reports(person: User) -> Iterator[Row]:
    for each in Report.objects.filter(by=person).select_related("post__topic"):
        yield {"post": str(each.post), "why": str(each.get_worry_display()), "note": each.note, "at": each.at}


def _decisions(person: User) -> Iterator[Row]:
    about = Decision.objects.filter(case__post__author=person).select_related("case__post__topic")
    for each in about.order_by("at"):
        yield {
            "post": str(each.case.post),
            "outcome": str(each.get_outcome_display()),
            "notice": str(each.get_notice_display()),
            "reason": each.reason,
            "at": each.at,
            "appeal": getattr(getattr(each, "appeal", None), "words", ""),
            "taken_back": each.undone_at,
        }


def _suspensions(person: User) -> Iterator[Row]:
    for each in Suspension.objects.filter(person=person).order_by("since"):
        yield {"since": each.since, "until": each.until, "reason": each.reason, "lifted": each.lifted_at}
