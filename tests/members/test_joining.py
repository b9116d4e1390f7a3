"""Somebody whose address is verified says who they are, and joins or waits for a decision."""

import pytest
from django.core.exceptions import ValidationError

from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.deciding import admit, decline
from communities.members.models import JoinRequest, Standing, User
from communities.members.welcoming import ask_to_join, join
from tests import make

ABOUT = {"name": "Wanda Clerk", "title": "Clerk", "agency_name": "Smalltown", "explanation": "I post."}


def documents(person: User):
    return Document.objects.filter(content_type__model="user", object_id=person.pk)


def verbs(person: User) -> list[str]:
    return list(
        Entry.objects.filter(content_type__model="user", object_id=person.pk).values_list("verb", flat=True)
    )


def test_an_address_in_a_known_domain_is_a_member_at_once(db):
    domain = make.domain()
    person = make.fresh(join(make.arriving("dana@epa.gov"), name="Dana Whitfield", title="Editor"))
    assert person.is_member
    assert (person.profile.agency, person.profile.title) == (domain.agency, "Editor")
    assert person.get_absolute_url() == "/people/dana-whitfield/"


def test_joining_is_in_the_ledger_with_the_domain_and_without_the_address(db):
    person = make.member("Dana Whitfield")
    entry = Entry.objects.get(verb="member.joined")
    assert (entry.actor, entry.on, entry.facts) == (person, person, {"domain": "epa.gov"})


def test_a_new_member_is_found_by_members_only(db):
    person = make.member("Dana Whitfield")
    document = documents(person).get()
    assert (document.title, document.audience, document.url) == (
        "Dana Whitfield",
        "members",
        person.get_absolute_url(),
    )
    assert person.email not in f"{document.body} {document.facts}"


def test_the_bureau_is_what_the_person_says_and_not_what_the_registry_suggests(db):
    epa = make.agency()
    suggested = make.agency("Region 8", parent=epa)
    make.domain(of=epa, bureau=suggested)
    assert join(make.arriving(), name="Dana", title="Editor").profile.bureau is None
    assert join(make.arriving(), name="Luis", title="Editor", bureau=suggested).profile.bureau == suggested


def test_nobody_joins_twice(db):
    person = make.member("Dana Whitfield")
    with pytest.raises(Refused, match="You have already told us who you are"):
        join(person, name="Somebody Else", title="Editor")
    assert make.fresh(person).name == "Dana Whitfield"
    assert verbs(person) == ["member.joined"]


def test_an_unknown_domain_does_not_join_at_once(db):
    person = make.arriving("clerk@smalltown.org")
    with pytest.raises(Refused, match="We don't know this domain yet"):
        join(person, name="Wanda", title="Clerk")
    assert User.objects.get(pk=person.pk).standing == Standing.ARRIVING
    assert verbs(person) == []


@pytest.mark.parametrize("address", ["dana@gmail.com", "dana@epa-gov.com"])
def test_an_address_that_was_verified_and_then_fell_out_of_favour_does_not_join(db, address):
    make.domain()
    person = make.arriving(address)
    with pytest.raises(ValidationError):
        join(person, name="Dana", title="Editor")
    with pytest.raises(ValidationError):
        ask_to_join(person, **ABOUT)
    assert User.objects.get(pk=person.pk).standing == Standing.ARRIVING


def test_an_unknown_domain_asks_and_waits(db):
    person = make.arriving("clerk@smalltown.org")
    request = ask_to_join(person, **ABOUT, voucher="dana@epa.gov")
    person = make.fresh(person)
    assert (person.standing, person.is_member, person.profile.agency) == (Standing.WAITING, False, None)
    assert (request.state, request.agency_name, request.voucher) == ("waiting", "Smalltown", "dana@epa.gov")
    assert verbs(person) == ["member.asked_to_join"]
    assert not documents(person).exists()
    assert not User.objects.members().exists()


def test_nobody_asks_twice(db):
    request = make.waiting()
    with pytest.raises(Refused, match="You have already told us who you are"):
        ask_to_join(request.person, **ABOUT)
    assert JoinRequest.objects.count() == 1


def test_an_administrator_admits_with_a_reason_and_an_agency(db):
    request, administrator = make.waiting(), make.administrator()
    town = make.agency("Smalltown", level="city", state="TX")
    admit(request, by=administrator, reason="Their site names them.", agency=town)
    request = JoinRequest.objects.get()
    person = make.fresh(request.person)
    assert (request.state, request.reason, request.decided_by) == (
        "admitted",
        "Their site names them.",
        administrator,
    )
    assert request.decided_at >= request.asked_at
    assert person.is_member and person.profile.agency == town
    assert verbs(person) == ["member.asked_to_join", "member.admitted"]
    assert documents(person).count() == 1


def test_an_administrator_declines_with_a_reason(db):
    request, administrator = make.waiting(), make.administrator()
    decline(request, by=administrator, reason="This is a shop.")
    person = make.fresh(request.person)
    assert (person.standing, person.is_member) == (Standing.DECLINED, False)
    assert JoinRequest.objects.get().reason == "This is a shop."
    assert verbs(person) == ["member.asked_to_join", "member.declined"]
    assert not documents(person).exists()


def test_a_member_decides_nothing(db):
    request, member = make.waiting(), make.member()
    with pytest.raises(Refused, match="Only administrators decide who joins"):
        admit(request, by=member, reason="I know them.", agency=make.agency())
    with pytest.raises(Refused, match="Only administrators decide who joins"):
        decline(request, by=member, reason="I know them.")
    assert JoinRequest.objects.get().state == "waiting"


def test_a_second_decision_is_refused_with_the_name_of_who_decided(db):
    request = make.waiting()
    admit(request, by=make.administrator("Sam Keller"), reason="Fine.", agency=make.agency())
    with pytest.raises(Refused, match="Sam Keller has already decided this request"):
        decline(request, by=make.administrator("Ana Cruz"), reason="Not fine.")
    assert JoinRequest.objects.get().reason == "Fine."
    assert make.fresh(request.person).is_member


def test_two_members_of_one_name_have_two_addresses(db):
    people = [make.member("Dana Whitfield") for _ in range(3)]
    assert [person.slug for person in people] == ["dana-whitfield", "dana-whitfield-2", "dana-whitfield-3"]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("José Núñez", "jose-nunez"),
        ("李明", "member"),
        ("O'Hara, Jr.", "ohara-jr"),
        ("<b>", "b"),
        ("x" * 100, "x" * 100),
    ],
)
def test_every_name_has_an_address(db, name, slug):
    assert make.member(name).slug == slug


def test_no_name_takes_the_address_of_another_page(db):
    person = make.member("Requests")
    assert person.get_absolute_url() != "/people/requests/"


# --- at the same moment --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_decide_at_the_same_moment_make_one_decision():
    request, sam, ana = make.waiting(), make.administrator("Sam Keller"), make.administrator("Ana Cruz")
    town = make.agency("Smalltown", level="city")
    answers = make.at_once(
        lambda: admit(request, by=sam, reason="Fine.", agency=town),
        lambda: decline(request, by=ana, reason="Not fine."),
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    made = [answer for answer in answers if isinstance(answer, JoinRequest)]
    assert (len(made), len(refused)) == (1, 1), answers
    assert str(refused[0]) == f"{made[0].decided_by} has already decided this request."
    kept = JoinRequest.objects.get()
    assert (kept.state, kept.reason, kept.decided_by) == (made[0].state, made[0].reason, made[0].decided_by)
    assert len(verbs(kept.person)) == 2
    assert kept.person.is_member == (kept.state == "admitted")


@pytest.mark.django_db(transaction=True)
def test_a_person_who_joins_in_two_tabs_at_the_same_moment_joins_once():
    make.domain()
    person = make.arriving()
    answers = make.at_once(*[lambda: join(person, name="Dana", title="Editor")] * 2)
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "User"]
    assert verbs(person) == ["member.joined"]


@pytest.mark.django_db(transaction=True)
def test_people_of_one_name_who_join_at_the_same_moment_all_join():
    make.domain()
    people = [make.arriving() for _ in range(4)]
    answers = make.at_once(
        *[lambda p=person: join(p, name="Dana Whitfield", title="Editor") for person in people]
    )
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert {answer.slug for answer in answers} == {
        "dana-whitfield",
        *(f"dana-whitfield-{n}" for n in (2, 3, 4)),
    }
