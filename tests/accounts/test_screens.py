"""The pages about one's own account, over HTTP."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from communities.accounts.changing import ask_for_change, confirm_change
from communities.accounts.letters import objection_path
from communities.accounts.models import AddressChange
from communities.accounts.objecting import object_to_change
from communities.agencies.models import Level
from communities.members.models import Affiliation, Standing, User
from communities.spaces.models import Role
from tests import make
from tests.accounts.tools import proved
from tests.tools import browser, queries

pytestmark = pytest.mark.django_db
CODE = re.compile(r"^[A-Z0-9]{3,8}(?:-[A-Z0-9]{3,8})*$", re.MULTILINE)


@pytest.fixture
def va():
    agency = make.agency("Department of Veterans Affairs", abbreviation="VA")
    make.agency("Veterans Health Administration", parent=agency)
    make.domain("va.gov", of=agency)
    return agency


def words(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def code_in_mail() -> str:
    return CODE.search(mail.outbox[-1].body)[0]


def test_my_account_says_where_one_works_and_worked(va):
    person = make.member(email="dana@epa.gov")
    _change, code = ask_for_change(person, email="dana@va.gov")
    confirm_change(person, code=code)
    page = words(browser(make.fresh(person)).get("/account/"))
    assert "dana@va.gov" in page
    assert "Environmental Protection Agency" in page and "Department of Veterans Affairs" in page
    assert "one person, one official address" in page


def test_my_account_costs_eight_queries_at_most(va):
    person = make.member()
    for number in range(6):
        today = timezone.localdate() - timedelta(days=number)
        Affiliation.objects.create(person=person, agency=va, domain="va.gov", since=today, until=today)
    assert queries(browser(person), "/account/") <= 8


def test_the_menu_leads_there():
    assert 'href="/account/"' in browser(make.member()).get("/communities/").content.decode()


def test_an_address_is_changed_with_the_code_from_the_mail(va):
    person = make.member()
    client, elsewhere = proved(person), browser(person)
    response = client.post(
        "/account/address/", {"email": "dana@va.gov", "is_contractor": "True"}, follow=True
    )
    assert "We sent a code to dana@va.gov" in words(response)
    assert mail.outbox[-1].to == ["dana@va.gov"]
    response = client.post("/account/address/code/", {"code": code_in_mail()}, follow=True)
    assert "Your address is changed" in words(response)
    assert response.redirect_chain[-1][0] == "/account/place/"  # the new agency has bureaus
    assert client.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302


def test_the_answer_is_the_same_when_the_address_is_somebody_elses(va):
    make.member(email="luis@va.gov")
    answers = []
    for address in ("free@va.gov", "luis@va.gov"):
        response = proved(make.member()).post(
            "/account/address/", {"email": address, "is_contractor": "False"}, follow=True
        )
        answers.append((response.status_code, response.redirect_chain, words(response).replace(address, "…")))
    assert re.sub(r"Member \d+", "", str(answers[0])) == re.sub(r"Member \d+", "", str(answers[1]))
    assert mail.outbox[-1].to == ["luis@va.gov"]
    assert not CODE.search(mail.outbox[-1].body)
    assert "sign in with this address instead" in mail.outbox[-1].body


def test_what_was_typed_is_kept_with_what_is_wrong():
    page = proved(make.member()).post("/account/address/", {"email": "dana@gmail.com"}).content.decode()
    assert 'value="dana@gmail.com"' in page
    assert "gmail.com is personal mail" in page


def test_a_wrong_code_says_so_and_the_third_one_leads_back(va):
    client = proved(make.member())
    client.post("/account/address/", {"email": "dana@va.gov", "is_contractor": "False"})
    assert "This is not the code" in words(client.post("/account/address/code/", {"code": "WRONG1"}))
    client.post("/account/address/code/", {"code": "WRONG1"})
    response = client.post("/account/address/code/", {"code": "WRONG1"}, follow=True)
    assert "wrong too often" in words(response)
    assert response.redirect_chain[-1][0] == "/account/address/"


def test_too_many_codes_are_refused_in_words(va):
    client = proved(make.member())
    for number in range(5):
        client.post("/account/address/", {"email": f"dana{number}@va.gov", "is_contractor": "False"})
    assert "Wait an hour" in words(client.get("/account/address/"))


def test_whoever_has_the_old_address_stops_the_account_without_signing_in(va):
    person = make.member()
    _change, code = ask_for_change(person, email="dana@va.gov")
    confirm_change(person, code=code)
    path = objection_path(AddressChange.objects.get())
    visitor = browser()
    assert "Stop the account" in words(visitor.get(path))
    assert make.fresh(person).is_active  # opening the link alone does nothing: mail scanners do that
    assert "The account is stopped" in words(visitor.post(path))
    assert not make.fresh(person).is_active
    assert browser().get("/account/address/objection/nonsense/").status_code == 404


def test_an_administrator_gives_the_address_back(va):
    person = make.member(email="dana@epa.gov")
    _change, code = ask_for_change(person, email="dana@va.gov")
    confirm_change(person, code=code)
    change = object_to_change(AddressChange.objects.get())
    client = browser(make.administrator())
    address = f"/account/address/objections/{change.pk}/"
    assert "dana@epa.gov" in words(client.get(address))
    client.post(address)
    assert make.fresh(person).email == "dana@epa.gov"


def test_bureau_and_contractor_are_changed_by_oneself():
    person = make.member()
    bureau = make.agency("Region 8", parent=person.profile.agency)
    client = browser(person)
    response = client.post("/account/place/", {"bureau": bureau.pk, "is_contractor": "True"}, follow=True)
    page = words(response)
    assert "Where you work is saved" in page and "Region 8" in page and "Contractor" in page


def test_an_address_that_was_not_confirmed_for_a_year_is_marked_for_members():
    person, colleague = make.member(), make.member()
    address = person.get_absolute_url()
    assert "not confirmed lately" not in words(browser(colleague).get(address))
    long_ago = timezone.localdate() - timedelta(days=366)
    Affiliation.objects.filter(person=person).update(since=long_ago, confirmed_on=long_ago)
    assert "Address not confirmed lately" in words(browser(colleague).get(address))
    assert "Long ago" in words(browser(person).get("/account/"))


def test_data_is_asked_for_and_its_progress_stands_on_the_page():
    client = browser(make.member())
    assert "Prepare my data" in words(client.get("/account/"))
    page = words(client.post("/account/data/", follow=True))
    assert "Being prepared" in page and "Prepare my data" not in page
    assert client.post("/account/data/").status_code == 403


def test_closing_says_what_happens_and_asks_for_a_tick(site):
    person = make.member()
    client = proved(person)
    page = words(client.get("/account/close/"))
    assert "signed “Former member”" in page and "can join again" in page
    assert "Tick this box" in words(client.post("/account/close/", {"csrf": ""}))
    assert User.objects.get(pk=person.pk).standing == Standing.MEMBER
    page = words(client.post("/account/close/", {"sure": "on"}, follow=True))
    assert "Your account is closed" in page
    assert User.objects.get(pk=person.pk).standing == Standing.CLOSED


def test_the_only_lead_is_shown_where_to_hand_over():
    community = make.community("Accessibility", levels=[Level.EXECUTIVE])
    client = proved(make.belonging(community, Role.LEAD))
    page = client.get("/account/close/").content.decode()
    assert f'href="/communities/{community.slug}/members/"' in page
    assert "usa-button--danger" not in page
    assert client.post("/account/close/", {"sure": "on"}).status_code == 403


@pytest.mark.parametrize("address", ["/account/close/", "/account/address/"])
def test_who_signed_in_long_ago_proves_first_that_it_is_them(address):
    response = browser(make.member()).get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/signing-in/confirm/")


def test_an_administrator_closes_an_account_with_a_reason():
    person = make.member("Dana Whitfield")
    client = proved(make.administrator())
    address = f"/account/close/{person.pk}/"
    assert "Close the account of Dana Whitfield" in words(client.get(address))
    client.post(address, {"sure": "on"})
    assert User.objects.get(pk=person.pk).is_member
    client.post(address, {"sure": "on", "reason": "Left the agency."})
    assert User.objects.get(pk=person.pk).standing == Standing.CLOSED


def test_nobody_is_deleted_in_the_editors_interface_not_even_in_bulk(site):
    person, administrator = make.topic().author, make.administrator()
    client = browser(administrator)
    assert not administrator.has_perm("members.delete_user")
    client.post(f"/admin/users/delete/{person.pk}/")
    client.post(f"/admin/bulk/members/user/delete/?id={person.pk}&next=/admin/")
    assert User.objects.get(pk=person.pk).is_member
    page = client.get(f"/admin/users/inspect/{person.pk}/").content.decode()
    assert f'href="/account/close/{person.pk}/"' in page
