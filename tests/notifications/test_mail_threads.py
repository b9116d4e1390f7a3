"""Mails of one topic hang together, each subject has its choice, and mail of a topic is stopped by itself."""

import re
from datetime import timedelta
from email.header import decode_header, make_header

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.arranging.arranging import rename_topic
from communities.discussions.arranging.merging import merge_topics
from communities.discussions.following.following import set_community_level, set_topic_level
from communities.discussions.hiding import hide_post
from communities.discussions.models import Level, Post, ReadingPosition, Topic
from communities.discussions.tasks import tell_of_post
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply
from communities.notifications.choosing import choose_mail
from communities.notifications.models import Notification, Subject
from communities.notifications.reading import mail_choices
from communities.notifications.tasks import mail_notification
from communities.notifications.threads import stop_token
from communities.spaces.models import Community, Membership, Role
from tests import make
from tests.tools import browser, jobs


@pytest.fixture
def community(db):
    return make.community("Closed captions", slug="captions")


def send() -> None:
    for key in Notification.objects.order_by("pk").values_list("pk", flat=True):
        mail_notification(key)


def of(person, mailoutbox) -> list:
    return [mail.message() for mail in mailoutbox if mail.to == [person.email]]


def key(post) -> str:
    return f"<post-{post.pk}@localhost>"


def test_the_mails_of_a_topic_hang_from_its_first_post_with_the_same_ids_whoever_reads(
    community, mailoutbox, settings
):
    settings.BASE_URL = "http://localhost:8000"
    readers = [make.member(), make.member()]
    for reader in readers:
        set_community_level(community, by=reader, level="follow")
    topic = make.topic(community)
    for reader in readers:
        set_topic_level(topic, by=reader, level="follow")
    root, first = topic.posts.get(), make.post(topic)
    second = reply(topic, by=make.belonging(community), source="Yes.", in_reply_to=first.number)
    for post in (root, first, second):
        tell_of_post(post.pk)
    send()
    for reader in readers:
        mails = of(reader, mailoutbox)
        assert [mail["Message-ID"] for mail in mails] == [key(root), key(first), key(second)]
        assert [mail["In-Reply-To"] for mail in mails] == [None, key(root), key(first)]
        assert [mail["References"] for mail in mails] == [None, key(root), f"{key(root)} {key(first)}"]
        assert {mail["List-Id"] for mail in mails} == {'"Closed captions" <captions.communities.localhost>'}


def test_a_mention_that_came_by_an_edit_and_an_accepted_answer_are_mails_of_their_own(community, mailoutbox):
    topic, author = make.topic(community), make.belonging(community)
    dana = make.member("Dana Whitfield")
    set_topic_level(topic, by=dana, level="follow")
    post = make.post(topic, by=author)
    tell_of_post(post.pk)
    send()
    edit_post(post, by=author, source="Ask @dana-whitfield.", read_source=post.source)
    tell_of_post(post.pk, only_mentions=True)
    accept_answer(post, by=topic.author)
    send()
    ids = [mail["Message-ID"] for mail in of(dana, mailoutbox)]
    assert len(ids) == len(set(ids)) == 2 and all(f"post-{post.pk}" in each for each in ids)
    (answer,) = of(author, mailoutbox)
    assert answer["Message-ID"].startswith("<notification-") and f"<post-{post.pk}@" in answer["In-Reply-To"]


def test_a_community_with_an_odd_name_breaks_no_header(community, mailoutbox):
    type(community).objects.filter(pk=community.pk).update(name='A "quoted" <name>, é')
    topic = make.topic(community)
    tell_of_post(make.post(topic).pk)
    send()
    (mail,) = of(topic.author, mailoutbox)
    assert str(mail["List-Id"]).endswith(" <captions.communities.localhost>")
    assert str(make_header(decode_header(mail["List-Id"]))).startswith("A quoted name, é")


# --- choices ------------------------------------------------------------------------------------


def test_each_subject_is_mailed_or_not_as_its_reader_chose(community, mailoutbox):
    topic, dana = make.topic(community), make.member("Dana Whitfield")
    set_topic_level(topic, by=dana, level="follow")
    choose_mail(dana, {**dict.fromkeys(Subject.values, "at-once"), "reply": "never"})
    tell_of_post(make.post(topic).pk)
    tell_of_post(make.post(topic, source="Ask @dana-whitfield.").pk)
    keys = [job["notification_id"] for job in jobs("mail_notification")]
    assert [note.kind for note in Notification.objects.filter(person=dana, pk__in=keys)] == ["mention"]
    send()  # also of what was queued before they chose
    (subject,) = [mail.subject for mail in mailoutbox if mail.to == [dana.email]]
    assert "mentioned you" in subject


def test_what_is_no_subject_of_its_own_follows_the_choice_about_other_news(community, mailoutbox):
    topic = make.topic(community)
    post = make.post(topic)
    choose_mail(post.author, {**dict.fromkeys(Subject.values, "at-once"), "other": "never"})
    hide_post(post, by=make.belonging(community, Role.LEAD), reason="Private.")
    send()
    assert of(post.author, mailoutbox) == []


def test_the_choices_are_made_on_a_page_and_kept(site, community):
    person = make.member()
    client = browser(person)
    typed = {**dict.fromkeys(Subject.values, "at-once"), "topic": "never"}
    page = client.post("/notifications/mail/", typed, follow=True)
    assert "Your choices about e-mail are saved." in page.content.decode()
    assert mail_choices(person).paces == typed and mail_choices(person).by_mail
    page = client.post("/notifications/mail/", {**typed, "reply": "hourly"})
    assert "Select a valid choice" in page.content.decode() and mail_choices(person).paces == typed


def test_who_chooses_nothing_gets_nothing_and_who_chooses_again_gets_mail_again(community):
    person = make.member()
    choose_mail(person, dict.fromkeys(Subject.values, "never"))
    assert not mail_choices(person).by_mail
    choose_mail(person, {**dict.fromkeys(Subject.values, "never"), "mention": "at-once"})
    assert mail_choices(person).by_mail


# --- not sent -----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["held_at", "withdrawn_at"])
def test_a_post_that_was_taken_back_before_the_mail_went_is_not_mailed(community, mailoutbox, state):
    topic = make.topic(community)
    post = make.post(topic)
    tell_of_post(post.pk)
    Post.objects.filter(pk=post.pk).update(**{state: timezone.now()})
    send()
    assert mailoutbox == []


def test_a_post_that_was_hidden_before_the_mail_went_is_mailed_to_nobody_but_its_author_learns_it(
    community, mailoutbox
):
    topic = make.topic(community)
    post = make.post(topic)
    tell_of_post(post.pk)
    hide_post(post, by=make.belonging(community, Role.LEAD), reason="Private.")
    send()
    assert [mail.to for mail in mailoutbox] == [[post.author.email]]
    assert "hidden" in mailoutbox[0].subject


def test_a_mail_server_that_fails_is_tried_again_and_gets_each_mail_once(community, mailoutbox, monkeypatch):
    topic = make.topic(community)
    tell_of_post(make.post(topic).pk)
    note = Notification.objects.get()
    answers = iter([ConnectionRefusedError, TimeoutError, None])
    really = EmailMultiAlternatives.send

    def moody(message, *args, **kwargs):
        if error := next(answers):
            raise error
        return really(message, *args, **kwargs)

    monkeypatch.setattr("communities.notifications.tasks.EmailMultiAlternatives.send", moody)
    for error in (ConnectionRefusedError, TimeoutError):
        with pytest.raises(error):
            mail_notification(note.pk)
    for _ in range(3):
        mail_notification(note.pk)
    assert len(mailoutbox) == 1


# --- stopping mail about one topic --------------------------------------------------------------


def stop_address(person, mailoutbox, settings) -> str:
    (body,) = [mail.body for mail in mailoutbox if mail.to == [person.email]]
    return re.search(r"Stop mail about this topic:\n(\S+)", body).group(1).removeprefix(settings.BASE_URL)


def test_mail_about_one_topic_is_stopped_from_the_mail_and_other_mail_goes_on(
    site, community, mailoutbox, settings
):
    topic = make.topic(community)
    other = make.topic(community, by=topic.author)
    tell_of_post(make.post(topic).pk)
    send()
    address = stop_address(topic.author, mailoutbox, settings)
    page = browser().get(address)
    assert page.status_code == 200 and topic.title not in page.content.decode()
    assert not ReadingPosition.objects.filter(mutes=True).exists()  # mail scanners follow links
    response = browser(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert ReadingPosition.objects.get(mutes=True).topic == topic
    for each in (topic, other):
        tell_of_post(make.post(each).pk)
    send()
    assert len(of(topic.author, mailoutbox)) == 2


def test_what_was_queued_before_the_topic_was_muted_is_not_mailed(community, mailoutbox):
    topic = make.topic(community)
    tell_of_post(make.post(topic).pk)
    set_topic_level(topic, by=topic.author, level=Level.MUTE)
    send()
    assert mailoutbox == []


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, lambda token: "1"])
def test_a_link_to_stop_a_topic_that_was_changed_is_not_found(site, community, mailoutbox, settings, change):
    topic = make.topic(community)
    tell_of_post(make.post(topic).pk)
    send()
    way, _slash, token = stop_address(topic.author, mailoutbox, settings).rstrip("/").rpartition("/")
    assert browser().post(f"{way}/{change(token)}/").status_code == 404


# --- the pages ----------------------------------------------------------------------------------


def test_notifications_stand_by_day_and_the_unread_ones_can_be_seen_alone(site, community):
    topic = make.topic(community)
    tell_of_post(make.post(topic).pk)
    tell_of_post(make.post(topic).pk)
    old = Notification.objects.order_by("pk").first()
    days_ago = timezone.now() - timedelta(days=9)
    Notification.objects.filter(pk=old.pk).update(created_at=days_ago, read_at=days_ago)
    client = browser(topic.author)
    html = client.get("/notifications/").content.decode()
    headings = re.findall(r'<h2 class="day">([^<]+)', html)
    assert len(headings) == 2 and headings[0] in ("Today", "Yesterday")
    html = client.get("/notifications/?only=unread").content.decode()
    assert len(re.findall(r'<h2 class="day">', html)) == 1


def test_one_notification_is_marked_as_read_where_it_stands_and_only_ones_own(site, community):
    topic = make.topic(community)
    tell_of_post(make.post(topic).pk)
    note = Notification.objects.get()
    assert browser(make.member()).post(f"/notifications/{note.pk}/read/").status_code == 404
    response = browser(topic.author).post(f"/notifications/{note.pk}/read/", {"only": "unread", "page": "1"})
    assert response.headers["Location"] == "/notifications/?only=unread&page=1"
    assert Notification.objects.get().read_at


def test_what_one_follows_is_listed_and_changed_in_place(site, community):
    person, topic = make.belonging(community), make.topic(community)
    client = browser(person)
    here = {"level": "follow", "next": "/following/"}
    tag = topic.tags.get()
    for address in (
        f"/topics/{topic.pk}/follow/",
        "/communities/captions/follow/",
        f"/tags/{tag.slug}/follow/",
    ):
        assert client.post(address, here).headers["Location"] == "/following/"
    html = client.get("/following/").content.decode()
    assert html.count('value="follow" aria-pressed="true"') == 3 and topic.title in html
    elsewhere = client.post("/communities/captions/follow/", {"level": "", "next": "https://evil.example/"})
    assert elsewhere.headers["Location"] == community.get_absolute_url()
    html = client.get("/following/").content.decode()
    assert html.count('value="follow" aria-pressed="true"') == 2


def test_who_does_not_want_it_does_not_follow_what_they_write_in(site, community):
    person, topic = make.belonging(community), make.topic(community)
    client = browser(person)
    client.post("/following/own/", {"follows_own": "no"})
    make.post(topic, by=person)
    position = ReadingPosition.objects.get(person=person, topic=topic)
    assert not position.follows and position.last_read == 2
    set_topic_level(topic, by=person, level="follow")
    make.post(topic, by=person)
    assert ReadingPosition.objects.get(person=person, topic=topic).follows
    client.post("/following/own/", {"follows_own": "yes"})
    other = make.topic(community)
    make.post(other, by=person)
    assert ReadingPosition.objects.get(person=person, topic=other).follows


def test_the_buttons_stand_on_topic_community_and_tag_for_members_only(site, community):
    topic = make.topic(community)
    addresses = (topic.get_absolute_url(), community.get_absolute_url(), topic.tags.get().get_absolute_url())
    for address in addresses:
        assert 'name="level" value="mute"' in browser(make.member()).get(address).content.decode()
        assert 'name="level"' not in browser().get(address).content.decode()


def test_the_link_in_a_mail_stops_mail_of_what_was_merged_twice_and_of_what_one_no_longer_sees(community):
    reader = make.belonging(community)
    first, second, third = (make.topic(community) for _n in range(3))
    token = stop_token(reader, first.pk)
    lead = make.belonging(community, Role.LEAD)
    merge_topics(first, into=second, by=lead)
    merge_topics(Topic.objects.get(pk=second.pk), into=third, by=lead)
    Membership.objects.filter(person=reader).delete()
    Community.objects.filter(pk=community.pk).update(visibility="private")
    assert browser().get(f"/topics/stop/{token}/").status_code == 200
    assert not ReadingPosition.objects.filter(person=reader, mutes=True).exists()
    assert browser().post(f"/topics/stop/{token}/").status_code == 200
    assert ReadingPosition.objects.get(person=reader, mutes=True).topic == third


def test_what_was_told_of_a_topic_has_its_new_title(community, mailoutbox):
    reader, lead = make.belonging(community), make.belonging(community, Role.LEAD)
    topic = make.topic(community, title="Jane Roe of 12 Main Street called us")
    set_topic_level(topic, by=reader, level="follow")
    tell_of_post(make.post(topic).pk)
    rename_topic(topic, by=lead, title="A resident called us about captions")
    send()
    (mail,) = of(reader, mailoutbox)
    assert "A resident called us" in str(make_header(decode_header(mail["Subject"])))
    page = browser(reader).get("/notifications/").content.decode()
    assert "A resident called us" in page and "Jane Roe" not in page
