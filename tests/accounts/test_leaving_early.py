"""Who is no member, or not yet, takes their data along and closes their account as members do."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest

from communities.accounts import tasks
from communities.accounts.models import Download
from communities.members.deciding import decline
from communities.members.models import JoinRequest, Standing, User
from tests import make
from tests.accounts.tools import proved

pytestmark = pytest.mark.django_db


def waiting() -> User:
    return make.waiting().person


def declined() -> User:
    request = make.waiting()
    decline(request, by=make.administrator(), reason="This is a shop.")
    return make.fresh(request.person)


KINDS = {"arriving": lambda: make.arriving("clerk@smalltown.org"), "waiting": waiting, "declined": declined}


@pytest.fixture(params=KINDS)
def person(request, site) -> User:
    return KINDS[request.param]()


def test_they_find_the_way_out(person):
    client = proved(person)
    page = client.get("/welcome/waiting/", follow=True).content.decode()
    assert 'href="/account/"' in page
    page = client.get("/account/").content.decode()
    assert "Prepare my data" in page and 'href="/account/close/"' in page
    assert "Change my address" not in page and "My profile" not in page


def test_they_take_their_data_along(person):
    client = proved(person)
    assert client.post("/account/data/").headers["Location"] == "/account/"
    assert "Come back to this page in a few minutes." in client.get("/account/").content.decode()
    download = Download.objects.get(person=person)
    tasks.prepare_download(download_id=download.pk)
    assert f'href="/account/data/{download.pk}/"' in client.get("/account/").content.decode()
    answer = client.get(f"/account/data/{download.pk}/")
    data = json.loads(ZipFile(BytesIO(b"".join(answer.streaming_content))).read("data.json"))
    assert data["account"][0]["e_mail"] == person.email
    assert proved(make.arriving()).get(f"/account/data/{download.pk}/").status_code == 404


def test_they_close_their_account(person):
    client = proved(person)
    assert client.get("/account/close/").status_code == 200
    assert client.post("/account/close/", {"sure": "on"}).headers["Location"] == "/"
    gone = make.fresh(person)
    assert (gone.standing, gone.is_active, gone.name) == (Standing.CLOSED, False, "")
    assert "smalltown" not in gone.email
    assert not JoinRequest.objects.filter(person=person, state="waiting").exists()
    assert "_auth_user_id" not in client.session


def test_they_prove_first_that_it_is_them(person):
    client = proved(person)
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    confirm = client.get("/account/close/").headers["Location"]
    assert confirm.startswith("/account/signing-in/confirm/")
    assert client.get(confirm).status_code == 200


@pytest.mark.parametrize("address", ["/account/address/", "/account/place/", "/account/signing-in/"])
def test_what_is_for_members_stays_shut(person, address):
    assert proved(person).get(address).headers["Location"].startswith("/welcome/")
