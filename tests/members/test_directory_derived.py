"""What the directory is read from is derived: after whatever happens, it is what a rebuild makes."""

import pytest
from django.core.management import call_command
from django.db import connection

from communities.agencies.models import Agency
from communities.members import listing
from communities.members.editing import edit_profile
from communities.members.indexing import index_member
from communities.members.models import (
    Audience,
    DirectoryEntry,
    DirectoryFacet,
    DirectoryWord,
    Profile,
    Standing,
    User,
)
from tests import make


def snapshot() -> dict:
    """All that is derived, without the keys that a rebuild may give anew."""
    names = {facet.pk: (facet.facet, facet.value) for facet in DirectoryFacet.objects.all()}
    entries = {
        entry.person_id: (
            [entry.sort_name, entry.joined_at, entry.vector, entry.card],
            sorted(names[key] for key in entry.facets),
        )
        for entry in DirectoryEntry.objects.all()
    }
    facets = {
        (each.facet, each.value): (each.label, each.under, each.people)
        for each in DirectoryFacet.objects.filter(people__gt=0)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT facet_id, segment * 8192 + place FROM members_directorybits,"
            " generate_series(0, 8191) AS place WHERE get_bit(bits, place) = 1"
        )
        bits = sorted((names[facet], place) for facet, place in cursor.fetchall())
    return {"entries": entries, "facets": facets, "bits": bits}


def from_scratch() -> dict:
    for model in (DirectoryEntry, DirectoryFacet, DirectoryWord):
        model.objects.all().delete()
    listing.rebuild()
    return snapshot()


@pytest.fixture
def people(db) -> list[User]:
    epa = make.agency(abbreviation="EPA")
    water = make.agency("Office of Water", parent=epa, abbreviation="OW")
    some = {
        "platforms": [make.platform("x")],
        "languages": ["es"],
        "state": "CO",
        "time_zone": "America/Denver",
    }
    return [
        make.member("Ann", bureau=water, expertise=["captions", "video"], happy_to_help=True, **some),
        make.member("Bob", expertise=["captions"], city="Denver", **some),
        make.member("Cyd", ask_me_about="Live video"),
    ]


def test_a_rebuild_changes_nothing_after_people_joined_and_edited_their_profiles(people):
    ann, bob, _cyd = people
    edit_profile(ann, by=ann, name="Ann Other", expertise=["video", "alt-text"], state="UT", platforms=[])
    edit_profile(
        bob, by=bob, name="Bob", expertise=[], audience_place=Audience.NOBODY, languages=["es", "ase"]
    )
    kept = snapshot()
    assert len(kept["entries"]) == 3 and len(kept["bits"]) >= 15
    assert from_scratch() == kept


def test_a_rebuild_changes_nothing_after_somebody_left_and_came_back(people):
    ann = people[0]
    User.objects.filter(pk=ann.pk).update(standing=Standing.CLOSED, is_active=False)
    index_member(ann)
    gone = snapshot()
    assert ann.pk not in gone["entries"] and from_scratch() == gone
    User.objects.filter(pk=ann.pk).update(standing=Standing.MEMBER, is_active=True)
    index_member(ann)
    back = snapshot()
    assert ann.pk in back["entries"] and from_scratch() == back


def test_a_rebuild_mends_what_somebody_broke(people):
    kept = snapshot()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE members_directorybits SET bits = ~bits")
        cursor.execute("UPDATE members_directoryfacet SET people = 7")
    DirectoryWord.objects.create(word="nobodysays")
    assert snapshot() != kept
    listing.rebuild()
    assert snapshot() == kept
    assert not DirectoryWord.objects.filter(word="nobodysays").exists()


@pytest.mark.parametrize("change", ["renamed", "moved", "merged"])
def test_the_directory_follows_an_agency_that_is_renamed_moved_or_merged(people, change):
    epa, water = make.agency(), Agency.objects.get(name="Office of Water")
    other = make.agency("Department of the Interior", abbreviation="DOI")
    if change == "renamed":
        Agency.objects.filter(pk=epa.pk).update(name="Agency of the Environment", abbreviation="AE")
    elif change == "moved":
        Agency.objects.filter(pk=water.pk).update(parent=other)
    else:
        Profile.objects.filter(agency=epa).update(agency=other)
        Agency.objects.filter(pk=water.pk).update(parent=other)
        Agency.objects.filter(pk=epa.pk).update(merged_into=other)
    for key in (epa.pk, water.pk, other.pk):
        listing.relist_agency(key)
    kept = snapshot()
    assert from_scratch() == kept
    labels = {
        label for (facet, _value), (label, _under, _people) in kept["facets"].items() if facet == "agency"
    }
    expected = {"renamed": {"AE", "OW"}, "moved": {"EPA", "OW", "DOI"}, "merged": {"DOI", "OW"}}
    assert labels == expected[change]


def test_reindex_makes_the_directory_again(people):
    kept = snapshot()
    DirectoryEntry.objects.all().delete()
    DirectoryFacet.objects.all().delete()
    call_command("reindex", verbosity=0)
    assert snapshot() == kept


def test_people_of_keys_far_apart_are_counted_in_segments_of_their_own(db):
    make.member("Low")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('members_user', 'id'), 70000)")
    make.member("High")
    kept = snapshot()
    assert kept["facets"]["everybody", ""][2] == 2
    assert {place for (facet, _value), place in kept["bits"] if facet == "everybody"} == set(
        User.objects.values_list("pk", flat=True)
    )
    assert from_scratch() == kept


@pytest.mark.django_db(transaction=True)
def test_people_who_change_at_once_are_all_counted():
    make.bring_back_the_beginnings()
    everybody = [make.member(f"Member {number}") for number in range(6)]

    def change(person):
        return lambda: [
            edit_profile(person, by=person, name=person.name, expertise=skills, state="CO")
            for skills in (["captions"], ["video", "captions"], ["video"], ["captions", "alt-text"])
        ]

    answers = make.at_once(*(change(person) for person in everybody))
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    kept = snapshot()
    assert kept["facets"]["expertise", "captions"][2] == 6
    assert from_scratch() == kept


def test_entering_many_costs_what_entering_one_costs(db, queries):
    people = [make.member(expertise=["captions"]) for _ in range(20)]
    one = queries(lambda: listing.enter_all([people[0].pk]))
    many = queries(lambda: listing.enter_all([person.pk for person in people]))
    assert len(many) == len(one) <= 12
