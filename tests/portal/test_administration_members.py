"""What an administrator does with a member: correct, stop, let in, make editor and administrator."""

import pytest

from communities.finding.models import Document
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members import keeping
from communities.members.models import Standing, User
from tests import make
from tests.tools import browser
from toolkits.roles import is_editor, make_editor, unmake_editor


@pytest.fixture
def administrator(site):
    return make.administrator()


@pytest.fixture
def office(administrator):
    return browser(administrator)


@pytest.fixture
def person(administrator):
    return make.member("Ann Member", title="Clerk")


def corrected(person, *, by, **changed):
    profile = make.fresh(person).profile
    about = {"name": person.name, "title": profile.title, "is_contractor": profile.is_contractor}
    return keeping.edit_member(
        person, by=by, **{**about, "body": profile.bureau or profile.agency, **changed}
    )


# --- rules --------------------------------------------------------------------------------------

ACTS = {
    "correct": lambda by, person: corrected(person, by=by, title="Editor"),
    "stop": lambda by, person: keeping.stop(person, by=by, reason="Left."),
    "make administrator": lambda by, person: keeping.make_administrator(person, by=by),
    "make editor": lambda by, person: make_editor(person, by=by),
    "unmake editor": lambda by, person: unmake_editor(person, by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("kind", ["member", "editor", "lead", "stopped administrator"])
def test_only_administrators_do_it(person, act, kind):
    makers = {
        "member": make.member,
        "editor": make.editor,
        "lead": lambda: make.belonging(make.community(), "lead"),
        "stopped administrator": make.administrator,
    }
    by = makers[kind]()
    if kind == "stopped administrator":
        User.objects.filter(pk=by.pk).update(is_active=False)
        by.refresh_from_db()
    with pytest.raises(Refused, match="Only administrators"):
        ACTS[act](by, person)


REFUSED = {
    "stops themselves": (lambda by, p: keeping.stop(by, by=by, reason="x"), "can't stop yourself"),
    "unmakes themselves": (lambda by, p: keeping.unmake_administrator(by, by=by), "from yourself"),
    "unmakes a member": (lambda by, p: keeping.unmake_administrator(p, by=by), "is no administrator"),
    "lets in who is in": (lambda by, p: keeping.let_in_again(p, by=by, reason="x"), "may sign in already"),
    "makes one of an arriving": (
        lambda by, p: keeping.make_administrator(make.arriving(), by=by),
        "Only members",
    ),
    "makes an editor of who waits": (lambda by, p: make_editor(make.waiting().person, by=by), "Only members"),
    "makes one twice": (lambda by, p: keeping.make_administrator(by, by=by), "is an administrator already"),
    "corrects an arriving": (
        lambda by, p: keeping.edit_member(
            make.arriving(), by=by, name="X", title="", body=None, is_contractor=False
        ),
        "not said who they are",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_makes_no_sense_is_refused_in_words(administrator, person, case):
    act, sentence = REFUSED[case]
    with pytest.raises(Refused, match=sentence):
        act(administrator, person)


def test_a_closed_account_is_neither_corrected_nor_opened(administrator, person):
    User.objects.filter(pk=person.pk).update(standing=Standing.CLOSED, is_active=False)
    person.refresh_from_db()
    with pytest.raises(Refused, match="This account is closed"):
        corrected(person, by=administrator, title="Editor")
    with pytest.raises(Refused, match="closed for good"):
        keeping.let_in_again(person, by=administrator, reason="x")


# --- verbs --------------------------------------------------------------------------------------


def test_a_corrected_profile_is_found_by_what_it_says_now(administrator, person):
    bureau = make.agency("Press Bureau", parent=make.agency("Port Authority"))
    corrected(
        person, by=administrator, name="Ann Renamed", title="Press officer", body=bureau, is_contractor=True
    )
    profile = make.fresh(person).profile
    assert (profile.agency.name, profile.bureau, profile.is_contractor) == ("Port Authority", bureau, True)
    document = Document.objects.get(title="Ann Renamed", kind="person", object_id=person.pk)
    assert "Press Bureau" in document.body
    entry = Entry.objects.filter(verb="member.corrected").get()
    assert (entry.actor, entry.on) == (administrator, person)
    assert sorted(entry.facts["fields"]) == ["agency", "bureau", "is_contractor", "name", "title"]


def test_another_agency_ends_one_affiliation_and_begins_another(administrator, person):
    before = person.affiliations.get()
    corrected(person, by=administrator, body=make.agency("Port Authority"))
    ended, now = person.affiliations.get(pk=before.pk), person.affiliations.get(until=None)
    assert ended.until is not None and now.agency.name == "Port Authority"


def test_another_title_leaves_the_affiliation_as_it_is(administrator, person):
    corrected(person, by=administrator, title="Press officer")
    assert person.affiliations.get().until is None


def test_an_agency_that_was_merged_meanwhile_means_the_one_that_stays(administrator, person):
    stays = make.agency("New Agency")
    gone = make.agency("Old Agency", merged_into=stays)
    corrected(person, by=administrator, body=gone)
    assert make.fresh(person).profile.agency == stays


def test_whoever_saved_the_profile_meanwhile_is_not_overwritten(administrator, person):
    seen = keeping.stamp_of(person)
    corrected(person, by=administrator, title="Press officer")
    with pytest.raises(Conflict):
        corrected(person, by=administrator, title="Editor", seen=seen)


def test_who_is_stopped_is_signed_out_at_once_and_is_not_found(office, administrator, person):
    theirs = browser(person)
    assert theirs.get("/people/").status_code == 200
    address = f"/admin/users/access/{person.pk}/"
    assert office.post(address, {"reason": "Left the agency."}).status_code == 302
    assert theirs.get("/people/").headers["Location"].startswith("/accounts/login/code/")
    assert not Document.objects.filter(object_id=person.pk, kind="person").exists()
    assert Entry.objects.filter(verb="member.stopped").get().facts == {"reason": "Left the agency."}
    office.post(address, {"may_sign_in": "on", "reason": "Came back."})
    assert theirs.get("/people/").status_code == 302  # the old session stays ended
    assert browser(make.fresh(person)).get("/people/").status_code == 200


def test_stopping_needs_a_reason(office, person):
    page = office.post(f"/admin/users/access/{person.pk}/", {"reason": " "}).content.decode()
    assert "Say why" in page and User.objects.get(pk=person.pk).is_active


def test_roles_are_given_and_taken_and_the_ledger_says_by_whom(office, administrator, person):
    address = f"/admin/users/access/{person.pk}/"
    signed_in = {"may_sign_in": "on"}
    office.post(address, {**signed_in, "is_editor": "on", "is_administrator": "on"})
    person.refresh_from_db()
    assert person.is_superuser and is_editor(person)
    office.post(address, signed_in)
    person.refresh_from_db()
    assert not person.is_superuser and not is_editor(person)
    entries = Entry.objects.filter(actor=administrator).order_by("pk").values_list("verb", "object_id")
    assert list(entries)[-4:] == [
        ("member.made_editor", person.pk),
        ("member.made_administrator", person.pk),
        ("member.unmade_editor", person.pk),
        ("member.unmade_administrator", person.pk),
    ]


def test_all_changes_of_the_page_happen_or_none(office, administrator):
    page = office.post(
        f"/admin/users/access/{administrator.pk}/", {"may_sign_in": "on", "is_editor": "on"}
    ).content.decode()
    assert "You can&#x27;t take this role from yourself" in page
    administrator.refresh_from_db()
    assert administrator.is_superuser and not is_editor(administrator)


def test_saving_the_page_without_a_change_writes_nothing(office, administrator, person):
    assert office.post(f"/admin/users/access/{person.pk}/", {"may_sign_in": "on"}).status_code == 302
    assert not Entry.objects.filter(actor=administrator).exclude(object_id=administrator.pk).exists()


def test_a_member_is_corrected_on_the_page_and_the_history_shows_it(office, person):
    address = f"/admin/users/edit/{person.pk}/"
    form = office.get(address).context["form"]
    sent = {"name": "Ann\u202e Member", "title": "Press officer", "body": form.initial["body"].pk}
    response = office.post(address, {**sent, "seen": form.initial["seen"]})
    assert User.objects.get(pk=person.pk).name == "Ann Member"
    page = office.get(response.headers["Location"]).content.decode()
    assert "Press officer" in page and "corrected a profile" in page and person.email in page


WAGTAILS_OWN = ["assign_role", "delete", "set_active_state"]


@pytest.mark.parametrize("act", WAGTAILS_OWN)
def test_wagtails_acts_on_many_users_are_closed_because_no_ledger_knows_of_them(office, person, act):
    address = f"/admin/bulk/members/user/{act}/?id={person.pk}"
    sent = {"mark_as_active": "False", "role": "1"}
    for response in (office.get(address), office.post(address, sent)):
        assert response.status_code in (302, 403), response.content
    person.refresh_from_db()
    assert person.is_active


@pytest.mark.parametrize("page", ["new", "delete/{pk}", "history/{pk}", "usage/{pk}", "copy/{pk}"])
def test_nobody_is_made_or_deleted_here(office, person, page):
    address = f"/admin/users/{page.format(pk=person.pk)}/"
    assert office.get(address).status_code == 404 and office.post(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_unmake_each_other_at_once_leave_one():
    make.bring_back_the_beginnings()
    ann, bo = make.administrator("Ann Admin"), make.administrator("Bo Admin")
    answers = make.at_once(
        lambda: keeping.unmake_administrator(ann, by=bo),
        lambda: keeping.unmake_administrator(bo, by=ann),
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Refused", "User"]
    assert User.objects.filter(is_superuser=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_stop_each_other_at_once_leave_one():
    make.bring_back_the_beginnings()
    ann, bo = make.administrator("Ann Admin"), make.administrator("Bo Admin")
    make.at_once(
        lambda: keeping.stop(ann, by=bo, reason="x"),
        lambda: keeping.stop(bo, by=ann, reason="x"),
    )
    assert User.objects.filter(is_superuser=True, is_active=True).count() == 1
