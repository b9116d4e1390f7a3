"""Writing to a member through the site: who may, that it comes once, and that no address is shown."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.editing import edit_profile
from communities.members.models import Message
from communities.messaging import rules
from communities.messaging.sending import send_message
from communities.notifications.models import Notification
from communities.notifications.tasks import mail_notification
from tests import make
from tests.tools import browser, queries, verbs

WORDS = {"subject": "Captions", "text": "Which tool do you use?"}


@pytest.fixture
def people(site):
    return {
        "dana": make.member("Dana Whitfield", email="dana.whitfield@epa.gov"),
        "luis": make.member("Luis Ortega", email="luis.ortega@epa.gov"),
        "other": make.member("Nosy Parker"),
    }


@pytest.fixture
def message(people):
    return send_message(people["luis"], by=people["dana"], **WORDS)


def closed(person):
    """A member who takes no messages."""
    edit_profile(person, by=person, name=person.name, expertise=[], takes_messages=False)
    return make.fresh(person)


def test_who_may_write_to_whom(people, message):
    dana, luis = make.fresh(people["dana"]), make.fresh(people["luis"])
    silent, gone = closed(make.member("Silent Sam")), make.member("Gone Girl")
    gone.is_active = False
    answered = Message(sender=silent, recipient=dana)
    not_mine = Message(sender=silent, recipient=luis)
    table = [
        (None, luis, None, "Sign in or join to write to members."),
        (dana, luis, None, ""),
        (dana, dana, None, "This is you. You can't write to yourself."),
        (dana, silent, None, "Silent Sam takes no messages through this site."),
        (dana, silent, answered, ""),  # who was written to may answer
        (dana, silent, not_mine, "Silent Sam takes no messages through this site."),
        (dana, gone, None, "Gone Girl is no member any more."),
    ]
    for person, recipient, answering, sentence in table:
        verdict = rules.may_write(person, recipient, answering=answering)
        assert (bool(verdict), verdict.sentence) == (not sentence, sentence)


@pytest.mark.parametrize("state", [{"is_active": False}, {"standing": "waiting"}, {"standing": "declined"}])
def test_who_is_stopped_waits_or_was_declined_writes_to_nobody(people, state):
    dana, luis = make.fresh(people["dana"]), make.fresh(people["luis"])
    for name, value in state.items():
        setattr(dana, name, value)
    answered = Message(sender=luis, recipient=dana)
    for answering in (None, answered):
        verdict = rules.may_write(dana, luis, answering=answering)
        assert (bool(verdict), verdict.sentence) == (False, "Only members write to members.")
    with pytest.raises(Refused):
        send_message(luis, by=dana, **WORDS)
    dana.save()
    posted = browser(dana).post(reverse("message_write", args=["luis-ortega"]), WORDS)
    assert posted.status_code == 302 and Message.objects.count() == 0


def test_a_message_arrives_in_the_site_and_by_mail_without_any_address(people):
    dana, luis = browser(people["dana"]), browser(people["luis"])
    answer = dana.post(reverse("message_write", args=["luis-ortega"]), WORDS, follow=True)
    assert "Your message to Luis Ortega is sent." in answer.content.decode()
    note = Notification.objects.get(person=people["luis"])
    mail_notification(notification_id=note.pk)
    (sent,) = mail.outbox
    assert sent.to == ["luis.ortega@epa.gov"] and "Which tool do you use?" in sent.body
    assert "Dana Whitfield wrote to you: “Captions”" in sent.subject
    assert "dana.whitfield@epa.gov" not in str(sent.message())
    pages = [luis.get(reverse(name)).content.decode() for name in ("message_list", "notification_list")]
    pages.append(luis.get(Message.objects.get().get_absolute_url()).content.decode())
    for page in pages:
        assert "Captions" in page and "Dana Whitfield" in page and "dana.whitfield@" not in page
    assert "Which tool do you use?" in pages[2] and "Is this message unwelcome" in pages[2]


def test_the_recipient_can_answer_even_who_takes_no_messages(people, message):
    closed(people["dana"])
    page = browser(people["luis"]).get(message.get_absolute_url()).content.decode()
    address = f"{reverse('message_write', args=['dana-whitfield'])}?to={message.pk}"
    assert f'href="{address}"' in page
    luis = browser(people["luis"])
    form = luis.get(address)
    assert (
        form.context["form"]["subject"].value() == "Re: Captions" and WORDS["text"] in form.content.decode()
    )
    assert luis.post(address, {"subject": "Re: Captions", "text": "None."}).status_code == 302
    assert Message.objects.get(sender=people["luis"]).in_reply_to == message
    assert luis.get(reverse("message_write", args=["dana-whitfield"])).status_code == 403


def test_nobody_else_reads_or_answers_a_message_not_even_an_administrator(people, message):
    for person in (people["other"], make.administrator()):
        client = browser(person)
        assert client.get(message.get_absolute_url()).status_code == 404
        assert "Captions" not in client.get(reverse("message_list")).content.decode()
    page = browser(people["other"]).get(reverse("message_write", args=["dana-whitfield"]), {"to": message.pk})
    assert WORDS["text"] not in page.content.decode()


def test_the_form_sent_twice_writes_once(people):
    client = browser(people["dana"])
    typed = {**WORDS, "submission": str(uuid4())}
    for _ in range(2):
        assert client.post(reverse("message_write", args=["luis-ortega"]), typed).status_code == 302
    assert (Message.objects.count(), Notification.objects.count()) == (1, 1)
    assert verbs().count("member.wrote") == 1


@pytest.mark.django_db(transaction=True)
def test_the_form_sent_twice_at_the_same_moment_writes_once():
    dana, luis = make.member("Dana"), make.member("Luis")
    submission = uuid4()

    def send():
        return send_message(luis, by=dana, submission=submission, **WORDS)

    first, second = make.at_once(send, send)
    assert first == second
    assert (Message.objects.count(), Notification.objects.count()) == (1, 1)


def test_the_ledger_says_who_wrote_and_none_of_the_words(people, message):
    entry = Entry.objects.get(verb="member.wrote")
    assert (entry.actor, entry.object_id, entry.facts) == (people["dana"], message.pk, {})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"subject": "", "text": "x"}, "Fill this in."),
        ({"subject": "\u200b", "text": "My long text"}, "Fill this in."),
        ({"subject": "My subject", "text": " \u202e "}, "Write something first."),
        ({"subject": "y" * 151, "text": "x"}, "at most 150 characters"),
        ({"subject": "My subject", "text": "y" * 5001}, "at most 5000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_comes_back(people, typed, sentence):
    page = (
        browser(people["dana"]).post(reverse("message_write", args=["luis-ortega"]), typed).content.decode()
    )
    assert sentence in page and Message.objects.count() == 0
    for value in typed.values():
        assert value.strip("\u200b\u202e ") in page


def test_hostile_words_are_shown_as_words(people):
    hostile = '<script>alert(1)</script> javascript:alert(1) "><img src=x onerror=alert(2)>'
    message = send_message(people["luis"], by=people["dana"], subject=hostile[:150], text=hostile)
    luis = browser(people["luis"])
    for address in (message.get_absolute_url(), reverse("message_list"), reverse("notification_list")):
        page = luis.get(address).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page and 'href="javascript' not in page


def test_who_writes_to_many_in_a_day_is_stopped_and_keeps_the_text(people):
    for _ in range(rules.MOST_PEOPLE_A_DAY):
        send_message(make.member(), by=people["dana"], **WORDS)
    client = browser(people["dana"])
    page = client.post(reverse("message_write", args=["luis-ortega"]), WORDS).content.decode()
    assert "You have written to 10 members within a day." in page and WORDS["text"] in page
    Message.objects.update(sent_at=timezone.now() - timedelta(days=1, seconds=1))
    assert client.post(reverse("message_write", args=["luis-ortega"]), WORDS).status_code == 302


def test_a_conversation_with_one_colleague_goes_on_until_the_limit_of_the_day(people):
    for _ in range(rules.MOST_A_DAY):
        send_message(people["luis"], by=people["dana"], **WORDS)
    page = (
        browser(people["dana"]).post(reverse("message_write", args=["luis-ortega"]), WORDS).content.decode()
    )
    assert "You have sent 30 messages within a day." in page
    assert Message.objects.count() == rules.MOST_A_DAY


def test_a_message_is_new_until_it_was_opened(people, message):
    luis = browser(people["luis"])
    assert '<span class="note__new">New</span>' in luis.get(reverse("message_list")).content.decode()
    luis.get(message.get_absolute_url())
    assert '<span class="note__new">New</span>' not in luis.get(reverse("message_list")).content.decode()
    assert Notification.objects.get().read_at


def test_what_the_sender_opens_stays_new_for_the_recipient(people, message):
    browser(people["dana"]).get(message.get_absolute_url())
    assert Notification.objects.get().read_at is None


def test_the_profile_offers_to_write_where_that_is_possible(people):
    link = reverse("message_write", args=["luis-ortega"])
    luis = people["luis"]
    assert link in browser(people["dana"]).get(luis.get_absolute_url()).content.decode()
    assert link not in browser(luis).get(luis.get_absolute_url()).content.decode()
    closed(luis)
    assert link not in browser(people["dana"]).get(luis.get_absolute_url()).content.decode()
    answer = browser(people["dana"]).get(link)
    assert answer.status_code == 403 and "takes no messages" in answer.content.decode()


def test_a_message_of_who_has_left_is_still_read_and_signed_so(people, message):
    dana = people["dana"]
    dana.is_active, dana.standing = False, "closed"
    dana.save()
    page = browser(people["luis"]).get(message.get_absolute_url()).content.decode()
    assert "Former member" in page and WORDS["text"] in page and "is no member any more" in page


def test_the_list_costs_the_same_with_one_message_and_with_fifty(people, message):
    luis = browser(people["luis"])
    before = queries(luis, reverse("message_list"))
    for _ in range(25):
        Message.objects.create(sender=people["dana"], recipient=people["luis"], **WORDS)
        Message.objects.create(sender=people["other"], recipient=people["luis"], **WORDS)
    assert queries(luis, reverse("message_list")) == before <= 8
    assert queries(luis, message.get_absolute_url()) <= 8
