"""What the pages about members need."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.module_loading import import_string

from communities.agencies.models import Agency
from communities.kit.paging import Page, page_of_rows

from . import rules
from .models import JoinRequest, User

PER_PAGE = 30


@dataclass(frozen=True)
class ProfileView:
    """One profile as a person sees it."""

    member: User
    is_mine: bool
    local_time: datetime | None
    parts: dict[str, list]  # what other features say of this member, by the name in settings.PROFILE_PARTS


@dataclass(frozen=True)
class RequestView:
    """A request to join, with what helps to decide it."""

    asked: JoinRequest
    agency: Agency | None  # the one agency of that name that we know
    voucher: User | None  # the member who is named as voucher


def directory(person: User | None, *, text: str, number: int) -> Page:
    """One page of the members whom `person` sees, by name. `text` narrows: name, title, agency, expertise."""
    people = _matching(User.objects.visible_to(person), text).order_by(Lower("name"), "pk")
    total = people.count()
    shown = people.select_related("profile__agency", "profile__bureau").prefetch_related("profile__expertise")
    return page_of_rows(shown, number, total=total, per_page=PER_PAGE)


def _matching(people: QuerySet[User], text: str) -> QuerySet[User]:
    for word in text.split()[:8]:
        people = people.filter(
            Q(name__icontains=word)
            | Q(profile__title__icontains=word)
            | Q(profile__ask_me_about__icontains=word)
            | Q(profile__agency__name__icontains=word)
            | Q(profile__agency__abbreviation__iexact=word)
            | Q(profile__bureau__name__icontains=word)
            | Q(profile__bureau__abbreviation__iexact=word)
            | Q(pk__in=_experts(word))
        )
    return people


def _experts(word: str) -> QuerySet:
    """Members with an expertise that holds a word, or starts as its address does (live-v)."""
    tags = Q(profile__expertise__name__icontains=word) | Q(profile__expertise__slug__startswith=word.lower())
    return User.objects.filter(tags).values("pk")


def profile(person: User, slug: str) -> ProfileView:
    """The profile at an address. Raises User.DoesNotExist for whom `person` may not see."""
    people = User.objects.visible_to(person).select_related("profile__agency", "profile__bureau")
    member = people.prefetch_related("profile__expertise").get(slug=slug)
    zone = member.profile.zone
    return ProfileView(
        member=member,
        is_mine=bool(rules.may_edit_profile(person, member)),
        local_time=timezone.now().astimezone(zone) if zone else None,
        parts=_parts(member, person),
    )


def _parts(member: User, viewer: User) -> dict[str, list]:
    """What the features above say of a member, among what `viewer` sees; settings names their functions."""
    return {name: import_string(path)(member, viewer=viewer) for name, path in settings.PROFILE_PARTS.items()}


def waiting_requests() -> QuerySet[JoinRequest]:
    """Requests to join that wait, oldest first."""
    return JoinRequest.objects.filter(state=JoinRequest.State.WAITING).select_related("person__profile")


def request_to_decide(pk: int) -> RequestView:
    """One request to join. Raises JoinRequest.DoesNotExist."""
    asked = JoinRequest.objects.select_related("person__profile", "decided_by").get(pk=pk)
    voucher = User.objects.members().filter(email__iexact=asked.voucher).first() if asked.voucher else None
    agencies = list(Agency.objects.filter(name__iexact=asked.agency_name)[:2])
    return RequestView(asked=asked, agency=agencies[0] if len(agencies) == 1 else None, voucher=voucher)


def recent_decisions(count: int = 20) -> QuerySet[JoinRequest]:
    """The latest decisions on requests to join."""
    decided = JoinRequest.objects.exclude(state=JoinRequest.State.WAITING)
    return decided.select_related("person__profile", "decided_by").order_by("-decided_at")[:count]
