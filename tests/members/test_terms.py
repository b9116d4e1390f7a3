"""What members agree to: versions that never change, and being asked once for a newer one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.discussions.models import HelpfulMark
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members import terms
from communities.members.models import Acceptance, Message, Terms, User
from communities.messaging.sending import send_message
from communities.spaces.rules import may_invite, may_post
from tests import make
from tests.tools import browser, queries, verbs

GUIDELINES, NOTICES = Terms.Document.GUIDELINES, Terms.Document.NOTICES
AGREE = "/terms/agree/"


def owes(person: User) -> bool:
    """Whether the next request of a person is asked to agree."""
    client = browser(person)
    return client.get("/people/").headers.get("Location", "").startswith(AGREE)


def publish(document: str = GUIDELINES, **fields) -> Terms:
    fields = {"text": "Be kind.", "changes": "One word is new.", "by": None, **fields}
    return terms.publish_terms(document, **fields)


def test_a_new_site_has_the_first_version_of_each_document(site):
    assert sorted(map(str, terms.in_force())) == [
        "Guidelines, version 1",
        "Privacy and records notices, version 1",
    ]
    assert "Freedom of Information Act" in Terms.objects.get(document=NOTICES).text


def test_who_joins_agrees_to_what_is_in_force_and_is_not_asked_again(site):
    person = make.member()
    assert set(Acceptance.objects.filter(person=person).values_list("terms", flat=True)) == set(
        terms.in_force().values_list("pk", flat=True)
    )
    assert not owes(person)


def test_who_joins_agrees_to_the_version_that_they_were_shown(site):
    client = browser(make.arriving())
    make.domain()
    page = client.get("/welcome/").content.decode()
    shown = ",".join(str(each.pk) for each in terms.in_force())
    assert f'name="agreed_to" value="{shown}"' in page
    newer = publish()
    about = {"name": "Dana", "title": "Editor", "works_as": "employee", "agree": "on", "agreed_to": shown}
    client.post("/welcome/", about)
    person = User.objects.get(name="Dana")
    assert not Acceptance.objects.filter(person=person, terms=newer).exists()
    assert owes(person)


def test_a_version_in_force_is_never_changed(site):
    first = Terms.objects.get(document=GUIDELINES)
    first.text = "Something else."
    with pytest.raises(ValueError, match="never changed"):
        first.save()
    second = publish()
    assert (second.version, Terms.objects.get(pk=first.pk).text != "Something else.") == (2, True)
    assert terms.in_force().get(document=GUIDELINES) == second


def test_only_administrators_publish_and_it_is_recorded(site):
    with pytest.raises(Refused, match="Only administrators publish"):
        publish(by=make.member())
    administrator = make.administrator()
    new = publish(by=administrator)
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on) == ("terms.published", administrator, new)
    assert entry.facts == {"document": "guidelines", "version": 2}


def test_a_version_of_tomorrow_is_not_in_force_today(site):
    person = make.member()
    publish(in_force_from=timezone.now() + timedelta(days=1))
    assert terms.in_force().get(document=GUIDELINES).version == 1
    assert not owes(person)


def test_a_member_is_asked_once_at_the_next_page_and_comes_back_to_it(site):
    person = make.member()
    publish(changes="Leave out the names of children.")
    client = browser(person)
    asked = client.get("/people/?q=captions")
    assert asked.headers["Location"] == "/terms/agree/?next=%2Fpeople%2F%3Fq%3Dcaptions"
    page = client.get(asked.headers["Location"]).content.decode()
    assert "Guidelines, version 2" in page and "Leave out the names of children." in page
    assert "Privacy and records notices" not in page.partition("<main")[2].partition("</main")[0]
    again = client.get("/people/?q=captions")
    assert again.status_code == 200 and "see what changed and agree" in again.content.decode()


def test_who_agrees_goes_on_and_is_not_asked_any_more(site):
    person = make.member()
    new = publish()
    client = browser(person)
    answer = client.post(AGREE, {"terms": [new.pk], "next": "/people/"})
    assert answer.headers["Location"] == "/people/"
    assert "agree</a>" not in client.get("/people/").content.decode()
    assert verbs()[-1] == "terms.accepted"
    client.post(AGREE, {"terms": [new.pk]})
    assert Acceptance.objects.filter(person=person, terms=new).count() == 1
    assert verbs().count("terms.accepted") == 1


def test_agreeing_to_an_old_version_is_not_agreeing_to_the_new_one(site):
    old = publish()
    person = make.member()
    publish()
    browser(person).post(AGREE, {"terms": [old.pk, "x", "999999"]})
    assert owes(person)


def test_who_has_not_agreed_reads_and_does_not_write(site):
    community = make.community()
    topic = make.topic(community)
    lead = make.belonging(community, "lead")
    publish()
    client = browser(lead)
    client.get(AGREE)
    assert client.get(topic.get_absolute_url()).status_code == 200
    step = client.post(f"/topics/{topic.pk}/reply/", {"body": "Hello."})
    assert step.status_code == 302 and step.url.startswith(f"{AGREE}?next=") and topic.posts.count() == 1
    refused = client.post(f"/posts/{topic.posts.get().pk}/helpful/")
    page = refused.content.decode()
    assert (
        refused.status_code == 403
        and "Agree to them first, then write." in page
        and f'href="{AGREE}?' in page
    )
    owing = make.fresh(lead)
    owing.owes_agreement = True
    assert not may_post(owing, community) and not may_invite(owing, community)


def test_who_has_not_agreed_writes_no_message_marks_nothing_and_changes_no_profile(site):
    topic = make.topic()
    person, colleague = make.belonging(topic.community), make.member("Luis Ortega")
    message = send_message(person, by=colleague, subject="Captions", text="How?")
    publish()
    client = browser(person)
    client.get(AGREE)
    assert client.get(message.get_absolute_url()).status_code == 200  # reading goes on
    assert client.get(person.get_absolute_url()).status_code == 200
    words = {"subject": "Captions", "text": "So."}
    writing = [
        ("/people/luis-ortega/write/", words),
        (f"/people/luis-ortega/write/?to={message.pk}", words),
        (f"/posts/{topic.posts.get().pk}/helpful/", {"helpful": "1"}),
        ("/people/me/edit/", {"name": "Somebody Else", "title": "Editor"}),
        ("/people/me/photo/", {"remove": "yes"}),
        ("/people/me/hints/", {}),
    ]
    for address, typed in writing:
        refused = client.post(address, typed)
        assert refused.status_code == 403, address
        assert "Agree to them first, then write." in refused.content.decode(), address
    for address in ("/people/me/edit/", "/people/me/photo/", "/people/luis-ortega/write/"):
        assert client.get(address).status_code == 403, address  # before anything is typed in vain
    assert (Message.objects.count(), HelpfulMark.objects.count()) == (1, 0)
    assert make.fresh(person).name == person.name
    client.post(AGREE, {"terms": [each.pk for each in terms.in_force()]})
    assert client.post("/people/luis-ortega/write/", words).status_code == 302


def test_what_was_begun_before_anybody_asked_is_not_lost(site):
    community = make.community()
    topic = make.topic(community)
    person = make.belonging(community)
    publish()
    client = browser(person)
    answer = client.post(f"/topics/{topic.pk}/reply/", {"body": "I typed this for an hour."})
    assert answer.status_code == 302 and topic.posts.count() == 2
    assert client.get(answer.headers["Location"].partition("#")[0]).headers["Location"].startswith(AGREE)


def test_what_a_page_fetches_is_not_led_astray(site):
    person = make.member()
    publish()
    assert browser(person).get("/people/", headers={"Sec-Fetch-Dest": "empty"}).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site_after_agreeing(site, elsewhere):
    person = make.member()
    new = publish()
    client = browser(person)
    assert elsewhere not in client.get(AGREE, {"next": elsewhere}).content.decode()
    assert client.post(AGREE, {"terms": [new.pk], "next": elsewhere}).headers["Location"] == "/"


def test_being_asked_costs_no_query(site):
    person = make.member()
    before = queries(browser(person), "/people/")
    publish()
    client = browser(person)
    client.get(AGREE)
    assert queries(client, "/people/") == before


def test_everybody_reads_the_terms_and_what_they_were(site):
    publish(text="Be kind to **everybody**.")
    page = browser().get("/guidelines/").content.decode()
    assert "<strong>everybody</strong>" in page and "Version 2" in page
    old = browser().get("/terms/guidelines/1/").content.decode()
    assert "This version is no longer in force" in old and "/terms/guidelines/2/" in old
    listed = browser().get("/terms/").content.decode()
    assert "/terms/guidelines/1/" in listed and "/terms/notices/1/" in listed
    assert browser().get("/terms/guidelines/3/").status_code == 404
    assert browser().get("/terms/nonsense/1/").status_code == 404


def test_the_headings_of_the_terms_stand_right_below_that_of_the_page(site):
    page = browser().get("/guidelines/").content.decode()
    assert "<h2>Keeping order</h2>" in page and "<h4>" not in page


def test_an_administrator_publishes_on_a_page_and_says_what_changed(site):
    client = browser(make.administrator())
    address = "/terms/guidelines/new/"
    now = Terms.objects.get(document=GUIDELINES).text
    same = client.post(address, {"text": now, "changes": "Nothing."})
    assert "This is the text that is in force already." in same.content.decode()
    silent = client.post(address, {"text": "New."})
    assert "Fill this in." in silent.content.decode() and "New.</textarea>" in silent.content.decode()
    done = client.post(address, {"text": "New.", "changes": "All is new."})
    assert done.headers["Location"] == "/terms/guidelines/2/"


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_make_two_versions():
    answers = make.at_once(*[publish] * 2)
    assert sorted(answer.version for answer in answers) == [1, 2]


@pytest.mark.django_db(transaction=True)
def test_agreeing_in_two_tabs_at_once_is_agreeing_once():
    person = make.member()
    new = publish()
    answers = make.at_once(*[lambda: terms.agree(person, to=[new.pk])] * 2)
    assert answers == [None, None]
    assert Acceptance.objects.count() == 1
