"""The directory's index: an entry for each member, who has which facet, and the words that entries hold.

`enter` writes what follows from one profile, in the transaction that changes it. Whoever enters people
locks the values that change in the order of their keys, so that two never wait for each other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from communities.agencies.models import Agency
from communities.kit.templatetags.usa import initials

from . import freshness
from .audiences import MEMBER, Shown, shown_to
from .bits import change_bits, remake_bits
from .models import (
    DirectoryEntry,
    DirectoryFacet,
    DirectoryWord,
    Facet,
    Profile,
    User,
)
from .models.directory import EVERYBODY

SHOWN_TAGS = 3
BATCH = 200
LONGEST_WORD = 60
_WITHOUT_MARK = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)

Key = tuple[str, str]  # facet and value


@dataclass
class Listed:
    """What one member's entry is made of."""

    person: User
    card: dict
    values: dict[Key, DirectoryFacet] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)  # of each weight, from A to D


def enter(person: User) -> None:
    """Write the entry of a member; somebody who is none, or none any more, is taken out."""
    enter_all([person.pk])


@transaction.atomic
def enter_all(keys: Iterable[int]) -> None:
    """Write the entries of these people. Their number of statements doesn't grow with them."""
    people = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    keys = list(people.values_list("pk", flat=True))  # whoever else enters one of them waits
    entries = DirectoryEntry.objects.filter(person__in=keys).values_list("person", "facets")
    before = {person: set(facets) for person, facets in entries}
    listed = [_listed(profile) for profile in _profiles().filter(person__in=keys)]
    ids = _ids_of(listed)
    now = {each.person.pk: {ids[key] for key in each.values} for each in listed}
    change_bits(before, now)
    _write_words(listed)
    DirectoryEntry.objects.filter(person__in=before.keys() - now.keys()).delete()
    DirectoryEntry.objects.bulk_create(
        [_entry(each, now[each.person.pk]) for each in listed],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["sort_name", "joined_at", "facets", "vector", "card"],
    )
    freshness.changed()


def relist_agency(agency_id: int) -> None:
    """Write the entries of all who work for an agency or its bureaus again: its name or place has changed.

    Also of who stood in the directory under it and has moved. In batches, so that nobody waits for long.
    """
    bodies = [agency_id, *Agency.objects.filter(parent=agency_id).values_list("pk", flat=True)]
    people = Profile.objects.filter(Q(agency__in=bodies) | Q(bureau__in=bodies))
    facets = DirectoryFacet.objects.filter(facet=Facet.AGENCY, value__in=[str(key) for key in bodies])
    listed = DirectoryEntry.objects.filter(facets__overlap=list(facets.values_list("pk", flat=True)))
    _enter_in_batches({*people.values_list("person", flat=True), *listed.values_list("person", flat=True)})


def rebuild(progress: Callable[[str, int], None] = lambda name, count: None) -> None:
    """Make every entry again, and drop the values and words that no entry has any more."""
    keys = {*User.objects.members().values_list("pk", flat=True)}
    _enter_in_batches(keys | {*DirectoryEntry.objects.values_list("person", flat=True)})
    with transaction.atomic():
        remake_bits()
        DirectoryFacet.objects.filter(people=0).delete()
        freshness.changed()
    _forget_words()
    progress("directory", DirectoryEntry.objects.count())


def _enter_in_batches(keys: Iterable[int]) -> None:
    ordered = sorted(keys)
    for start in range(0, len(ordered), BATCH):
        enter_all(ordered[start : start + BATCH])


def _profiles():
    members = Profile.objects.filter(person__in=User.objects.members()).order_by("person")
    return members.select_related("person", "agency__parent", "bureau__parent").with_parts()


# --- what an entry says -----------------------------------------------------------------------------


def _listed(profile: Profile) -> Listed:
    seen = cast(Shown, shown_to(profile, MEMBER))  # members see at least the basics of everybody
    return Listed(profile.person, card_of(seen), _values(seen), _words(seen))


def card_of(seen: Shown) -> dict:
    """What a row of a list of people shows, as `members/_person_row.html` prints it."""
    tags = [tag.name for tag in seen.expertise]
    line = ", ".join(part for part in (seen.title, seen.agency_name) if part)
    return {
        "name": seen.name,
        "initials": initials(seen.name),
        "url": seen.person.get_absolute_url(),
        "photo": seen.photo_url,
        "line": f"{line} ({seen.agency.name})" if seen.agency and seen.bureau else line,
        "contractor": seen.is_contractor,
        "where": f"{seen.place} · " if seen.place and seen.time_zone else seen.place,
        "zone": seen.time_zone,
        "tags": " · ".join(tags[:SHOWN_TAGS]),
        "others": len(tags[SHOWN_TAGS:]),
        "ask": seen.ask_me_about,
        "helps": seen.happy_to_help,
        "more": bool(tags or seen.ask_me_about or seen.happy_to_help),
    }


def _values(seen: Shown) -> dict[Key, DirectoryFacet]:
    found = [DirectoryFacet(facet=EVERYBODY)]
    for body in {body.pk: body for body in _bodies(seen)}.values():
        found.append(_value(Facet.AGENCY, str(body.pk), body.short, under=body.parent_id))
    if works_at := seen.bureau or seen.agency:
        found.append(_value(Facet.LEVEL, works_at.level))
    found += [_value(Facet.EXPERTISE, tag.slug, tag.name) for tag in seen.expertise]
    found += [_value(Facet.PLATFORM, platform.slug, platform.name) for platform in seen.platforms]
    found += [_value(Facet.LANGUAGE, code) for code in seen.languages]
    single = {
        Facet.STATE: seen.state,
        Facet.ZONE: seen.time_zone,
        Facet.HELP: "yes" if seen.happy_to_help else "",
    }
    found += [_value(facet, value) for facet, value in single.items() if value]
    return {(each.facet, each.value): each for each in found}


def _value(facet: Facet, value: str, label: str = "", *, under: int | None = None) -> DirectoryFacet:
    return DirectoryFacet(facet=str(facet), value=value, label=label, under=under)


def _bodies(seen: Shown) -> list[Agency]:
    """The agency and the bureau, and the department of each."""
    own = [body for body in (seen.agency, seen.bureau) if body]
    return own + [body.parent for body in own if body.parent]


def _words(seen: Shown) -> list[str]:
    bodies = " ".join(f"{body.name} {body.abbreviation}" for body in _bodies(seen))
    tags = " ".join(tag.name for tag in seen.expertise)
    platforms = " ".join(platform.name for platform in seen.platforms)
    asked = f"{seen.ask_me_about} {platforms}"
    parts = [seen.name, f"{seen.title} {tags} {bodies}", asked, f"{seen.city} {seen.state_name}"]
    return [plain(part) for part in parts]


def plain(text: str) -> str:
    """Without capitals, accents and signs, each word by itself: how words are kept and looked for."""
    spread = unicodedata.normalize("NFKD", text.casefold()).translate(_WITHOUT_MARK)
    bare = "".join(sign for sign in spread if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare.replace("'", "").replace("’", "")))


# --- writing ----------------------------------------------------------------------------------------


# Each word is kept as it is, for prefixes, and as its English stem.
_VECTOR = " || ".join(
    f"setweight(to_tsvector('simple', %s) || to_tsvector('english', %s), '{weight}')" for weight in "ABCD"
)


def _entry(each: Listed, facets: set[int]) -> DirectoryEntry:
    """The row of one member."""
    return DirectoryEntry(
        person=each.person,
        sort_name=plain(each.person.name) or each.person.name,
        joined_at=each.person.date_joined,
        facets=sorted(facets),
        vector=RawSQL(_VECTOR, [part for text in each.words for part in (text, text)]),  # noqa: S611
        card=each.card,
    )


def _ids_of(listed: list[Listed]) -> dict[Key, int]:
    """The keys of all their values, which are made, or named anew, where that is needed."""
    wanted = {key: value for each in listed for key, value in each.values.items()}
    facets, values = {key[0] for key in wanted}, {key[1] for key in wanted}
    known = {}
    for facet in DirectoryFacet.objects.filter(facet__in=facets, value__in=values):
        known[facet.facet, facet.value] = facet
    changed = [key for key, value in wanted.items() if key not in known or _says(known[key]) != _says(value)]
    if not changed:
        return {key: known[key].pk for key in wanted}
    DirectoryFacet.objects.bulk_create(
        [wanted[key] for key in sorted(changed)],
        update_conflicts=True,
        unique_fields=["facet", "value"],
        update_fields=["label", "under"],
    )
    found = DirectoryFacet.objects.filter(facet__in=facets, value__in=values).values_list(
        "facet", "value", "pk"
    )
    ids = {(facet, value): key for facet, value, key in found}
    return {key: ids[key] for key in wanted}


def _says(facet: DirectoryFacet) -> tuple[str, int | None]:
    return facet.label, facet.under


def _write_words(listed: list[Listed]) -> None:
    words = {word[:LONGEST_WORD] for each in listed for text in each.words for word in text.split()}
    rows = [DirectoryWord(word=word) for word in sorted(words) if len(word) > 2]
    DirectoryWord.objects.bulk_create(rows, ignore_conflicts=True)


def _forget_words() -> None:
    """Take out the words that no entry holds any more."""
    held = "SELECT left(word, %s) FROM ts_stat('SELECT vector FROM members_directoryentry')"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM members_directoryword WHERE word NOT IN ({held})", [LONGEST_WORD])  # noqa: S608
