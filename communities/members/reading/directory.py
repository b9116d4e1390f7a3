"""The members, a page at a time."""

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from communities.kit.paging import Page, page_of_rows

from ..models import User

PER_PAGE = 30


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
