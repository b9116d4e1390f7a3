"""Which doors are open: beside the others, as the only one, or not at all."""

import pytest
from django.core import mail
from django.test import Client

from tests import make
from tests.signin.provider import DANA, said

pytestmark = pytest.mark.django_db

OTHER_DOORS = [
    "/accounts/login/",
    "/accounts/login/code/",
    "/accounts/login/code/confirm/",
    "/accounts/signup/",
    "/accounts/confirm-email/",
    "/accounts/password/reset/",
    "/accounts/password/set/",
    "/accounts/password/change/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/webauthn/login/",
    "/accounts/email/",
]


@pytest.mark.parametrize("door", OTHER_DOORS)
def test_where_it_is_the_only_way_every_other_door_leads_to_it(dana, settings, door):
    settings.SSO_ONLY = True
    response = dana.site.get(f"{door}?next=/communities/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/sso/?next=%2Fcommunities%2F")
    assert dana.site.post(door, {"email": "dana@epa.gov"}).status_code == 404
    assert not mail.outbox


@pytest.mark.parametrize("door", ["/admin/login/", "/_util/login/", "/people/", "/admin/"])
def test_where_it_is_the_only_way_every_page_for_members_ends_at_its_button(dana, settings, door):
    settings.SSO_ONLY = True
    response = dana.site.get(door, follow=True)
    page = said(response)
    assert response.request["PATH_INFO"] == "/accounts/sso/"
    assert "Sign in with Login.gov" in page and 'type="password"' not in page and 'type="email"' not in page
    assert "code" not in page.partition("<main")[2].partition("</main>")[0] and ">Join<" not in page


def test_where_it_is_the_only_way_people_join_and_come_back_by_it(dana, settings):
    settings.SSO_ONLY = True
    assert dana.sign_in(wanted="/people/")["Location"] == "/people/"
    assert dana.site.get("/people/")["Location"].startswith("/welcome/")


def test_beside_the_other_ways_it_is_one_more_button(dana):
    for door in ("/accounts/login/code/", "/accounts/signup/"):
        page = said(dana.site.get(f"{door}?next=/communities/"))
        assert "Sign in with Login.gov" in page and "Send me a code" in page
        assert page.count('name="next"') >= 2, "each way leads where they were going"


@pytest.mark.parametrize("missing", ["SSO_NAME", "SSO_ISSUER", "SSO_CLIENT_ID", "SSO_PRIVATE_KEY"])
def test_until_all_is_set_nothing_of_it_shows_or_answers(provider, settings, missing):
    setattr(settings, missing, "")
    settings.SSO_ONLY = True
    visitor = Client()
    for address in ("", "callback/", "address/", "signed-out/"):
        assert visitor.get(f"/accounts/sso/{address}").status_code == 404
    assert visitor.post("/accounts/sso/").status_code == 404
    page = said(visitor.get("/accounts/login/code/"))
    assert "Send me a code" in page and "Login.gov" not in page
    assert "Login.gov" not in said(visitor.get("/accounts/signup/"))


def test_the_pages_of_the_library_for_signing_in_elsewhere_are_shut(dana):
    make.sign_in(dana.site, make.member())
    for address in (
        "3rdparty/",
        "3rdparty/signup/",
        "3rdparty/login/error/",
        "social/signup/",
        "oidc/x/login/",
    ):
        assert dana.site.get(f"/accounts/{address}").status_code == 404


def test_the_button_is_pressed_thirty_times_a_minute_at_most(dana):
    answers = [dana.site.post("/accounts/sso/").status_code for _ in range(31)]
    assert answers == [302] * 30 + [429]


def test_the_button_needs_a_form_of_ours(provider):
    forged = Client(enforce_csrf_checks=True)
    assert forged.post("/accounts/sso/").status_code == 403


def test_a_failure_is_logged_without_who_it_was(dana, provider, caplog):
    provider.tell(mangle={"key": "stranger"})
    dana.sign_in()
    text = caplog.text
    assert "Single sign-on ended (answer)" in text
    assert "dana" not in text.lower() and DANA["sub"] not in text
