"""The same screening for posts, edits, titles, polls and messages, with the same words."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError

from communities.discussions.arranging.arranging import rename_topic
from communities.discussions.models import Poll, Post, Topic
from communities.discussions.polls.polling import start_poll
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply
from communities.ledger.models import Entry
from communities.members.editing import edit_profile
from communities.members.models import Message
from communities.messaging.sending import send_message
from communities.screening.keeping import add_word
from communities.spaces.models import Role
from tests import make
from tests.tools import browser

SSN, PHONE = "His number is 765-43-2187.", "Call the man at (303) 555-0142."
LINK = "Sign in at https://login-gov.example.net/start at once."

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return unescape(response.content.decode())


def mark_in(page: str) -> str:
    return page.split('name="seen_findings" value="')[1].split('"')[0]


@pytest.fixture
def topic(site) -> Topic:
    return make.topic()


@pytest.fixture
def member(topic):
    return make.belonging(topic.community)


def test_no_verb_writes_a_social_security_number(topic, member):
    lead = make.belonging(topic.community, Role.LEAD)
    post = reply(topic, by=member, source="Good words.")
    for write in (
        lambda: make.topic(topic.community, by=member, source=SSN),
        lambda: make.topic(topic.community, by=member, title=SSN),
        lambda: reply(topic, by=member, source=SSN),
        lambda: edit_post(post, by=member, source=SSN, read_source=post.source),
        lambda: rename_topic(topic, by=lead, title=SSN),
        lambda: start_poll(topic, by=topic.author, question=SSN, options=["a", "b"]),
        lambda: start_poll(topic, by=topic.author, question="Who?", options=["a", SSN]),
        lambda: send_message(lead, by=member, subject="Hello", text=SSN),
        lambda: send_message(lead, by=member, subject=SSN, text="Hello"),
    ):
        with pytest.raises(ValidationError):
            write()
    assert not Post.objects.filter(source__contains="765").exists() and not Poll.objects.exists()
    assert not Message.objects.exists() and not Topic.objects.filter(title__contains="765").exists()


def test_a_reply_that_is_warned_of_stands_in_the_form_again(topic, member):
    address = f"/topics/{topic.pk}/reply/"
    page = text(browser(member).post(address, {"body": PHONE}))
    assert ">(303) 555-0142</mark>" in page and PHONE in page
    typed = {"body": PHONE, "seen_findings": mark_in(page), "because": "Our own front desk."}
    assert browser(member).post(address, typed).status_code == 302
    assert Entry.objects.get(verb="screening.answered").facts["reason"] == "Our own front desk."


def test_an_edit_is_asked_only_about_what_is_new_in_it(topic, member):
    post = reply(topic, by=member, source=PHONE)  # it came from no form, so nobody could be asked
    address = f"/posts/{post.pk}/edit/"
    typed = {"body": f"{PHONE} Thank you.", "read_source": PHONE}
    assert browser(member).post(address, typed).status_code == 302
    typed = {"body": f"{PHONE} Or marta.ruiz88@gmail.com.", "read_source": typed["body"]}
    page = text(browser(member).post(address, typed))
    assert ">marta.ruiz88@gmail.com</mark>" in page and ">(303) 555-0142</mark>" not in page


def test_what_is_held_is_said_to_be_and_waits(topic, member):
    address = f"/topics/{topic.pk}/reply/"
    page = text(browser(member).post(address, {"body": LINK}))
    assert "a moderator looks at it before others can read it" in page and 'name="because"' not in page
    assert browser(member).post(address, {"body": LINK, "seen_findings": mark_in(page)}).status_code == 302
    post = Post.objects.get(source=LINK)
    assert post.is_held and Entry.objects.get(verb="screening.held").facts == {"found": ["lookalike"]}
    assert LINK.split()[3] not in text(browser(make.belonging(topic.community)).get(topic.get_absolute_url()))


def test_what_comes_from_no_form_is_held_and_not_asked_about(topic, member):
    assert reply(topic, by=member, source=LINK).is_held
    assert not reply(topic, by=member, source=PHONE).is_held


def test_a_poll_is_looked_through(topic):
    address = f"/topics/{topic.pk}/poll/"
    typed = {"question": "Whom do we call?", "options": "Nobody\n(303) 555-0142"}
    page = text(browser(topic.author).post(address, typed))
    assert ">(303) 555-0142</mark>" in page and not Poll.objects.exists()
    typed |= {"seen_findings": mark_in(page), "because": "Our own front desk."}
    assert browser(topic.author).post(address, typed).status_code == 302 and Poll.objects.exists()
    assert Entry.objects.get(verb="screening.answered").facts["reason"] == "Our own front desk."


def test_a_message_is_looked_through_and_what_would_be_held_is_refused(topic, member):
    other = make.belonging(topic.community)
    address = f"/people/{other.slug}/write/"
    page = text(browser(member).post(address, {"subject": "Hello", "text": LINK}))
    assert "This can’t be posted as it is" in page and LINK in page
    page = text(browser(member).post(address, {"subject": "Hello", "text": PHONE}))
    typed = {
        "subject": "Hello",
        "text": PHONE,
        "seen_findings": mark_in(page),
        "because": "Our own front desk.",
    }
    assert browser(member).post(address, typed).status_code == 302
    assert Message.objects.get().text == PHONE


def test_a_profile_may_say_how_to_reach_its_owner_and_so_may_their_posts(topic, member):
    typed = {
        "name": member.name,
        "ask_me_about": "Captions: (303) 555-0142",
        "version": member.profile.version,
    }
    assert browser(member).post("/people/me/edit/", typed).status_code == 302
    page = browser(member).post(f"/topics/{topic.pk}/reply/", {"body": "Call me at 303-555-0142."})
    assert page.status_code == 302


def test_a_profile_says_no_social_security_number(member):
    with pytest.raises(ValidationError):
        edit_profile(member, by=member, name=member.name, expertise=[], looking_for=SSN)
    typed = {"name": member.name, "looking_for": SSN, "version": member.profile.version}
    page = text(browser(member).post("/people/me/edit/", typed))
    assert ">765-43-2187</mark>" in page


def test_the_ledger_never_has_the_words_that_were_found(topic, member):
    reply(topic, by=member, source=LINK, because="It is real.")
    add_word(by=make.administrator(), pattern="numpt*", action=2, reason="Kinder.")
    reply(topic, by=member, source=f"What a numpty. {PHONE}", because="It is real.")
    said = " ".join(
        str(entry.facts) for entry in Entry.objects.filter(verb__in=["screening.answered", "screening.held"])
    )
    assert "login-gov" not in said and "numpty" not in said and "555" not in said
