"""What is mailed, to whom, and how it is stopped."""

import re

import pytest
from django.utils import timezone

from communities.discussions.hiding import hide_post
from communities.discussions.tasks import tell_of_post
from communities.ledger.models import Entry
from communities.members.models import User
from communities.notifications.choosing import set_mail
from communities.notifications.models import MailPreference, Notification
from communities.notifications.reading import gets_mail
from communities.notifications.tasks import mail_notification
from communities.notifications.unsubscribing import unsubscribe_url
from communities.spaces.joining import leave_community
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser


@pytest.fixture
def note(site) -> Notification:
    """Asa is told that Rita replied."""
    community = make.community()
    topic = make.topic(
        community, by=make.belonging(community, name="Asa"), title="Do we caption <live> & when?"
    )
    tell_of_post(make.post(topic, by=make.belonging(community, name="Rita"), source="Heliotrope.").pk)
    return Notification.objects.select_related("person", "actor").get()


def test_a_mail_says_who_did_what_and_leads_there(note, mailoutbox, settings):
    mail_notification(note.pk)
    (mail,) = mailoutbox
    assert mail.to == [note.person.email] and mail.cc == mail.bcc == []
    assert mail.subject == "Rita replied in “Do we caption <live> & when?”"
    assert settings.BASE_URL + note.target.get_absolute_url() in mail.body
    assert Notification.objects.get().mailed_at


def test_a_mail_has_plain_text_and_html_and_both_lead_to_the_post(note, mailoutbox):
    mail_notification(note.pk)
    ((html, kind),) = mailoutbox[0].alternatives
    assert kind == "text/html" and "Do we caption &lt;live&gt; &amp; when?" in html
    assert "<live>" in mailoutbox[0].body and "<p" not in mailoutbox[0].body
    assert note.target.get_absolute_url() in html


def test_a_mail_never_holds_what_was_said(note, mailoutbox):
    mail_notification(note.pk)
    message = mailoutbox[0].message().as_string()
    assert "Heliotrope" not in message


def test_a_mail_can_be_stopped_from_the_mail_program_with_one_click(note, mailoutbox):
    mail_notification(note.pk)
    headers = mailoutbox[0].message()
    assert re.fullmatch(r"<https?://[^<> ]+/notifications/stop/[^<> ]+/>", headers["List-Unsubscribe"])
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Unsubscribe"].strip("<>") in mailoutbox[0].body
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Message-ID"].startswith(f"<post-{note.object_id}@")


def test_a_title_with_a_line_break_makes_no_header_of_its_own(note, mailoutbox):
    Notification.objects.update(title="Hello\r\nBcc: everybody@epa.gov")
    mail_notification(note.pk)
    assert mailoutbox[0].subject == "Rita replied in “Hello Bcc: everybody@epa.gov”"
    assert mailoutbox[0].message()["Bcc"] is None


def test_a_mail_is_sent_once_though_the_job_runs_twice(note, mailoutbox):
    mail_notification(note.pk)
    mail_notification(note.pk)
    assert len(mailoutbox) == 1


def test_what_was_read_is_not_mailed(note, mailoutbox):
    Notification.objects.update(read_at=timezone.now())
    mail_notification(note.pk)
    assert mailoutbox == []


def test_who_switched_mail_off_gets_none_and_who_switched_it_on_again_does(note, mailoutbox):
    set_mail(note.person, by_mail=False)
    mail_notification(note.pk)
    assert mailoutbox == [] and not gets_mail(note.person)
    set_mail(note.person, by_mail=True)
    mail_notification(note.pk)
    assert len(mailoutbox) == 1 and gets_mail(note.person)


def test_who_may_not_see_it_any_more_is_not_mailed(db, mailoutbox):
    private = make.community(visibility=Visibility.PRIVATE)
    asker = make.belonging(private)
    topic = make.topic(private, by=asker)
    tell_of_post(make.post(topic).pk)
    leave_community(private, by=asker)
    mail_notification(Notification.objects.get(person=asker).pk)
    assert mailoutbox == []


def test_who_closed_their_account_is_not_mailed(note, mailoutbox):
    User.objects.filter(pk=note.person_id).update(is_active=False)
    mail_notification(note.pk)
    assert mailoutbox == []


def test_nothing_happens_when_the_notification_is_not_there(db, mailoutbox):
    mail_notification(10**9)
    assert mailoutbox == []


def test_a_mail_that_could_not_be_sent_is_not_marked_as_sent(note, monkeypatch):
    def refuse(message, *args, **kwargs):
        raise ConnectionRefusedError

    monkeypatch.setattr("communities.notifications.tasks.EmailMultiAlternatives.send", refuse)
    with pytest.raises(ConnectionRefusedError):
        mail_notification(note.pk)
    assert Notification.objects.get().mailed_at is None


def test_the_author_of_a_hidden_post_is_mailed_without_the_reason_and_without_its_text(note, mailoutbox):
    post = note.target
    hide_post(post, by=make.belonging(post.topic.community, Role.LEAD), reason="It names Heliotrope.")
    mail_notification(Notification.objects.get(kind="hidden").pk)
    message = mailoutbox[0].message().as_string()
    assert "was hidden" in message and "Heliotrope" not in message


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_sent_once_though_two_workers_run_the_job_at_the_same_moment(mailoutbox):
    topic = make.topic()
    tell_of_post(make.post(topic).pk)
    note = Notification.objects.get()
    assert make.at_once(*[lambda: mail_notification(note.pk)] * 4) == [None] * 4
    assert len(mailoutbox) == 1


# --- stopping it ----------------------------------------------------------------------------------


def path_of(url: str, settings) -> str:
    return url.removeprefix(settings.BASE_URL)


def test_the_mail_program_stops_the_mail_by_one_post_without_a_page_of_ours(note, settings):
    address = path_of(unsubscribe_url(note.person), settings)
    response = browser(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200 and not gets_mail(note.person)
    assert MailPreference.objects.get().person == note.person


def test_following_the_link_stops_nothing_yet_because_mail_scanners_follow_links(note, settings):
    response = browser().get(path_of(unsubscribe_url(note.person), settings))
    assert response.status_code == 200 and gets_mail(note.person)
    assert 'method="post"' in response.content.decode()


def test_the_link_names_nobody(note, settings):
    address = path_of(unsubscribe_url(note.person), settings)
    page = browser().get(address).content.decode()
    for hidden in (note.person.email, note.person.slug, f">{note.person.name}<"):
        assert hidden not in address and hidden not in page


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "1"])
def test_a_link_that_was_changed_is_not_found_and_says_what_to_do(note, settings, change):
    address, _slash, token = path_of(unsubscribe_url(note.person), settings).rstrip("/").rpartition("/")
    response = browser().post(f"{address}/{change(token)}/")
    assert response.status_code == 404 and gets_mail(note.person)


def test_all_mail_is_switched_off_and_on_at_once(note, site):
    client = browser(note.person)
    for answer, sentence in (("no", "We send you no more e-mail."), ("yes", "We tell you by e-mail again.")):
        page = client.post("/notifications/mail/off/", {"by_mail": answer}, follow=True)
        assert sentence in page.content.decode() and gets_mail(note.person) == (answer == "yes")


# --- the page -------------------------------------------------------------------------------------


def test_the_page_lists_ones_own_and_opening_one_leads_to_the_post_and_marks_it_read(note, site):
    client = browser(note.person)
    assert (
        "Rita replied in “Do we caption &lt;live&gt; &amp; when?”"
        in client.get("/notifications/").content.decode()
    )
    response = client.get(f"/notifications/{note.pk}/")
    assert response.headers["Location"] == note.target.get_absolute_url()
    assert Notification.objects.get().read_at


def test_nobody_opens_what_another_was_told(note, site):
    assert browser(note.actor).get(f"/notifications/{note.pk}/").status_code == 404
    assert Notification.objects.get().read_at is None


def test_all_are_marked_as_read_and_only_ones_own(note, site):
    other = make.member()
    Notification.objects.create(person=other, kind="answer", target=note.target, title="x")
    browser(note.person).post("/notifications/read/")
    unread = Notification.objects.filter(read_at=None)
    assert [one.person for one in unread] == [other]


def test_what_a_notification_was_about_may_be_gone(note, site):
    """The page still opens, and the notification leads nowhere instead of breaking."""
    Notification.objects.update(object_id=10**9)
    client = browser(note.person)
    assert client.get("/notifications/").status_code == 200
    assert client.get(f"/notifications/{note.pk}/").status_code == 404
    mail_notification(note.pk)
    assert Entry.objects.exists()
