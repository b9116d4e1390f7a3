"""A member as documents of the search index: one for members, and one for visitors who may see them.

Each holds only what its readers may see (`audiences`), so that nothing can be found by what is hidden.
"""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from communities.agencies.models import Agency
from communities.finding.indexing import Findable, put, remove
from communities.finding.models import MEMBERS, VISITORS, Document, Kind
from communities.finding.rebuilding import Source
from communities.finding.tasks import remake_labelled

from .audiences import MEMBER, VISITOR, Shown, shown_to
from .listing import BATCH, enter, enter_all
from .models import Profile, User


def index_member(person: User) -> None:
    """Write the documents of a member, and what the directory says of them.

    Somebody who is no member, or none any more, is not found.
    """
    enter(person)
    _write_documents(person)


def _write_documents(person: User) -> None:
    before = _said_of_work(person)
    profile = _profiles().filter(person=person).first()
    if profile is None or not profile.person.is_member:
        remove(person)
        if profile:
            remove(profile)
    else:
        found = _findables(profile)
        for thing in found:
            put(thing)
        if len(found) == 1:
            remove(profile)
    if before and before != _said_of_work(person):
        remake_labelled.defer(label=f"by:{person.pk}")  # what they wrote says where they work


def _said_of_work(person: User) -> tuple[list[str], str] | None:
    mine = Document.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=person.pk)
    found = mine.values_list("labels", "facts__agency").first()
    return (sorted(found[0]), found[1]) if found else None


def findable_members(keys: list[int]) -> Iterator[Findable]:
    """What members find of these people."""
    profiles = _profiles().filter(person__in=User.objects.members().filter(pk__in=keys))
    for profile in profiles.order_by("person"):
        yield from (thing for thing in _findables(profile) if isinstance(thing.source, User))


def findable_profiles(keys: list[int]) -> Iterator[Findable]:
    """What visitors find of the people with these profiles."""
    profiles = _profiles().filter(pk__in=keys, person__in=User.objects.members())
    for profile in profiles.order_by("pk"):
        yield from (thing for thing in _findables(profile) if isinstance(thing.source, Profile))


MEMBERS_SOURCE = Source(User, findable_members)
VISITORS_SOURCE = Source(Profile, findable_profiles)


def index_people_of(agency_id: int) -> None:
    """Write the documents of all who work for an agency again: its name or place has changed."""
    people = User.objects.filter(Q(profile__agency=agency_id) | Q(profile__bureau=agency_id))
    for person in people.iterator(chunk_size=500):
        _write_documents(person)  # the directory hears of it by itself: listing.relist_agency


def index_people_on(platform_id: int) -> None:
    """Write the entries and documents of all who manage a platform again: it has another name."""
    people = User.objects.filter(profile__platforms=platform_id).order_by("pk")
    keys = list(people.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        enter_all(keys[start : start + BATCH])
    for person in people.iterator(chunk_size=500):
        _write_documents(person)


def _profiles():
    return Profile.objects.select_related("person", "agency", "bureau").with_parts()


def _findables(profile: Profile) -> list[Findable]:
    """What members find, and if there is anything, what visitors find."""
    for_members, for_visitors = shown_to(profile, MEMBER), shown_to(profile, VISITOR)
    found = [_findable(profile.person, MEMBERS, for_members)] if for_members else []
    return [*found, _findable(profile, VISITORS, for_visitors)] if for_visitors else found


def _findable(source: Profile | User, audience: str, seen: Shown) -> Findable:
    bodies = [f"{body.name} {body.abbreviation}" for body in (seen.agency, seen.bureau) if body]
    channels = [platform.name for platform in seen.platforms]
    others = [*bodies, seen.city, seen.state_name, *channels, *seen.language_names, seen.looking_for]
    return Findable(
        source=source,
        kind=Kind.PERSON,
        audience=audience,
        url=seen.person.get_absolute_url(),
        title=seen.name,
        changed_at=seen.person.date_joined,
        tags=sorted(tag.slug for tag in seen.expertise),
        summary=f"{seen.title} {seen.ask_me_about}",
        body=" ".join(others),
        labels=[f"by:{seen.person.pk}", *labels_of_bodies(seen.agency, seen.bureau)],
        facts={"title": seen.title, "agency": seen.agency_name, "ask_me_about": seen.ask_me_about},
    )


def labels_of_work(profile: Profile | None) -> list[str]:
    """By which agency, bureau and level of government something is found that somebody wrote."""
    return labels_of_bodies(profile.agency, profile.bureau) if profile else []


def labels_of_bodies(*bodies: Agency | None) -> list[str]:
    there = [body for body in bodies if body]
    return [f"agency:{body.pk}" for body in there] + [f"level:{body.level}" for body in there]
