"""After closing, no column of the database holds the name, an address or the profile's address any more."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.files.base import ContentFile
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from communities.accounts import tasks
from communities.accounts.changing import ask_for_change, confirm_change
from communities.accounts.closing import close_account
from communities.accounts.downloading import ask_for_data
from communities.accounts.fates import FATES
from communities.accounts.models import Download
from communities.discussions.answering import accept_answer
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.writing.posting import reply
from communities.members.indexing import index_member
from communities.members.models import FormerSlug, JoinRequest, Message, User
from communities.notifications.tasks import mail_notification
from communities.spaces.models import Invitation, Role
from tests import make
from tests.accounts.tools import forgotten
from tests.tools import browser, jobs
from toolkits.models import Contributor
from toolkits.roles import make_editor

pytestmark = pytest.mark.django_db

WORDS = ("zebulon", "quarrelsome", "zebrowski")  # of the name, the addresses, the profile's address

# where such words may stand: somebody typed them by hand
TYPED_BY_HAND = {("discussions_post", "source"), ("discussions_post", "html"), ("finding_document", "body")}
BY_HAND = "Zebulon told me so, in person."


def columns() -> list[tuple[str, str]]:
    """Every column of every table of the site that can hold words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND data_type IN"
            " ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'tsvector', 'bytea', 'USER-DEFINED')"
        )
        return cursor.fetchall()


def holding(word: str) -> dict[tuple[str, str], int]:
    """The columns that hold a word, with how many rows do."""
    found = {}
    with connection.cursor() as cursor:
        for table, column in columns():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s',
                [f"%{word}%"],
            )
            if count := cursor.fetchone()[0]:
                found[table, column] = count
    return found


@pytest.fixture
def everything(site) -> User:
    """A member of whom there is something in every table that points at members."""
    make.domain("va.gov", of=make.agency("Department of Veterans Affairs"))
    person = make.member("Zebulon Quarrelsome", email="zebulon@epa.gov", ask_me_about="Captions")
    _change, code = ask_for_change(person, email="quarrelsome@va.gov")
    confirm_change(person, code=code)
    person = make.fresh(person)
    person.rename("Zebrowski Quarrelsome")
    index_member(person)
    person.profile.photo.save("zebulon.webp", ContentFile(b"photo"))
    _what_they_did(person)
    _what_others_did(person)
    browser(person)  # a session
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Zebulon's phone"})
    SocialAccount.objects.create(user=person, provider="login", uid="1", extra_data={"email": person.email})
    UserSession.objects.create(user=person, ip="192.0.2.1", session_key="x", user_agent="Firefox")
    ModelLogEntry.objects.log_action(person, "wagtail.edit", user=person)
    ask_for_data(person)
    tasks.prepare_download(**jobs("prepare_download")[0])
    return person


def _what_they_did(person: User) -> None:
    community = make.community("Open door")
    make.give_role(community, person, Role.LEAD, by=None)
    make.belonging(community, Role.LEAD)
    topic = make.topic(community, by=person)
    answer = make.post(topic)
    accept_answer(answer, by=person)
    mark_helpful(answer, by=person, helpful=True)
    hide_post(make.post(topic), by=person, reason="It names a private person.")
    asked = make.topic(community)
    accept_answer(reply(asked, by=person, source="Use a captioner."), by=asked.author)
    Message.objects.create(sender=person, recipient=make.member(), subject="Captions", text="How?")
    Invitation.objects.create(
        community=community, email="x@epa.gov", invited_by=person, key_hash="a", expires_at=timezone.now()
    )
    make_editor(person)
    kit = make.toolkit()
    Contributor.objects.create(toolkit=kit, person=person)
    make.section(kit, by=person, section_owner=person)


def _what_others_did(person: User) -> None:
    topic = make.topic()
    make.give_role(topic.community, person, Role.MEMBER, by=None)
    post = make.post(topic, source=f"Ask @{person.slug}, or @zebulon-quarrelsome as was. {BY_HAND}")
    assert post.mentions.filter(person=person).exists()
    waiting = make.waiting()
    JoinRequest.objects.filter(pk=waiting.pk).update(voucher="Zebulon@EPA.gov", vouched_by=person)
    Invitation.objects.create(
        community=topic.community, email="quarrelsome@va.gov", invited_by=topic.author, key_hash="b",
        expires_at=timezone.now(),
    )  # fmt: skip
    Message.objects.create(sender=topic.author, recipient=person, subject="Captions", text="So.")


def test_the_world_of_this_test_has_the_words_in_many_columns(everything):
    named = {table for word in WORDS for table, _column in holding(word)}
    assert named >= {
        "members_formerslug",
        "members_joinrequest",
        "accounts_addresschange",
        "discussions_post",
        "members_directoryword",
        "members_user",
        "mfa_authenticator",
        "wagtailcore_modellogentry",
    }
    assert len(holding("zebrowski")) >= 5
    assert len(holding("quarrelsome")) >= 8


def test_no_column_holds_the_name_the_address_or_the_slug(everything, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        close_account(everything, by=everything)
    forgotten()
    with connection.cursor() as cursor:  # a worker deletes the jobs that it has done
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name LIKE '%%.forget_again'")
    assert holding("zebrowski") == {}
    assert holding("quarrelsome") == {}
    left = holding("zebulon")
    assert set(left) <= TYPED_BY_HAND | {("finding_document", "vector")}
    assert not FormerSlug.objects.exists()


def test_no_session_and_no_file_is_left(everything, django_capture_on_commit_callbacks):
    storage, photo = everything.profile.photo.storage, everything.profile.photo.name
    file = Download.objects.get().file
    assert storage.exists(photo) and file.storage.exists(file.name)
    with django_capture_on_commit_callbacks(execute=True):
        close_account(everything, by=everything)
    assert not storage.exists(photo)
    assert not file.storage.exists(file.name)
    sessions = [session.get_decoded() for session in Session.objects.all()]
    assert not UserSession.objects.filter(user=everything).exists()
    assert "quarrelsome" not in json.dumps(sessions)


def test_no_page_names_the_person(everything):
    close_account(everything, by=everything)
    forgotten()
    reader = browser(make.administrator())
    topics = [reverse("topic_detail", args=[topic.pk, "x"]) for topic in everything.topics.all()]
    pages = [
        "/",
        "/people/",
        "/people/requests/",
        "/ledger/",
        "/communities/",
        "/toolkits/",
        "/search/?q=quarrelsome",
    ]
    for address in [*pages, *topics]:
        page = reader.get(address, follow=True).content.decode().lower()
        assert "zebrowski" not in page, address
    assert reader.get("/people/zebulon-quarrelsome/").status_code == 404
    assert reader.get("/people/zebrowski-quarrelsome/").status_code == 404


def test_what_was_told_and_queued_names_a_former_member(everything):
    close_account(everything, by=everything)
    mail.outbox.clear()
    for arguments in jobs("mail_notification"):
        mail_notification(**arguments)
    assert mail.outbox
    assert "zebrowski" not in " ".join(f"{m.subject} {m.body} {m.to}" for m in mail.outbox).lower()
    asker = User.objects.filter(notifications__actor=everything).first()
    page = browser(asker).get("/notifications/").content.decode()
    assert "Former member" in page


def test_of_what_is_deleted_no_row_points_at_the_person(everything):
    close_account(everything, by=everything)
    forgotten()
    deleted = [column for column, fate in FATES.items() if not fate.stays]
    assert len(deleted) >= 20
    for column in deleted:
        label, _dot, name = column.rpartition(".")
        rows = apps.get_model(label)._base_manager.filter(**{name: everything.pk})
        assert not rows.exists(), column
