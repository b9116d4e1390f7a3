"""A change of address: proved by a code, told to the old address, and everything that hangs on it follows."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.accounts import tasks
from communities.accounts.changing import (
    ask_for_change,
    change_place,
    confirm_change,
)
from communities.accounts.letters import change_of, objection_path
from communities.accounts.models import AddressChange
from communities.accounts.objecting import object_to_change, restore_address
from communities.accounts.reading import pending_change
from communities.agencies.models import Level
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.editing import edit_profile
from communities.members.models import Affiliation, User
from communities.notifications.models import Kind, Notification
from communities.spaces.models import Membership, Role
from tests import make
from tests.tools import jobs, verbs

pytestmark = pytest.mark.django_db


@pytest.fixture
def va():
    agency = make.agency("Department of Veterans Affairs", abbreviation="VA")
    make.domain("va.gov", of=agency)
    return agency


def moved(person: User, email: str, **how) -> User:
    """The person after the change."""
    _change, code = ask_for_change(person, email=email, **how)
    assert confirm_change(person, code=code)
    return make.fresh(person)


def test_the_code_changes_the_address_and_the_agency_follows_it(va):
    person = make.member("Dana Whitfield")
    epa, old = person.profile.agency, person.email
    person = moved(person, "Dana.Whitfield@VA.gov")
    assert person.email == "dana.whitfield@va.gov"
    addresses = EmailAddress.objects.filter(user=person)
    assert [(each.email, each.verified, each.primary) for each in addresses] == [(person.email, True, True)]
    assert (person.profile.agency, person.profile.bureau) == (va, None)
    today = timezone.localdate()
    before, now = Affiliation.objects.filter(person=person).order_by("pk")
    assert (before.agency, before.until) == (epa, today)
    assert (now.agency, now.domain, now.since, now.until) == (va, "va.gov", today, None)
    assert old != person.email
    assert "Veterans" in Document.objects.get(url=person.get_absolute_url()).body


def test_what_was_written_stays_the_authors(va):
    topic = make.topic()
    author = moved(topic.author, "luis@va.gov")
    topic.refresh_from_db()
    assert topic.author == author


def test_the_ledger_says_that_it_changed_without_an_address(va):
    person = moved(make.member(), "dana@va.gov")
    entry = Entry.objects.get(verb="member.address_changed")
    assert (entry.actor, entry.facts) == (person, {"agency_changed": True})


def test_a_wrong_code_changes_nothing_and_three_of_them_end_it(va):
    person = make.member()
    _change, code = ask_for_change(person, email="dana@va.gov")
    for _try in range(3):
        assert confirm_change(person, code="WRONG1") is None
    with pytest.raises(ValidationError, match="wrong too often"):
        confirm_change(person, code=code)
    assert make.fresh(person).email == person.email


def test_a_code_is_read_as_people_type_it(va):
    person = make.member()
    _change, code = ask_for_change(person, email="dana@va.gov")
    assert confirm_change(person, code=f" {code.lower().replace('-', ' ')} ")


def test_a_code_is_too_old_after_a_quarter_of_an_hour(va):
    person = make.member()
    _change, code = ask_for_change(person, email="dana@va.gov")
    AddressChange.objects.update(asked_at=timezone.now() - timedelta(minutes=16))
    with pytest.raises(ValidationError, match="too old"):
        confirm_change(person, code=code)


def test_a_code_opens_only_the_change_and_the_account_that_it_was_made_for(va):
    dana, luis = make.member(), make.member()
    _first, early = ask_for_change(dana, email="dana@va.gov")
    _second, late = ask_for_change(dana, email="whitfield@va.gov")
    ask_for_change(luis, email="luis@va.gov")
    assert confirm_change(luis, code=late) is None
    assert confirm_change(dana, code=early) is None
    assert confirm_change(dana, code=late)
    assert make.fresh(dana).email == "whitfield@va.gov"


def test_the_code_is_not_kept(va):
    change, code = ask_for_change(make.member(), email="dana@va.gov")
    assert code and code not in str(vars(AddressChange.objects.get(pk=change.pk)))


def test_nobody_asks_for_more_than_five_codes_an_hour(va):
    person = make.member()
    for number in range(5):
        ask_for_change(person, email=f"dana{number}@va.gov")
    with pytest.raises(Refused, match="Wait an hour"):
        ask_for_change(person, email="dana@va.gov")


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("dana@gmail.com", "personal mail"),
        ("dana@nih.gov.example.com", "is not nih.gov"),
        ("clerk@smalltown.org", "We don't know smalltown.org yet"),
        ("dana", "not a complete"),
    ],
)
def test_the_new_address_is_checked_as_when_joining_and_an_unknown_domain_waits_for_an_administrator(
    address, sentence
):
    make.domain("nih.gov", of=make.agency("National Institutes of Health"))
    person = make.member()
    with pytest.raises(ValidationError, match=sentence):
        ask_for_change(person, email=address)


def test_an_address_opens_one_account_however_it_is_spelt(va):
    luis = make.member(email="luis@va.gov")
    dana = make.member()
    change, code = ask_for_change(dana, email="LUIS@va.gov")
    assert code == ""
    assert pending_change(dana) == change  # the page is the same as for a free address
    assert confirm_change(dana, code="") is None
    assert make.fresh(luis).email == "luis@va.gov"


def test_one_keeps_ones_own_address(va):
    person = make.member()
    with pytest.raises(ValidationError, match="your address already"):
        ask_for_change(person, email=person.email.upper())


def test_within_an_agency_the_bureau_and_the_affiliation_stay(va):
    bureau = make.agency("Region 8", parent=make.agency())
    person = make.member(email="d.whitfield@epa.gov", bureau=bureau)
    person = moved(person, "dana.whitfield@epa.gov")
    assert person.profile.bureau == bureau
    assert Affiliation.objects.filter(person=person, until=None).count() == 1


def test_whether_one_is_a_contractor_is_asked_anew(va):
    person = moved(make.member(), "dana@va.gov", is_contractor=True)
    assert person.profile.is_contractor
    assert Affiliation.objects.get(person=person, until=None).is_contractor


def test_leads_are_told_of_who_no_longer_fits_and_the_membership_stays(va):
    texas = make.agency("State of Texas", level=Level.STATE, state="TX")
    make.domain("texas.gov", of=texas)
    federal = make.community(levels=[Level.EXECUTIVE])
    everybody = make.community()
    lead, person = make.belonging(federal, Role.LEAD), make.belonging(federal)
    make.give_role(everybody, lead, Role.LEAD, by=None)
    make.give_role(everybody, person, Role.MEMBER, by=None)
    moved(person, "dana@texas.gov")
    for _twice in range(2):
        tasks.tell_leads(**jobs("tell_leads")[0])
    note = Notification.objects.get(kind=Kind.MISFIT)
    assert (note.person, note.actor, note.target) == (lead, person, federal)
    assert Membership.objects.filter(person=person).count() == 2


def test_nobody_is_told_of_who_still_fits(va):
    community = make.community(levels=[Level.EXECUTIVE])
    make.belonging(community, Role.LEAD)
    moved(make.belonging(community), "dana@va.gov")
    tasks.tell_leads(**jobs("tell_leads")[0])
    assert not Notification.objects.filter(kind=Kind.MISFIT).exists()


def test_the_old_address_is_told_once_and_does_not_learn_the_new_one(va):
    person = make.member()
    old = person.email
    moved(person, "dana@va.gov")
    for _twice in range(2):
        tasks.tell_old_address(**jobs("tell_old_address")[0])
    (letter,) = mail.outbox
    assert letter.to == [old]
    assert "I did not change it" in letter.body
    assert "dana@va.gov" not in letter.body


def test_an_objection_stops_the_account_and_the_administrators_are_mailed(va):
    administrator = make.administrator()
    person = moved(make.member("Dana Whitfield"), "dana@va.gov")
    change = AddressChange.objects.get()
    assert change_of(objection_path(change).rstrip("/").rpartition("/")[2]) == change
    object_to_change(change)
    person = make.fresh(person)
    assert not person.is_active
    assert not Document.objects.filter(url=person.get_absolute_url()).exists()
    tasks.mail_objection(**jobs("mail_objection")[0])
    tasks.mail_administrator(**jobs("mail_administrator")[0])
    (letter,) = mail.outbox
    assert letter.to == [administrator.email]
    assert "Dana Whitfield" in letter.subject
    object_to_change(change)  # twice does nothing more
    assert verbs().count("member.address_objected") == 1


def test_an_administrator_gives_the_earlier_address_back(va):
    administrator = make.administrator()
    person = make.member()
    epa, old = person.profile.agency, person.email
    moved(person, "dana@va.gov")
    change = AddressChange.objects.get()
    with pytest.raises(Refused, match="Nobody has objected"):
        restore_address(change, by=administrator)
    change = object_to_change(change)
    with pytest.raises(Refused, match="Only administrators"):
        restore_address(change, by=make.member())
    restore_address(change, by=administrator)
    person = make.fresh(person)
    assert (person.email, person.is_active, person.profile.agency) == (old, True, epa)
    assert list(EmailAddress.objects.filter(user=person).values_list("email", flat=True)) == [old]
    assert Document.objects.filter(url=person.get_absolute_url()).exists()


def test_an_objection_is_possible_for_a_fortnight(va):
    moved(make.member(), "dana@va.gov")
    AddressChange.objects.update(changed_at=timezone.now() - timedelta(days=15))
    with pytest.raises(Refused, match="too late"):
        object_to_change(AddressChange.objects.get())


def test_a_bureau_of_another_agency_is_refused(va):
    elsewhere = make.agency("Veterans Health Administration", parent=va)
    with pytest.raises(Refused, match="not a bureau of your agency"):
        change_place(make.member(), bureau=elsewhere, is_contractor=False)


def test_another_bureau_begins_another_affiliation_that_proves_nothing_new(va):
    person = make.member()
    long_ago = timezone.localdate() - timedelta(days=400)
    Affiliation.objects.filter(person=person).update(since=long_ago, confirmed_on=long_ago)
    bureau = make.agency("Region 8", parent=person.profile.agency)
    change_place(person, bureau=bureau, is_contractor=False)
    now = Affiliation.objects.get(person=person, until=None)
    assert (now.bureau, now.confirmed_on) == (bureau, long_ago)
    assert make.fresh(person).profile.bureau == bureau
    assert "member.affiliation_changed" in verbs()


def test_a_profile_form_that_was_open_meanwhile_does_not_undo_it(va):
    person = make.member("Dana Whitfield")
    read_version = person.profile.version
    change_place(person, bureau=None, is_contractor=True)
    edit_profile(person, by=person, name=person.name, expertise=[], city="Ames", read_version=read_version)
    profile = make.fresh(person).profile
    assert (profile.city, profile.is_contractor) == ("Ames", True)
    assert Affiliation.objects.get(person=person, until=None).is_contractor


def test_becoming_a_contractor_is_told_where_contractors_are_not_admitted(va):
    community = make.community(admits_contractors=False)
    lead, person = make.belonging(community, Role.LEAD), make.belonging(community)
    change_place(person, bureau=None, is_contractor=True)
    tasks.tell_leads(**jobs("tell_leads")[0])
    assert Notification.objects.get(kind=Kind.MISFIT).person == lead


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_one_address_at_once_one_gets_it(va):
    people = [make.member(), make.member()]
    codes = [ask_for_change(person, email="team@va.gov")[1] for person in people]
    answers = make.at_once(
        *(lambda p=p, c=c: confirm_change(p, code=c) for p, c in zip(people, codes, strict=True))
    )
    assert sum(isinstance(each, AddressChange) for each in answers) == 1
    assert sum(each is None for each in answers) == 1
    assert User.objects.filter(email="team@va.gov").count() == 1


@pytest.mark.django_db(transaction=True)
def test_guesses_at_once_are_counted_each(va):
    person = make.member()
    ask_for_change(person, email="dana@va.gov")
    make.at_once(*(lambda: confirm_change(person, code="WRONG1") for _guess in range(8)))
    assert AddressChange.objects.get().attempts == 3
