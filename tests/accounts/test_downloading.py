"""Everything that the site holds of a member, for that member alone, for a week."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.core.files.base import ContentFile
from django.utils import timezone

from communities.accounts import tasks
from communities.accounts.closing import close_account
from communities.accounts.downloading import ask_for_data
from communities.accounts.models import Download, private_storage
from communities.accounts.preparing import write_archive
from communities.discussions.writing.editing import edit_post
from communities.kit.permissions import Refused
from communities.members.models import Message, User
from communities.notifications.models import Kind, Notification
from communities.notifications.tasks import mail_notification
from tests import make
from tests.tools import browser, jobs

pytestmark = pytest.mark.django_db


def archive(person: User) -> ZipFile:
    out = BytesIO()
    write_archive(person, out)
    return ZipFile(out)


def prepared(person: User) -> Download:
    download = ask_for_data(person)
    tasks.prepare_download(download_id=download.pk)
    download.refresh_from_db()
    return download


def test_it_holds_what_the_person_did_for_programs_and_for_people():
    topic = make.topic(title="How do we caption live video?")
    person = topic.author
    before = topic.posts.get().source
    edit_post(topic.posts.get(), by=person, source="New <b>words</b>.", read_source=before)
    Message.objects.create(sender=person, recipient=make.member(), subject="Thanks", text="For the captions.")
    person.profile.photo.save("x.webp", ContentFile(b"a photo"))
    found = archive(person)
    assert set(found.namelist()) == {"data.json", "index.html", "photo.webp"}
    assert found.read("photo.webp") == b"a photo"
    data = json.loads(found.read("data.json"))
    assert data["account"][0]["e_mail"] == person.email
    assert data["topics"][0]["title"] == "How do we caption live video?"
    (post,) = data["posts"]
    assert post["text"] == "New <b>words</b>."
    assert post["earlier_texts"][0]["text"] == "We stream the weekly briefing."
    assert data["messages"][0]["text"] == "For the captions."
    assert {"topic.started", "started a topic"} & {row["what"] for row in data["ledger"]}
    page = found.read("index.html").decode()
    assert "New &lt;b&gt;words&lt;/b&gt;." in page
    assert "We stream the weekly briefing." in page
    assert page.count("<h1>") == 1


def test_it_holds_no_secret_and_nobody_elses_words():
    topic = make.topic()
    person = topic.author
    make.post(topic, source=f"Only mine to give away, @{person.slug}.")
    Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DP"})
    found = archive(person)
    for name in found.namelist():
        words = found.read(name).decode()
        assert "JBSWY3DP" not in words
        assert "Only mine to give away" not in words


def test_the_worker_prepares_it_and_tells_the_person_in_the_site_and_by_mail():
    person = make.member()
    download = prepared(person)
    assert download.is_ready and download.size > 1000
    assert timezone.now() + timedelta(days=6) < download.expires_at < timezone.now() + timedelta(days=8)
    note = Notification.objects.get(kind=Kind.DATA)
    assert (note.person, note.target) == (person, download)
    mail_notification(note.pk)
    (letter,) = mail.outbox
    assert letter.subject == "Your data is ready to download"
    assert "/account/#data" in letter.body


def test_preparing_it_twice_writes_one_file_and_one_notification():
    person = make.member()
    download = prepared(person)
    name = download.file.name
    tasks.prepare_download(download_id=download.pk)
    download.refresh_from_db()
    assert download.file.name == name
    assert Notification.objects.filter(kind=Kind.DATA).count() == 1


def test_only_one_is_prepared_at_a_time_and_a_new_one_takes_the_place_of_the_last(
    django_capture_on_commit_callbacks,
):
    person = make.member()
    first = prepared(person)
    storage, name = first.file.storage, first.file.name
    with django_capture_on_commit_callbacks(execute=True):
        ask_for_data(person)
    assert not storage.exists(name)
    with pytest.raises(Refused, match="being prepared"):
        ask_for_data(person)
    Download.objects.update(asked_at=timezone.now() - timedelta(hours=7))  # the worker failed for good
    ask_for_data(person)
    assert Download.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_asks_once():
    person = make.member()
    make.at_once(lambda: ask_for_data(person), lambda: ask_for_data(person))
    assert len(jobs("prepare_download")) == 1


def test_nothing_is_kept_for_who_closes_meanwhile():
    person = make.member()
    download = ask_for_data(person)
    private_storage().save("downloads/other.zip", ContentFile(b"x"))
    before = set(private_storage().listdir("downloads")[1])
    read = Download.objects.select_related("person").get(pk=download.pk)
    close_account(person, by=person)
    tasks.preparing.prepare(read)
    assert set(private_storage().listdir("downloads")[1]) == before


def test_its_owner_fetches_it_and_nobody_else():
    download = prepared(make.member())
    address = f"/account/data/{download.pk}/"
    response = browser(download.person).get(address)
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert "no-store" in response.headers["Cache-Control"]
    assert "data.json" in ZipFile(BytesIO(b"".join(response.streaming_content))).namelist()
    assert browser(make.member()).get(address).status_code == 404
    assert browser(make.administrator()).get(address).status_code == 404
    assert browser().get(address).status_code == 302


def test_it_has_no_public_address():
    download = prepared(make.member())
    assert not Path(download.file.path).is_relative_to(settings.MEDIA_ROOT)
    assert browser(download.person).get(f"/media/{download.file.name}").status_code == 404


def test_after_a_week_it_is_gone(django_capture_on_commit_callbacks):
    download = prepared(make.member())
    Download.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert browser(download.person).get(f"/account/data/{download.pk}/").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        tasks.drop_what_has_expired(timestamp=0)
    assert not download.file.storage.exists(download.file.name)
    assert not Download.objects.exists()


def test_a_file_that_a_dead_worker_left_behind_is_dropped(monkeypatch):
    storage = private_storage()
    name = storage.save("downloads/orphan.zip", ContentFile(b"x"))
    tasks.drop_what_has_expired(timestamp=0)
    assert storage.exists(name)  # its row may be on the way
    monkeypatch.setattr(tasks.preparing, "FILES_OF_NOBODY_AFTER", timedelta(seconds=-1))
    kept = prepared(make.member())
    tasks.drop_what_has_expired(timestamp=0)
    assert not storage.exists(name)
    assert storage.exists(kept.file.name)


def test_the_costs_do_not_grow_with_what_there_is(django_assert_max_num_queries):
    topic = make.topic()
    make.post(topic, by=topic.author)
    with django_assert_max_num_queries(100) as few:
        archive(topic.author)
    for _post in range(12):
        make.post(topic, by=topic.author)
    with django_assert_max_num_queries(len(few)):
        archive(topic.author)
