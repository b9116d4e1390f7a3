"""Joining and signing in over HTTP, by a code that comes by mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.members.models import JoinRequest, Standing, User
from tests import make

JOIN, SIGN_IN = "/accounts/signup/", "/accounts/login/code/"
CODE_TO_JOIN, CODE_TO_SIGN_IN = "/accounts/confirm-email/", "/accounts/login/code/confirm/"
ABOUT = {"name": "Dana Whitfield", "title": "Editor", "works_as": "employee", "agree": "on"}
ASKING = {**ABOUT, "agency_name": "Smalltown", "explanation": "I post for the town."}


@pytest.fixture(autouse=True)
def place(site):
    """The site, and one known domain."""
    make.domain("epa.gov")
    return site


def code() -> str:
    """The code in the latest mail."""
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]


def arrive(client, address: str, next_: str = ""):
    """Type an address to join with, then the code; what the site answers to the code."""
    query = {"next": next_} if next_ else {}
    sent = client.post(JOIN, {"email": address, **query})
    assert sent.headers["Location"] == CODE_TO_JOIN
    return client.post(CODE_TO_JOIN, {"code": code()})


def words(response) -> str:
    """A page without what differs between any two: the token, and the address that was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"[\w.]+@epa\.gov", "ADDRESS", page))


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


# --- joining ------------------------------------------------------------------------------------


def test_a_known_domain_joins_with_a_code_and_is_a_member_at_once(client):
    assert client.get(JOIN).status_code == 200
    arrive(client, "dana@epa.gov")
    assert mail.outbox[0].to == ["dana@epa.gov"]
    welcome = client.get("/").headers["Location"]
    assert welcome.startswith("/welcome/")
    assert "Environmental Protection Agency" in client.get(welcome).content.decode()
    assert client.post("/welcome/", ABOUT).headers["Location"] == "/"
    page = client.get("/people/").content.decode()
    assert "Welcome. You are a member now." in page and "Dana Whitfield" in page
    assert User.objects.get(email="dana@epa.gov").is_member


def test_until_they_say_who_they_are_every_page_leads_to_the_welcome(client):
    arrive(client, "dana@epa.gov")
    for address in ("/", "/people/", "/communities/", "/toolkits/"):
        assert client.get(address).headers["Location"] == f"/welcome/?next={address.replace('/', '%2F')}"


def test_without_consent_and_name_nobody_joins(client):
    arrive(client, "dana@epa.gov")
    page = client.post("/welcome/", {"name": "", "title": "Editor"}).content.decode()
    assert "Fill this in." in page and "Please agree to the guidelines to join." in page
    assert 'value="Editor"' in page
    assert User.objects.get(email="dana@epa.gov").standing == Standing.ARRIVING


def test_the_welcome_sent_twice_joins_once_and_goes_on(client):
    arrive(client, "dana@epa.gov")
    client.post("/welcome/", ABOUT)
    again = client.post("/welcome/", {**ABOUT, "name": "Somebody Else"})
    assert again.headers["Location"] == "/"
    assert User.objects.get(email="dana@epa.gov").name == "Dana Whitfield"


def test_a_domain_in_capitals_and_with_a_host_in_front_is_the_same_domain(client):
    arrive(client, "Dana@Region8.EPA.gov")
    client.post("/welcome/", ABOUT)
    assert (
        User.objects.get(email="dana@region8.epa.gov").profile.agency.name
        == "Environmental Protection Agency"
    )


def test_an_unknown_domain_waits_and_reads_the_answer(client):
    arrive(client, "clerk@smalltown.org")
    assert "A person decides about your request" in client.get("/welcome/").content.decode()
    assert client.post("/welcome/", ASKING).headers["Location"] == "/welcome/waiting/"
    assert "Your request waits for a decision" in client.get("/welcome/waiting/").content.decode()
    assert client.get("/people/").headers["Location"] == "/welcome/waiting/"
    assert client.get("/communities/").status_code == 200


def test_the_form_of_an_unknown_domain_cannot_be_skipped_with_the_form_of_a_known_one(client):
    arrive(client, "clerk@smalltown.org")
    assert client.post("/welcome/", ABOUT).status_code == 200
    assert User.objects.get(email="clerk@smalltown.org").standing == Standing.ARRIVING


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("dana@gmail.com", "gmail.com is personal mail. Please use the address that your agency gave you."),
        ("dana@mail.yahoo.com", "mail.yahoo.com is personal mail."),
        ("dana@epa-gov.com", "epa-gov.com is not epa.gov. Please use the address that your agency gave you."),
        ("dana@epa.gov.example.com", "epa.gov.example.com is not epa.gov."),
        ("dana@xn--pa-8ka.gov", "Type your address with plain letters."),
        ("dana@\uff45\uff50\uff41.gov", "Type your address with plain letters."),
    ],
)
def test_a_refused_address_stands_in_the_form_with_the_reason(client, address, sentence):
    response = client.post(JOIN, {"email": address})
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert f'value="{address}"' in page
    assert not mail.outbox and not User.objects.exists()


@pytest.mark.parametrize(
    "address", ["", "dana", "dana@epa", "dana @epa.gov", "dana@epa.gov@evil.com", "dana@epa..gov"]
)
def test_what_is_no_address_is_refused_and_nothing_is_sent(client, address):
    assert client.post(JOIN, {"email": address}).status_code == 200
    assert not mail.outbox and not User.objects.exists()


def test_an_address_that_was_given_by_an_administrator_and_may_not_join_reads_why(client):
    make.sign_in(client, make.arriving("dana@gmail.com"))
    response = client.get("/welcome/")
    assert response.status_code == 403
    assert "gmail.com is personal mail." in response.content.decode()


def test_an_account_that_never_typed_its_code_is_nobody(client):
    client.post(JOIN, {"email": "dana@epa.gov"})
    assert not is_signed_in(client)
    assert client.get("/welcome/").headers["Location"] == JOIN
    assert not User.objects.members().exists()


# --- where they were going ----------------------------------------------------------------------


def test_where_somebody_was_going_survives_joining(client):
    page = client.get(f"{JOIN}?next=/people/%3Fq%3Dcaptions").content.decode()
    assert 'name="next" value="/people/?q=captions"' in page
    answer = arrive(client, "dana@epa.gov", "/people/?q=captions")
    welcome = client.get(answer.headers["Location"]).headers["Location"]
    assert welcome == "/welcome/?next=%2Fpeople%2F%3Fq%3Dcaptions"
    assert 'name="next" value="/people/?q=captions"' in client.get(welcome).content.decode()
    assert client.post("/welcome/", {**ABOUT, "next": "/people/?q=captions"}).headers["Location"] == (
        "/people/?q=captions"
    )


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "https:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
    " //evil.example/",
    "/\t/evil.example/",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE, ids=ascii)
def test_nobody_is_sent_to_another_site_after_joining(client, elsewhere):
    answer = arrive(client, "dana@epa.gov", elsewhere)
    assert answer.headers["Location"] == "/"
    assert client.post("/welcome/", {**ABOUT, "next": elsewhere}).headers["Location"] == "/"


@pytest.mark.parametrize("elsewhere", ELSEWHERE, ids=ascii)
def test_nobody_is_sent_to_another_site_after_signing_in(client, elsewhere):
    make.sign_in(client, make.member())
    assert client.get("/welcome/", {"next": elsewhere}).headers["Location"] == "/"
    client.logout()
    member = make.member()
    client.post(SIGN_IN, {"email": member.email, "next": elsewhere})
    assert client.post(CODE_TO_SIGN_IN, {"code": code(), "next": elsewhere}).headers["Location"] == "/"


# --- signing in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [str.lower, str.upper])
def test_a_member_signs_in_by_a_code_and_goes_on(client, typed):
    member = make.member()
    sent = client.post(SIGN_IN, {"email": typed(member.email), "next": "/people/"})
    assert sent.headers["Location"] == f"{CODE_TO_SIGN_IN}?next=%2Fpeople%2F"
    assert 'name="next" value="/people/"' in client.get(sent.headers["Location"]).content.decode()
    assert (
        client.post(CODE_TO_SIGN_IN, {"code": code(), "next": "/people/"}).headers["Location"] == "/people/"
    )
    assert client.get("/people/").status_code == 200


def test_a_code_works_once(client):
    member = make.member()
    client.post(SIGN_IN, {"email": member.email})
    used = code()
    client.post(CODE_TO_SIGN_IN, {"code": used})
    client.post("/accounts/logout/")
    client.post(SIGN_IN, {"email": member.email})
    client.post(CODE_TO_SIGN_IN, {"code": used})
    assert not is_signed_in(client)


def test_the_code_of_one_person_does_not_sign_in_another(client):
    first, second = make.member(), make.member()
    client.post(SIGN_IN, {"email": first.email})
    stolen = code()
    client.cookies.clear()
    client.post(SIGN_IN, {"email": second.email})
    client.post(CODE_TO_SIGN_IN, {"code": stolen})
    assert not is_signed_in(client)


@pytest.mark.parametrize(("start", "confirm"), [(SIGN_IN, CODE_TO_SIGN_IN), (JOIN, CODE_TO_JOIN)])
def test_a_wrong_code_is_refused_and_the_third_ends_the_attempt(client, start, confirm):
    address = make.member().email if start == SIGN_IN else "dana@epa.gov"
    client.post(start, {"email": address})
    right = code()
    for _ in range(2):
        response = client.post(confirm, {"code": "WRONG1"})
        assert (response.status_code, "This is not the code." in response.content.decode()) == (200, True)
    assert client.post(confirm, {"code": "WRONG1"}).status_code == 302
    client.post(confirm, {"code": right})
    assert not is_signed_in(client)


def test_a_closed_account_does_not_sign_in(client):
    member = make.member()
    User.objects.filter(pk=member.pk).update(is_active=False)
    client.post(SIGN_IN, {"email": member.email})
    assert not [
        message
        for message in mail.outbox
        if re.search(r"^\s*[A-Z0-9]{4}-?[A-Z0-9]{4}\s*$", message.body, re.M)
    ]


def test_a_closed_account_is_signed_out_at_once(client):
    member = make.member()
    make.sign_in(client, member)
    User.objects.filter(pk=member.pk).update(is_active=False)
    assert client.get("/people/").headers["Location"].startswith("/accounts/login/code/")


@pytest.mark.parametrize(("start", "confirm"), [(SIGN_IN, CODE_TO_SIGN_IN), (JOIN, CODE_TO_JOIN)])
def test_nothing_tells_whether_an_address_has_an_account(client, start, confirm):
    """The same answers, page for page, to a known and to an unknown address; each gets one mail."""
    told = []
    for address in (make.member().email, "unknown.person@epa.gov"):
        client.cookies.clear()
        mail.outbox.clear()
        sent = client.post(start, {"email": address})
        asked = client.get(confirm)
        wrong = client.post(confirm, {"code": "WRONG1"})
        answers = [
            (page.status_code, page.headers.get("Location"), words(page)) for page in (sent, asked, wrong)
        ]
        told.append((answers, set(sent.cookies), len(mail.outbox)))
    assert told[0] == told[1]
    assert told[0][0][0][0] == 302 and "This is not the code." in told[0][0][2][2]


def test_joining_with_an_address_that_has_an_account_changes_nothing_of_it(client):
    member = make.member("Dana Whitfield")
    client.post(JOIN, {"email": member.email.upper()})
    assert User.objects.count() == 1
    assert not is_signed_in(client)
    assert mail.outbox[-1].to == [member.email]


def afresh(client, address: str, typed: str):
    """Post without cookies, as a script does."""
    client.cookies.clear()
    return client.post(address, {"email": typed})


def test_who_joins_too_often_from_one_place_is_told_to_wait(client):
    answers = [afresh(client, JOIN, f"person{n}@epa.gov") for n in range(25)]
    assert [answer.status_code for answer in answers[:10]] == [302] * 10
    assert answers[-1].status_code == 429
    assert "You can try again in 1 minute." in answers[-1].content.decode()


def test_who_asks_for_too_many_codes_from_one_place_is_told_to_wait_and_none_is_sent(client):
    answers = [afresh(client, SIGN_IN, f"person{n}@epa.gov") for n in range(25)]
    assert [answer.status_code for answer in answers[:10]] == [302] * 10
    assert "Too many tries. Wait five minutes" in answers[-1].content.decode()
    assert len(mail.outbox) <= 20


def test_an_address_is_not_flooded_with_codes(client):
    member = make.member()
    for _ in range(10):
        afresh(client, SIGN_IN, member.email)
    assert 1 <= len(mail.outbox) <= 3


def test_signing_out_takes_a_button_and_not_a_link(client):
    make.sign_in(client, make.member())
    client.get("/accounts/logout/")
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


# --- deciding over HTTP -------------------------------------------------------------------------


@pytest.fixture
def request_to_join() -> JoinRequest:
    return make.waiting()


def decide(client, request: JoinRequest, **fields):
    return client.post(f"/people/requests/{request.pk}/", fields)


def test_an_administrator_finds_the_request_and_admits_with_a_reason(client, request_to_join):
    town = make.agency("Smalltown", level="city")
    make.sign_in(client, make.administrator())
    assert "Wanda Clerk" in client.get("/people/requests/").content.decode()
    answer = decide(
        client, request_to_join, decision="admit", reason="Their site names them.", agency=town.pk
    )
    assert answer.headers["Location"] == "/people/requests/"
    person = make.fresh(request_to_join.person)
    assert person.is_member and person.profile.agency.name == "Smalltown"


def test_a_decision_without_a_reason_is_refused(client, request_to_join):
    make.sign_in(client, make.administrator())
    for decision in ("admit", "decline"):
        response = decide(client, request_to_join, decision=decision, reason=" ")
        assert (response.status_code, "Fill this in." in response.content.decode()) == (200, True)
    assert JoinRequest.objects.get().state == "waiting"


@pytest.mark.parametrize("decision", ["", "maybe", None])
def test_a_reason_without_a_decision_decides_nothing(client, request_to_join, decision):
    make.sign_in(client, make.administrator())
    chosen = {} if decision is None else {"decision": decision}
    response = decide(client, request_to_join, reason="Hm.", **chosen)
    assert "Choose whether to admit or to decline." in response.content.decode()
    assert JoinRequest.objects.get().state == "waiting"


def test_who_was_declined_reads_the_reason_as_text(client, request_to_join):
    make.sign_in(client, make.administrator())
    decide(client, request_to_join, decision="decline", reason="A shop. <script>alert(1)</script>")
    make.sign_in(client, request_to_join.person)
    page = client.get("/welcome/waiting/").content.decode()
    assert "Your request was declined" in page and "A shop. &lt;script&gt;" in page


def test_a_second_administrator_is_told_who_has_decided(client, request_to_join):
    make.sign_in(client, make.administrator("Sam Keller"))
    town = make.agency("Smalltown", level="city")
    decide(client, request_to_join, decision="admit", reason="Fine.", agency=town.pk)
    make.sign_in(client, make.administrator("Ana Cruz"))
    response = decide(client, request_to_join, decision="decline", reason="Not fine.")
    assert response.status_code == 403
    assert "Sam Keller has already decided this request." in response.content.decode()


def test_a_member_neither_sees_nor_decides_requests(client, request_to_join):
    make.sign_in(client, make.member())
    assert client.get("/people/requests/").status_code == 403
    assert decide(client, request_to_join, decision="admit", reason="I know them.").status_code == 403
    assert JoinRequest.objects.get().state == "waiting"


# --- the address is proved anew ---------------------------------------------------------------------


def test_who_signs_in_by_code_has_proved_the_address_today(client):
    person = make.member(email="dana@epa.gov")
    long_ago = timezone.localdate() - timedelta(days=400)
    person.affiliations.update(since=long_ago, confirmed_on=long_ago)
    client.post(SIGN_IN, {"email": "dana@epa.gov"})
    assert person.affiliations.get().confirmed_on == long_ago
    client.post(CODE_TO_SIGN_IN, {"code": code()})
    assert person.affiliations.get().confirmed_on == timezone.localdate()


def test_who_signs_in_by_password_has_proved_nothing_about_the_address(client):
    person = make.member(email="dana@epa.gov")
    person.set_password("correct horse battery staple")
    person.save()
    long_ago = timezone.localdate() - timedelta(days=400)
    person.affiliations.update(since=long_ago, confirmed_on=long_ago)
    client.post(
        reverse("account_login"), {"login": "dana@epa.gov", "password": "correct horse battery staple"}
    )
    assert client.session.get("_auth_user_id") == str(person.pk)
    assert person.affiliations.get().confirmed_on == long_ago
