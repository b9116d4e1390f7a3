"""Somebody from an unknown domain: what they say, who vouches, what an administrator sees and decides."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.agencies.models import Agency, EmailDomain
from communities.kit.permissions import Refused
from communities.members import rules
from communities.members.deciding import admit, decline, vouch
from communities.members.models import Affiliation, JoinRequest, Standing, User
from communities.members.reading import requests
from communities.members.tasks import ask_voucher, mail_administrators, mail_decision
from communities.members.welcoming import ask_to_join, mend_request, withdraw_request
from tests import make
from tests.tools import browser, jobs, queries, verbs

ABOUT = {"name": "Wanda Clerk", "title": "Clerk", "agency_name": "Smalltown", "explanation": "I post."}
ASKING = {**ABOUT, "works_as": "employee", "agree": "on"}


def town() -> Agency:
    return make.agency("City of Smalltown", level="city", state="TX")


def naming(voucher: User, email: str = "clerk@smalltown.org") -> JoinRequest:
    """The request of somebody who names a member."""
    return ask_to_join(make.arriving(email), **ABOUT, voucher=voucher.email)


def now(request: JoinRequest) -> JoinRequest:
    return JoinRequest.objects.get(pk=request.pk)


# --- where somebody works -----------------------------------------------------------------------


def test_who_joins_begins_to_work_for_their_agency(db):
    person = make.member()
    found = Affiliation.objects.get(person=person)
    assert (found.agency, found.domain, found.until) == (person.profile.agency, "epa.gov", None)
    assert found.since == found.confirmed_on == timezone.localdate()


def test_who_is_admitted_begins_to_work_for_the_agency_that_was_chosen(db):
    request = make.waiting()
    admit(request, by=make.administrator(), reason="Fine.", agency=town())
    found = Affiliation.objects.get(person=request.person)
    assert (found.agency, found.domain) == (town(), "smalltown.org")


@pytest.mark.parametrize(("works_as", "is_contractor"), [("employee", False), ("contractor", True)])
def test_employee_or_contractor_is_a_choice_that_must_be_made(site, works_as, is_contractor):
    make.domain()
    client = browser(make.arriving("dana@epa.gov"))
    about = {"name": "Dana", "title": "Editor", "agree": "on"}
    assert "Choose one." in client.post("/welcome/", about).content.decode()
    client.post("/welcome/", {**about, "works_as": works_as})
    person = User.objects.get(email="dana@epa.gov")
    assert person.profile.is_contractor is is_contractor
    assert person.affiliations.get().is_contractor is is_contractor


# --- vouching -----------------------------------------------------------------------------------


def test_the_named_member_is_mailed_once_and_answers_on_a_page(site, mailoutbox):
    voucher = make.member("Dana Whitfield")
    request = naming(voucher)
    assert jobs("ask_voucher") == [{"request_id": request.pk}]
    ask_voucher(request.pk)
    ask_voucher(request.pk)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == ([voucher.email], "Do you know Wanda Clerk?")
    assert f"/people/requests/{request.pk}/vouch/" in mail.body
    client = browser(voucher)
    page = client.get(f"/people/requests/{request.pk}/vouch/").content.decode()
    assert "Do you know Wanda Clerk?" in page and "smalltown.org" in page
    assert now(request).vouching == "asked"  # looking decides nothing
    client.post(f"/people/requests/{request.pk}/vouch/", {"answer": "yes"})
    assert (now(request).vouching, now(request).vouched_by) == ("vouched", voucher)
    assert verbs()[-1] == "member.vouched"


def test_a_member_who_does_not_know_the_person_says_so(db):
    voucher = make.member()
    request = naming(voucher)
    vouch(request, by=voucher, knows=False)
    assert (now(request).vouching, now(request).state) == ("unknown", "waiting")
    assert verbs()[-1] == "member.not_vouched"
    with pytest.raises(Refused, match="You have answered already"):
        vouch(request, by=voucher, knows=True)


def test_nobody_else_answers_or_sees_the_request(site):
    request = naming(make.member())
    stranger = make.member()
    with pytest.raises(Refused, match="Only the member who was named"):
        vouch(request, by=stranger, knows=True)
    assert browser(stranger).get(f"/people/requests/{request.pk}/vouch/").status_code == 404


def test_nothing_is_answered_after_the_decision(db):
    voucher = make.member()
    request = naming(voucher)
    decline(request, by=make.administrator(), reason="A shop.")
    with pytest.raises(Refused, match="This request is decided already"):
        vouch(request, by=voucher, knows=True)


def test_nobody_vouches_for_themselves(site):
    client = browser(make.arriving("clerk@smalltown.org"))
    page = client.post("/welcome/", {**ASKING, "voucher": "Clerk@smalltown.org"}).content.decode()
    assert "This is your own address." in page
    assert not JoinRequest.objects.exists()


def test_whether_an_address_is_that_of_a_member_is_told_to_nobody(site, mailoutbox):
    pages = []
    for number, address in enumerate([make.member().email, "nobody@epa.gov"]):
        request = ask_to_join(make.arriving(f"clerk{number}@smalltown.org"), **ABOUT, voucher=address)
        ask_voucher(request.pk)
        page = browser(request.person).get("/welcome/waiting/").content.decode()
        pages.append(page.partition("<main")[2].partition("</main")[0].replace(address, "ADDRESS"))
    assert len(mailoutbox) == 1
    strip = [page.partition("Who can vouch for you")[2].partition("</dl>")[0] for page in pages]
    assert strip[0] == strip[1] and "has not answered yet" in strip[0]


# --- while it waits -----------------------------------------------------------------------------


def test_the_person_sees_where_they_stand(site):
    voucher = make.member("Dana Whitfield")
    request = naming(voucher)
    make.administrator()
    client = browser(request.person)
    page = client.get("/welcome/waiting/").content.decode()
    assert "The administrator of this site reads it" in page and "few have asked so far" in page
    assert voucher.email in page and "has not answered yet" in page
    vouch(request, by=voucher, knows=True)
    assert "has answered" in client.get("/welcome/waiting/").content.decode()


def test_the_usual_time_is_counted_from_the_latest_decisions(site):
    administrator = make.administrator()
    for days in (1, 2, 3, 9, 9):
        request = make.waiting()
        JoinRequest.objects.filter(pk=request.pk).update(asked_at=timezone.now() - timedelta(days=days))
        admit(request, by=administrator, reason="Fine.", agency=town())
    page = browser(make.waiting().person).get("/welcome/waiting/").content.decode()
    assert "Half of the latest requests were decided within 3\xa0days." in page


def test_the_person_mends_what_they_wrote(site):
    request = make.waiting()
    client = browser(request.person)
    assert "Smalltown" in client.get("/welcome/waiting/mend/").content.decode()
    client.post(
        "/welcome/waiting/mend/", {**ASKING, "name": "Wanda Klerk", "agency_name": "City of Smalltown"}
    )
    request = now(request)
    assert (request.agency_name, request.person.name, request.person.slug) == (
        "City of Smalltown",
        "Wanda Klerk",
        "wanda-klerk",
    )
    assert verbs()[-1] == "member.request_changed"


def test_another_voucher_is_asked_a_day_later_and_not_before(site):
    first, second = make.member(), make.member()
    request = naming(first)
    client = browser(request.person)
    page = client.post("/welcome/waiting/mend/", {**ASKING, "voucher": second.email}).content.decode()
    assert "We asked the first one less than a day ago." in page and second.email in page
    yesterday = timezone.now() - timedelta(days=1)
    JoinRequest.objects.filter(pk=request.pk).update(voucher_asked_at=yesterday)
    assert client.post("/welcome/waiting/mend/", {**ASKING, "voucher": second.email}).status_code == 302
    assert (now(request).voucher, now(request).vouching) == (second.email, "asked")
    assert len(jobs("ask_voucher")) == 2
    with pytest.raises(Refused, match="Only the member who was named"):
        vouch(request, by=first, knows=True)


def test_an_answer_that_was_given_stays(db):
    voucher = make.member()
    request = naming(voucher)
    vouch(request, by=voucher, knows=False)
    with pytest.raises(Refused, match="has answered"):
        mend_request(now(request), by=request.person, **ABOUT, voucher="other@epa.gov")


def test_the_person_withdraws_and_may_come_again(site):
    request = make.waiting()
    client = browser(request.person)
    client.post("/welcome/waiting/withdraw/")
    assert (now(request).state, make.fresh(request.person).standing) == ("withdrawn", Standing.ARRIVING)
    assert "_auth_user_id" not in client.session
    with pytest.raises(Refused, match="Wanda Clerk has withdrawn this request"):
        decline(request, by=make.administrator(), reason="Hm.")
    ask_to_join(request.person, **ABOUT)
    assert JoinRequest.objects.filter(state="waiting").count() == 1


def test_nobody_changes_the_request_of_another(db):
    request = make.waiting()
    for act in (
        lambda by: withdraw_request(request, by=by),
        lambda by: mend_request(request, by=by, **ABOUT),
    ):
        with pytest.raises(Refused, match="somebody else's request"):
            act(make.member())


def test_what_is_decided_is_not_changed_any_more(db):
    request = make.waiting()
    decline(request, by=make.administrator(), reason="A shop.")
    with pytest.raises(Refused, match="can't be changed any more"):
        withdraw_request(request, by=request.person)


# --- administrators -----------------------------------------------------------------------------


def test_administrators_are_mailed_of_a_new_request_once(db, mailoutbox):
    administrators = {make.administrator().email, make.administrator().email}
    request = make.waiting()
    assert jobs("mail_administrators") == [{"request_id": request.pk}]
    mail_administrators(request.pk)
    mail_administrators(request.pk)
    assert {mail.to[0] for mail in mailoutbox} == administrators and len(mailoutbox) == 2
    assert "smalltown.org" in mailoutbox[0].body and request.person.email not in mailoutbox[0].body


def test_nobody_is_mailed_of_what_is_decided(db, mailoutbox):
    request, administrator = make.waiting(), make.administrator()
    decline(request, by=administrator, reason="A shop.")
    mail_administrators(request.pk)
    assert mailoutbox == []


def test_administrators_see_how_many_wait_and_since_when_where_they_work(site):
    request = make.waiting()
    make.waiting()
    JoinRequest.objects.filter(pk=request.pk).update(asked_at=timezone.now() - timedelta(days=3, hours=1))
    page = browser(make.administrator()).get("/").content.decode()
    assert "2 requests to join wait" in page and "3 days ago" in page
    assert "requests to join wait" not in browser(make.member()).get("/").content.decode()


def test_the_evidence_is_what_our_tables_know(site):
    make.domain("smalltowntx.gov", of=town())
    colleague_request = make.waiting("mayor@smalltown.org")
    administrator = make.administrator("Sam Keller")
    admit(colleague_request, by=administrator, reason="Their site names them.", agency=town())
    make.waiting("shop@smalltown.org")
    voucher = make.member("Dana Whitfield")
    request = naming(voucher)
    known = requests.request_to_decide(administrator, request.pk).evidence
    assert known.listed == [] and known.counts is None and known.foreign == ""
    assert [person.pk for person in known.colleagues] == [colleague_request.person_id]
    assert len(known.earlier) == 2 and known.nearest == ["smalltowntx.gov"]
    page = browser(administrator).get(f"/people/requests/{request.pk}/").content.decode()
    for words in ("Neither it nor what it lies below", "smalltowntx.gov", "was asked and has not answered"):
        assert words in page, words
    assert "Their site names them." in page and "this site asks nobody outside" in page


def test_the_evidence_names_what_no_longer_counts_and_other_governments(db):
    yesterday = timezone.localdate() - timedelta(days=1)
    ended = make.domain("smalltown.org", of=town())
    EmailDomain.objects.filter(pk=ended.pk).update(until=yesterday)
    known = requests.evidence(make.waiting("clerk@mail.smalltown.org"))
    assert known.listed == [ended] and known.counts is None
    assert requests.evidence(make.waiting("dana@justice.gov.uk")).foreign == "gov.uk"


def test_the_page_of_a_request_costs_the_same_with_one_request_and_with_many(site):
    administrator = make.administrator()
    request = naming(make.member())
    client = browser(administrator)

    def fill(count: int) -> None:
        for n in range(count):
            other = make.waiting(f"other{n}.{JoinRequest.objects.count()}@smalltown.org")
            admit(other, by=administrator, reason="Fine.", agency=town())
            make.waiting(f"third{n}.{JoinRequest.objects.count()}@smalltown.org")

    addresses = [f"/people/requests/{request.pk}/", "/people/requests/"]
    fill(1)
    before = {address: queries(client, address) for address in addresses}
    fill(4)
    assert {address: queries(client, address) for address in addresses} == before
    assert before["/people/requests/"] <= 8 and before[addresses[0]] <= 14, before


# --- deciding -----------------------------------------------------------------------------------


def decide(client, request: JoinRequest, decision: str = "admit", **fields):
    return client.post(f"/people/requests/{request.pk}/", {"decision": decision, "reason": "Fine.", **fields})


def test_an_admitted_person_always_gets_an_agency(site):
    request = make.waiting()
    client = browser(make.administrator())
    page = decide(client, request).content.decode()
    assert "Choose the agency that this person works for, or describe a new one." in page
    assert "Fine.</textarea>" in page and now(request).state == "waiting"
    decide(client, request, agency=town().pk)
    assert make.fresh(request.person).profile.agency == town()


def test_the_agency_of_that_very_name_is_chosen_beforehand(site):
    make.agency("Smalltown", level="city", state="TX")
    page = browser(make.administrator()).get(f"/people/requests/{make.waiting().pk}/").content.decode()
    assert len(re.findall(r'name="agency"[^>]* checked', page)) == 1


def test_an_administrator_finds_another_agency_and_loses_nothing_that_they_typed(site):
    water = make.agency("Brazos Water District", level="special", state="TX")
    request = make.waiting()
    client = browser(make.administrator())
    page = decide(client, request, "find", find="brazos watr", reason="I know them.").content.decode()
    assert "Brazos Water District" in page and "I know them.</textarea>" in page
    assert "error-summary" not in page and now(request).state == "waiting"
    decide(client, request, find="brazos watr", agency=water.pk)
    assert make.fresh(request.person).profile.agency == water


def test_an_administrator_describes_a_new_agency(site):
    request = make.waiting()
    client = browser(make.administrator())
    assert (
        "Choose the level of government."
        in decide(client, request, agency="new", new_name="Town of Smalltown").content.decode()
    )
    decide(client, request, agency="new", new_name="Town of Smalltown", new_level="city", new_state="TX")
    agency = make.fresh(request.person).profile.agency
    assert (agency.name, agency.level, agency.state) == ("Town of Smalltown", "city", "TX")
    assert {"agency.added", "member.admitted"} <= set(verbs())


def test_an_agency_that_is_there_already_is_not_made_twice_and_the_page_says_so(site):
    town()
    request = make.waiting()
    answer = decide(
        browser(make.administrator()), request, agency="new", new_name="City of Smalltown", new_level="city",
        new_state="TX",
    )  # fmt: skip
    assert "There is an agency of this name already. Find it above." in answer.content.decode()
    assert now(request).state == "waiting"


def test_the_domain_is_added_in_the_same_step_and_the_next_person_joins_at_once(site):
    request = make.waiting("clerk@mail.smalltown.org")
    client = browser(make.administrator())
    page = client.get(f"/people/requests/{request.pk}/").content.decode()
    assert "everybody from smalltown.org joins at once" in page and 'value="org"' not in page
    decide(client, request, agency=town().pk, domain="smalltown.org")
    found = EmailDomain.objects.get(domain="smalltown.org")
    assert (found.agency, found.source, found.since) == (town(), "decision", timezone.localdate())
    mayor = browser(make.arriving("mayor@smalltown.org"))
    mayor.post("/welcome/", {"name": "Max Mayor", "title": "Mayor", "works_as": "employee", "agree": "on"})
    assert User.objects.get(name="Max Mayor").profile.agency == town()


def test_without_the_domain_the_next_person_asks_as_well(site):
    request = make.waiting()
    decide(browser(make.administrator()), request, agency=town().pk)
    assert not EmailDomain.objects.filter(domain="smalltown.org").exists()


def test_a_domain_that_had_ended_counts_again_from_today(db):
    ended = make.domain("smalltown.org", of=make.agency("Old Town"))
    EmailDomain.objects.filter(pk=ended.pk).update(until=timezone.localdate() - timedelta(days=9))
    admit(make.waiting(), by=make.administrator(), reason="Fine.", agency=town(), domain="smalltown.org")
    found = EmailDomain.objects.get(domain="smalltown.org")
    assert (found.agency, found.since, found.until) == (town(), timezone.localdate(), None)


@pytest.mark.parametrize(
    ("address", "domain", "sentence"),
    [
        ("clerk@smalltown.org", "org", "Too many have addresses below org."),
        ("clerk@smalltown.org", "epa.gov", "epa.gov is not the domain of this address."),
        ("clerk@ci.smalltown.tx.us", "tx.us", "Too many have addresses below tx.us."),
        ("clerk@school.k12.tx.us", "k12.tx.us", "Too many have addresses below k12.tx.us."),
        ("clerk@smalltown.co.uk", "co.uk", "Too many have addresses below co.uk."),
        ("clerk@justice.gov.uk", "gov.uk", "Too many have addresses below gov.uk."),
        ("clerk@ci.smalltown.tx.us", "smalltown.tx.us", ""),
        ("clerk@mail.smalltown.org", "mail.smalltown.org", ""),
    ],
)
def test_which_domain_may_be_added(db, address, domain, sentence):
    assert rules.may_add_domain(make.waiting(address), domain).sentence.startswith(sentence)
    assert bool(rules.may_add_domain(make.waiting("x" + address), domain)) == (not sentence)


def test_a_domain_that_may_not_be_added_is_not_and_nobody_is_admitted(db):
    request = make.waiting()
    with pytest.raises(Refused, match="Too many"):
        admit(request, by=make.administrator(), reason="Fine.", agency=town(), domain="org")
    assert now(request).state == "waiting"


# --- the others who wait ------------------------------------------------------------------------


def tick_for(page: str) -> list[str]:
    """What the ticks of “Who waits already” would send."""
    return re.findall(r'name="others" value="([^"]+)"', page)


def test_the_others_who_wait_from_a_domain_are_admitted_with_it_by_a_counted_tick(site, mailoutbox):
    request = make.waiting("clerk@smalltown.org")
    others = [make.waiting("mayor@smalltown.org"), make.waiting("web@mail.smalltown.org")]
    elsewhere = make.waiting("clerk@notsmalltown.org")
    client = browser(make.administrator())
    page = client.get(f"/people/requests/{request.pk}/").content.decode()
    assert "Also admit the 2 others who wait from smalltown.org" in page
    assert "mayor@smalltown.org" in page and "notsmalltown" not in page
    (tick,) = tick_for(page)
    answer = decide(client, request, agency=town().pk, domain="smalltown.org", others=tick)
    assert answer.status_code == 302
    for each in (request, *others):
        assert (now(each).state, now(each).reason) == ("admitted", "Fine.")
        assert make.fresh(each.person).profile.agency == town()
        assert Affiliation.objects.get(person=each.person).agency == town()
    assert now(elsewhere).state == "waiting"
    assert verbs().count("member.admitted") == 3
    assert {job["request_id"] for job in jobs("mail_decision")} == {each.pk for each in (request, *others)}
    assert "and 2 others are members from now on" in client.get("/people/requests/").content.decode()


def test_without_the_tick_nobody_else_is_admitted(site):
    request, other = make.waiting(), make.waiting()
    decide(browser(make.administrator()), request, agency=town().pk, domain="smalltown.org")
    assert (now(request).state, now(other).state) == ("admitted", "waiting")


def test_who_began_to_wait_since_the_page_was_shown_is_admitted_by_nobody_unseen(site):
    request, other = make.waiting(), make.waiting()
    client = browser(make.administrator())
    (tick,) = tick_for(client.get(f"/people/requests/{request.pk}/").content.decode())
    late = make.waiting("late@smalltown.org")
    fields = {"agency": town().pk, "domain": "smalltown.org"}
    page = decide(client, request, **fields, others=tick).content.decode()
    assert "Who waits from there has changed meanwhile." in page and "late@smalltown.org" in page
    assert not re.search(r'name="others"[^>]* checked', page) and "Fine.</textarea>" in page
    assert {now(each).state for each in (request, other, late)} == {"waiting"}
    assert not EmailDomain.objects.filter(domain="smalltown.org").exists()
    (tick,) = tick_for(page)
    decide(client, request, **fields, others=tick)
    assert {now(each).state for each in (request, other, late)} == {"admitted"}


def test_who_has_withdrawn_meanwhile_is_said_too_and_declining_goes_on(site):
    request, other = make.waiting(), make.waiting()
    client = browser(make.administrator())
    (tick,) = tick_for(client.get(f"/people/requests/{request.pk}/").content.decode())
    withdraw_request(other, by=other.person)
    fields = {"agency": town().pk, "domain": "smalltown.org", "others": tick}
    page = decide(client, request, **fields).content.decode()
    assert "Who waits from there has changed meanwhile." in page and now(request).state == "waiting"
    decide(client, request, "decline", **fields)
    assert (now(request).state, now(other).state) == ("declined", "withdrawn")


def test_the_tick_needs_its_domain(site):
    request, other = make.waiting("clerk@mail.smalltown.org"), make.waiting("mayor@smalltown.org")
    client = browser(make.administrator())
    (tick,) = tick_for(client.get(f"/people/requests/{request.pk}/").content.decode())
    for domain in ("", "mail.smalltown.org"):
        page = decide(client, request, agency=town().pk, domain=domain, others=tick).content.decode()
        assert "Choose above that everybody from this domain joins at once" in page
    assert {now(each).state for each in (request, other)} == {"waiting"}


def test_the_verb_admits_nobody_when_others_wait_than_were_seen(db):
    request, other, unseen = make.waiting(), make.waiting(), make.waiting()
    about = {"by": make.administrator(), "reason": "Fine.", "agency": town()}
    elsewhere = make.waiting("clerk@elsewhere.org")
    for others, domain in (
        ([other.pk], "smalltown.org"),
        ([other.pk, unseen.pk, elsewhere.pk], "smalltown.org"),
        ([other.pk, unseen.pk], ""),
    ):
        with pytest.raises(ValidationError, match="has changed meanwhile"):
            admit(request, **about, domain=domain, others=others)
    assert not JoinRequest.objects.exclude(state="waiting").exists()
    assert not EmailDomain.objects.filter(domain="smalltown.org").exists()


def test_who_was_stopped_is_not_among_the_others_and_who_is_not_known_is_marked(site):
    request, stopped = make.waiting(), make.waiting("stopped@smalltown.org")
    User.objects.filter(pk=stopped.person_id).update(is_active=False)
    voucher = make.member()
    vouch(naming(voucher, "odd@smalltown.org"), by=voucher, knows=False)
    page = browser(make.administrator()).get(f"/people/requests/{request.pk}/").content.decode()
    (label,) = re.findall(r"Also admit the one who waits from [^<]*", page)
    assert "stopped@" not in label and "whom the member they named does not know" in label


# --- the answer ---------------------------------------------------------------------------------


def test_who_is_admitted_is_mailed_the_reason_and_the_way_to_where_they_were_going(db, mailoutbox):
    person = make.arriving("clerk@smalltown.org")
    request = ask_to_join(person, **ABOUT, going_to="/communities/captions/?page=2")
    admit(request, by=make.administrator("Sam Keller"), reason="Their site names them.", agency=town())
    assert jobs("mail_decision") == [{"request_id": request.pk}]
    mail_decision(request.pk)
    mail_decision(request.pk)
    (mail,) = mailoutbox
    assert mail.to == ["clerk@smalltown.org"]
    assert "Sam Keller decided that and wrote:" in mail.body and "> Their site names them." in mail.body
    assert "/accounts/login/code/?next=%2Fcommunities%2Fcaptions%2F%3Fpage%3D2" in mail.body


def test_who_is_declined_is_mailed_the_reason_and_when_they_may_ask_again(db, mailoutbox):
    request = make.waiting()
    decline(request, by=make.administrator("Sam Keller"), reason="A shop.")
    mail_decision(request.pk)
    assert "> A shop." in mailoutbox[0].body and "you can ask once more from" in mailoutbox[0].body


def test_a_mail_that_could_not_be_sent_is_sent_by_the_next_run(db, mailoutbox, monkeypatch):
    request = make.waiting()
    decline(request, by=make.administrator(), reason="A shop.")
    with monkeypatch.context() as broken:
        broken.setattr("communities.members.tasks.send", lambda letter: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            mail_decision(request.pk)
    mail_decision(request.pk)
    assert len(mailoutbox) == 1


def declined(days_ago: int) -> JoinRequest:
    request = make.waiting()
    decline(request, by=make.administrator(), reason="A shop.")
    then = timezone.now() - timedelta(days=days_ago)
    JoinRequest.objects.filter(pk=request.pk).update(decided_at=then)
    return now(request)


def test_who_was_declined_asks_again_after_two_weeks_and_not_before(site):
    early, late = declined(13), declined(14)
    with pytest.raises(Refused, match="You can ask once more from"):
        ask_to_join(early.person, **ABOUT)
    assert browser(early.person).get("/welcome/").headers["Location"] == "/welcome/waiting/"
    client = browser(late.person)
    assert "Ask once more" in client.get("/welcome/waiting/").content.decode()
    page = client.get("/welcome/").content.decode()
    assert "A shop." in page and "This is the last time that you can ask." in page and "I post." in page
    client.post("/welcome/", {**ASKING, "explanation": "We became a town."})
    assert make.fresh(late.person).standing == Standing.WAITING
    assert late.person.join_requests.count() == 2


def test_who_was_declined_twice_does_not_ask_again(site):
    first = declined(100)
    second = ask_to_join(first.person, **ABOUT)
    decline(second, by=make.administrator(), reason="Still a shop.")
    JoinRequest.objects.update(decided_at=timezone.now() - timedelta(days=50))
    with pytest.raises(Refused, match="declined twice"):
        ask_to_join(first.person, **ABOUT)
    page = browser(make.fresh(first.person)).get("/welcome/waiting/").content.decode()
    assert "declined twice" in page


# --- where they were going ----------------------------------------------------------------------


def test_where_somebody_was_going_survives_asking(site):
    client = browser(make.arriving("clerk@smalltown.org"))
    client.post("/welcome/", {**ASKING, "next": "/communities/?q=1"})
    assert JoinRequest.objects.get().going_to == "/communities/?q=1"


def test_another_site_is_nowhere_to_go(site):
    client = browser(make.arriving("clerk@smalltown.org"))
    client.post("/welcome/", {**ASKING, "next": "https://evil.example/"})
    assert JoinRequest.objects.get().going_to == "/"


def test_from_the_page_to_sign_in_the_link_to_join_keeps_where_somebody_was_going(site):
    page = browser().get("/accounts/login/code/?next=/communities/").content.decode()
    assert "/accounts/signup/?next=%2Fcommunities%2F" in page


# --- at the same moment -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_who_withdraws_while_an_administrator_admits_has_done_one_or_the_other():
    request, administrator, agency = make.waiting(), make.administrator(), town()
    answers = make.at_once(
        lambda: admit(request, by=administrator, reason="Fine.", agency=agency),
        lambda: withdraw_request(request, by=request.person),
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1, answers
    person, kept = make.fresh(request.person), now(request)
    assert (kept.state, person.standing) in {("admitted", "member"), ("withdrawn", "arriving")}


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_admit_the_same_people_at_once_admit_each_once():
    requests = [make.waiting() for _ in range(4)]
    administrator, agency = make.administrator(), town()

    def admitting(first: JoinRequest):
        others = [each.pk for each in requests if each != first]
        return lambda: admit(
            first, by=administrator, reason="Fine.", agency=agency, domain="smalltown.org", others=others
        )

    answers = make.at_once(admitting(requests[0]), admitting(requests[-1]))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1, answers
    assert verbs().count("member.admitted") == 4


@pytest.mark.django_db(transaction=True)
def test_a_voucher_who_presses_yes_and_no_at_once_has_said_one():
    voucher = make.member()
    request = naming(voucher)
    answers = make.at_once(*[lambda k=knows: vouch(request, by=voucher, knows=k) for knows in (True, False)])
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert len([verb for verb in verbs() if "vouched" in verb]) == 1


@pytest.mark.django_db(transaction=True)
def test_asking_in_two_tabs_at_once_asks_once():
    person = make.arriving("clerk@smalltown.org")
    answers = make.at_once(*[lambda: ask_to_join(person, **ABOUT)] * 2)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert JoinRequest.objects.count() == 1
