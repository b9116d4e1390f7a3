"""Two agencies become one, with everything that refers to them."""

import time

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from communities.agencies.comparing import difference
from communities.agencies.importing import confirm, difference_of, hand_in
from communities.agencies.keeping import (
    add_agency,
    add_domain,
    change_agency,
    change_domain,
    remove_agency,
)
from communities.agencies.merging import merge, plan
from communities.agencies.models import Agency, EmailDomain, Source
from communities.agencies.referring import references
from communities.agencies.registry import read
from communities.agencies.tasks import agency_changed
from communities.finding.models import Document
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.keeping import edit_member
from tests import make
from tests.agencies.test_comparing import gov
from tests.tools import jobs


@pytest.fixture
def by(db):
    return make.administrator()


def working(at: Agency, name: str, *, by):
    """A member who works in an agency or bureau."""
    person = make.member(name)
    return make.fresh(edit_member(person, by=by, name=name, title="Editor", body=at, is_contractor=False))


def place(person) -> tuple:
    profile = make.fresh(person).profile
    return profile.agency, profile.bureau


def test_every_foreign_key_to_an_agency_is_known():
    """Also those without a name from the agency's side."""
    found = {f"{key.model._meta.label}.{key.name}" for key in references()}
    declared = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.many_to_one and field.concrete and field.related_model is Agency
    }
    assert found == declared - {"agencies.Agency.parent", "agencies.Agency.merged_into"}
    assert found >= {
        "members.Profile.agency",
        "members.Profile.bureau",
        "agencies.EmailDomain.suggested_bureau",
    }


def test_nothing_may_refer_to_an_agency_once_only():
    """A merge would make two rows of one; should a model need that, `move_references` has to know of it."""
    keys = {(key.model, key.name) for key in references()}
    for model, name in keys:
        assert not any(name in group for group in model._meta.unique_together)
        assert not any(name in getattr(each, "fields", ()) for each in model._meta.constraints), model
        assert not model._meta.get_field(name).unique


def test_members_affiliations_and_domains_follow(by):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    domain, person = make.domain("old.gov", of=gone), working(gone, "Ann Old", by=by)
    merge(gone, into=stays, by=by)
    domain.refresh_from_db()
    assert place(person) == (stays, None) and domain.agency == stays
    assert person.affiliations.get(until=None).agency == stays
    gone.refresh_from_db()
    assert gone.merged_into == stays and gone not in Agency.objects.current()


def test_bureaus_move_and_those_of_the_same_name_become_one(by):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    press, twin = make.agency("Press Office", parent=gone), make.agency("Press Office", parent=stays)
    labs = make.agency("Labs", parent=gone)
    writer, chemist = working(press, "Ann Press", by=by), working(labs, "Cleo Labs", by=by)
    found = plan(gone, stays)
    assert (found.bureaus_moved, found.bureaus_merged) == (["Labs"], ["Press Office"])
    merge(gone, into=stays, by=by)
    assert place(writer) == (stays, twin) and place(chemist) == (stays, labs)
    assert sorted(str(bureau) for bureau in stays.bureaus.current()) == ["Labs", "Press Office"]


def test_an_agency_becomes_part_of_a_bureau_and_a_bureau_part_of_an_agency(by):
    department, small, other = make.agency("Department"), make.agency("Small"), make.agency("Other")
    bureau, far = make.agency("Bureau", parent=department), make.agency("Far", parent=other)
    people = [
        working(small, "Ann Small", by=by),
        working(far, "Bo Far", by=by),
        working(bureau, "Cy Bureau", by=by),
    ]
    domain = make.domain("small.gov", of=small)
    merge(small, into=bureau, by=by)
    assert place(people[0]) == (department, bureau)
    domain.refresh_from_db()
    assert (domain.agency, domain.suggested_bureau) == (department, bureau)
    merge(far, into=bureau, by=by)
    assert place(people[1]) == (department, bureau)
    merge(bureau, into=department, by=by)
    assert [place(person) for person in people] == [(department, None)] * 3


def test_the_plan_says_what_then_happens(by):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    press = make.agency("Press Office", parent=gone)
    make.agency("Press Office", parent=stays)
    make.domain("old.gov", of=gone, bureau=press)
    for name in ("Ann One", "Ann Two"):
        working(press, name, by=by)
    assert plan(gone, stays).rows == {
        "E-mail domains: agency": 1,
        "E-mail domains: suggested bureau": 1,
        "Profiles: agency": 2,
        "Profiles: bureau or office": 2,
        "Affiliations: agency": 2,
        "Affiliations: bureau": 2,
    }
    merge(gone, into=stays, by=by, shown=plan(gone, stays).fingerprint)
    assert plan(gone, stays).rows == {}


def test_a_merge_is_not_made_when_the_numbers_have_changed(by):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    shown = plan(gone, stays).fingerprint
    person = working(gone, "Ann Late", by=by)
    with pytest.raises(Conflict) as caught:
        merge(gone, into=stays, by=by, shown=shown)
    assert place(person) == (gone, None) and caught.value.now == plan(gone, stays).fingerprint


def test_both_agencies_have_the_merge_in_their_history(by):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    merge(gone, into=stays, by=by)
    entries = Entry.objects.filter(verb="agency.merged").order_by("pk")
    assert [(entry.on, entry.actor) for entry in entries] == [(stays, by), (gone, by)]
    assert entries[0].facts["merged"] == "Old Agency" and entries[1].facts == {"into": "New Agency"}


def test_the_worker_makes_the_search_documents_of_its_people_again(by):
    gone, stays = make.agency("Quaint Agency"), make.agency("Splendid Agency")
    person = working(gone, "Ann Found", by=by)
    merge(gone, into=stays, by=by)
    for job in jobs("agency_changed"):
        agency_changed(**job)
    assert "Splendid" in Document.objects.get(title="Ann Found", object_id=person.pk).body


def test_whoever_came_in_the_moment_of_the_merge_is_moved_by_the_worker(by):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    person = make.member("Ann Late")
    merge(gone, into=stays, by=by)
    type(person.profile).objects.filter(person=person).update(agency=gone)
    agency_changed(gone.pk)
    assert place(person) == (stays, None)


def test_so_is_who_came_to_a_bureau_that_went_up_in_its_twin_and_the_search_knows(by):
    gone, stays = make.agency("Quaint Agency"), make.agency("Splendid Agency")
    press, twin = make.agency("Press Office", parent=gone), make.agency("Press Office", parent=stays)
    person = make.member("Ann Late")
    merge(gone, into=stays, by=by)
    type(person.profile).objects.filter(person=person).update(agency=gone, bureau=press)
    for job in jobs("agency_changed"):
        agency_changed(**job)
    assert place(person) == (stays, twin)
    assert "Splendid" in Document.objects.get(title="Ann Late", object_id=person.pk).body


@pytest.mark.parametrize("act", ["add a bureau", "move", "add a domain", "change a domain"])
def test_a_form_that_named_an_agency_before_it_was_merged_is_refused(by, act):
    """The agency was read before the verb had the lock, and another administrator was quicker."""
    gone, stays, other = make.agency("Old Agency"), make.agency("New Agency"), make.agency("Other")
    domain = make.domain("other.gov", of=other)
    before = Agency.objects.get(pk=gone.pk)
    merge(gone, into=stays, by=by)
    acts = {
        "add a bureau": lambda: add_agency(by=by, name="Labs", level="executive", parent=before),
        "move": lambda: change_agency(other, by=by, parent=before),
        "add a domain": lambda: add_domain("old.org", by=by, body=before),
        "change a domain": lambda: change_domain(domain, by=by, body=before, since=None, until=None),
    }
    with pytest.raises(Refused, match="Old Agency was merged into another agency"):
        acts[act]()


def test_a_bureau_that_moved_meanwhile_gets_the_domain_with_its_new_department(by):
    old, new = make.agency("Old Department"), make.agency("New Department")
    labs = make.agency("Labs", parent=old)
    before = Agency.objects.select_related("parent").get(pk=labs.pk)
    change_agency(labs, by=by, parent=new)
    domain = add_domain("labs.org", by=by, body=before)
    assert (domain.agency, domain.suggested_bureau) == (new, labs)


def test_an_agency_that_was_deleted_meanwhile_is_told_in_words(by):
    slip = make.agency("A slip")
    remove_agency(Agency.objects.get(pk=slip.pk), by=by)
    with pytest.raises(ValidationError, match="A slip was deleted meanwhile"):
        add_domain("slip.org", by=by, body=slip)


def test_a_file_that_names_the_merged_agency_means_the_one_that_stays(by):
    lines = [
        "old.gov,Federal - Executive,Old Agency,,X,DC",
        "press.gov,Federal - Executive,Old Agency,Press Office,X,DC",
        "labs.gov,Federal - Executive,Old Agency,Labs,X,DC",
        "new.gov,Federal - Executive,New Agency,,X,DC",
        "newpress.gov,Federal - Executive,New Agency,Press Office,X,DC",
        "epa.gov,Federal - Executive,Environmental Protection Agency,,X,DC",
    ]
    upload = hand_in("gov.csv", gov(*lines), by=by)
    confirm(upload, by=by, shown=difference_of(upload).fingerprint)
    agencies = Agency.objects.count()
    merge(Agency.objects.get(name="Old Agency"), into=Agency.objects.get(name="New Agency"), by=by)
    merge(
        Agency.objects.current().get(name="New Agency"),
        into=Agency.objects.get(name="Environmental Protection Agency"),
        by=by,
    )
    assert not difference(read("gov.csv", gov(*lines))[1], Source.REGISTRY)
    more = gov(*lines, "more.gov,Federal - Executive,Old Agency,Labs,X,DC")
    upload = hand_in("gov.csv", more, by=by)
    confirm(upload, by=by, shown=difference_of(upload).fingerprint)
    added = EmailDomain.objects.get(domain="more.gov")
    assert (str(added.agency), str(added.suggested_bureau)) == ("Environmental Protection Agency", "Labs")
    assert Agency.objects.count() == agencies


def test_a_bureau_that_was_moved_away_and_comes_back_by_a_merge(by):
    stays, gone = make.agency("New Agency"), make.agency("Old Agency")
    labs = make.agency("Labs", parent=stays)
    change_agency(labs, by=by, parent=gone)
    merge(gone, into=stays, by=by)
    labs.refresh_from_db()
    assert (labs.parent, labs.merged_into) == (stays, None)


REFUSED = {
    "itself": "can't be merged into itself",
    "a bureau of its own": "can't be merged into a bureau of its own",
    "a bureau, with bureaus of its own": "has bureaus, and the bureau",
    "one that is merged": "was merged into another agency",
}


@pytest.mark.parametrize("into", REFUSED)
def test_some_merges_make_no_sense(by, into):
    agency, other, merged = make.agency("Agency"), make.agency("Other"), make.agency("Merged")
    own, far = make.agency("Own", parent=agency), make.agency("Far", parent=other)
    merge(merged, into=other, by=by)
    targets = dict(zip(REFUSED, (agency, own, far, merged), strict=True))
    with pytest.raises(Refused, match=REFUSED[into]):
        merge(agency, into=targets[into], by=by)


def test_what_is_merged_is_not_merged_again(by):
    gone, stays, third = make.agency("Old Agency"), make.agency("New Agency"), make.agency("Third")
    merge(gone, into=stays, by=by)
    with pytest.raises(Refused, match="Old Agency was merged into New Agency already"):
        merge(gone, into=third, by=by)


@pytest.mark.parametrize("kind", ["visitor", "member", "editor"])
def test_only_administrators_merge(site, kind):
    person = {"visitor": lambda: None, "member": make.member, "editor": make.editor}[kind]()
    with pytest.raises(Refused, match="Only administrators"):
        merge(make.agency("Old Agency"), into=make.agency("New Agency"), by=person)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("crosswise", [False, True], ids=["the same merge", "each into the other"])
def test_of_two_who_merge_at_once_the_second_is_told(crosswise):
    make.bring_back_the_beginnings()
    one, other = make.administrator("Ann Admin"), make.administrator("Bo Admin")
    left, right = make.agency("Left"), make.agency("Right")
    person = working(left, "Ann Left", by=one)
    pair = (right, left) if crosswise else (left, right)
    answers = make.at_once(
        lambda: merge(left, into=right, by=one),
        lambda: merge(pair[0], into=pair[1], by=other),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Agency", "Refused"]
    stays = Agency.objects.current().filter(name__in=["Left", "Right"]).get()
    assert place(person) == (stays, None)
    assert Entry.objects.filter(verb="agency.merged").count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_member_who_is_moved_while_agencies_merge_ends_up_in_the_one_that_stays():
    make.bring_back_the_beginnings()
    by = make.administrator()
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    people = [make.member(f"Ann {number}") for number in range(3)]
    make.at_once(
        lambda: merge(gone, into=stays, by=by),
        *(lambda each=each: working_now(each, gone, by) for each in people),
    )
    assert {place(person)[0] for person in people} == {stays}


def working_now(person, agency, by):
    return edit_member(person, by=by, name=person.name, title="Editor", body=agency, is_contractor=False)


@pytest.mark.django_db(transaction=True)
def test_a_merge_and_who_moves_into_the_agency_that_stays_do_not_wait_for_each_other():
    """A profile is written, and before it is kept, the merge comes to it: nobody is thrown out."""
    make.bring_back_the_beginnings()
    by = make.administrator()
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    person = working(gone, "Ann Mover", by=by)

    def move():
        with transaction.atomic():
            working_now(person, stays, by)
            _wait_until_another_waits()

    answers = make.at_once(move, lambda: (time.sleep(0.3), merge(gone, into=stays, by=by))[1])
    assert answers == [None, stays]
    assert place(person) == (stays, None)


def _wait_until_another_waits():
    with connection.cursor() as cursor:
        for _ in range(100):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.05)
