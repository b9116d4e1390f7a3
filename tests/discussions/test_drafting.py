"""What is typed and not posted yet: kept on every device, told when two differ, gone when it is posted."""

from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from communities.discussions.models import Draft, Post
from communities.discussions.writing import drafting
from communities.discussions.writing.composer import my_drafts
from communities.discussions.writing.drafting import (
    DraftConflict,
    discard_draft,
    place_of,
    replace_draft,
    save_draft,
)
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply, start_topic
from communities.spaces.models import Membership, Visibility
from tests import make
from tests.tools import browser, queries


@pytest.fixture
def topic(site):
    return make.topic(make.community("Captioners", slug="captioners"))


@pytest.fixture
def place(topic):
    return place_of(topic)


def text(response) -> str:
    return unescape(response.content.decode())


# --- the verbs ------------------------------------------------------------------------------------


def test_each_saving_has_the_next_version(topic, place):
    first = save_draft(topic.author, place, {"body": "One"}, version=0)
    second = save_draft(topic.author, place, {"body": "One, two"}, version=first.version)
    assert (first.version, second.version) == (1, 2)
    assert Draft.objects.get().fields == {"body": "One, two"}


def test_the_same_text_sent_twice_is_kept_once(topic, place):
    for _ in range(2):
        assert save_draft(topic.author, place, {"body": "One"}, version=0).version == 1


def test_the_second_of_two_devices_is_told_and_nothing_is_lost(topic, place):
    save_draft(topic.author, place, {"body": "On the laptop"}, version=0)
    with pytest.raises(DraftConflict) as told:
        save_draft(topic.author, place, {"body": "On the phone"}, version=0)
    assert told.value.now == "On the laptop" == Draft.objects.get().fields["body"]
    kept = replace_draft(topic.author, place, {"body": "On the phone"}, version=told.value.draft.version)
    assert kept.fields == {"body": "On the phone", "other": "On the laptop"}
    later = save_draft(topic.author, place, {"body": "On the phone, later"}, version=kept.version)
    assert later.fields["other"] == "On the laptop"


def test_two_devices_at_the_same_moment_leave_one_draft(transactional_db):
    topic = make.topic()
    place = place_of(topic)
    results = make.at_once(
        *(lambda words=words: save_draft(topic.author, place, {"body": words}, version=0) for words in "ab")
    )
    assert sorted(type(each).__name__ for each in results) == ["Draft", "DraftConflict"]
    assert Draft.objects.count() == 1


def test_a_window_that_was_left_open_is_told_that_its_draft_is_gone(topic, place):
    save_draft(topic.author, place, {"body": "One"}, version=0)
    discard_draft(topic.author, place)
    with pytest.raises(DraftConflict) as told:
        save_draft(topic.author, place, {"body": "One, two"}, version=1)
    assert told.value.draft is None and not Draft.objects.exists()


def test_what_is_emptied_is_no_draft(topic, place):
    draft = save_draft(topic.author, place, {"body": "One"}, version=0)
    assert save_draft(topic.author, place, {"body": " \n", "tags": "a"}, version=draft.version) is None
    assert not Draft.objects.exists()


def test_only_what_a_form_has_is_kept_without_nul(topic, place):
    draft = save_draft(
        topic.author, place, {"body": "a\x00b", "csrfmiddlewaretoken": "x", "evil": "y"}, version=0
    )
    draft.refresh_from_db()
    assert draft.fields == {"body": "ab"}


def test_a_megabyte_is_refused_in_words_and_the_draft_before_it_stays(topic, place):
    save_draft(topic.author, place, {"body": "One"}, version=0)
    with pytest.raises(ValidationError, match="too long to be kept as a draft"):
        save_draft(topic.author, place, {"body": "a" * 1_000_000}, version=1)
    assert Draft.objects.get().fields == {"body": "One"}


def test_there_are_so_many_drafts_and_no_more(topic, place, monkeypatch):
    monkeypatch.setattr(drafting, "MOST", 1)
    save_draft(topic.author, place, {"body": "One"}, version=0)
    with pytest.raises(ValidationError, match="You have 1 drafts"):
        save_draft(topic.author, place_of(topic.community), {"body": "Two"}, version=0)


def test_posting_lets_the_draft_of_its_place_go(topic):
    person = topic.author
    post = topic.posts.get()
    for thing in (topic, topic.community, post):
        save_draft(person, place_of(thing), {"body": "Typed"}, version=0)
    reply(topic, by=person, source="Typed")
    assert set(Draft.objects.values_list("place", flat=True)) == {place_of(topic.community), place_of(post)}
    edit_post(post, by=person, source="Typed", read_source=post.source)
    start_topic(
        topic.community, by=person, kind="question", title="Typed in full?", source="Typed", tags=["a"]
    )
    assert not Draft.objects.exists()


# --- the script's way -----------------------------------------------------------------------------


def test_the_script_saves_and_is_told_the_version_and_the_time(topic, place):
    client = browser(topic.author)
    answer = client.post("/drafts/save/", {"place": place, "body": "One", "draft_version": "0"})
    assert answer.status_code == 200 and answer.json()["version"] == 1
    assert answer.json()["said"].startswith("Draft saved ")
    answer = client.post("/drafts/save/", {"place": place, "body": "Two", "draft_version": "0"})
    assert answer.status_code == 409 and answer.json()["theirs"] == "One" and answer.json()["version"] == 1
    typed = {"place": place, "body": "Two", "draft_version": "1", "keep_draft": "1"}
    assert client.post("/drafts/save/", typed).json()["version"] == 2


@pytest.mark.parametrize("place", ["", "topic:0", "topic:999999", "topic:1;", "user:1", "topic:" + "9" * 30])
def test_there_is_no_draft_in_no_place(topic, place):
    client = browser(topic.author)
    assert client.post("/drafts/save/", {"place": place, "body": "One"}).status_code == 404


def test_nobody_drafts_in_a_place_that_they_do_not_see(site):
    secret = make.topic(make.community(visibility=Visibility.PRIVATE))
    answer = browser(make.member()).post("/drafts/save/", {"place": place_of(secret), "body": "One"})
    assert answer.status_code == 404 and not Draft.objects.exists()


# --- the pages, without a script ------------------------------------------------------------------


def test_a_button_saves_a_draft_and_another_device_has_it(topic):
    address = f"/topics/{topic.pk}/reply/"
    page = text(browser(topic.author).post(address, {"body": "Half a *thought*", "save_draft": "1"}))
    assert "Draft saved" in page and "Half a *thought*" in page and Post.objects.count() == 1
    elsewhere = text(browser(topic.author).get(topic.get_absolute_url()))
    assert "Half a *thought*" in elsewhere and 'name="draft_version" value="1"' in elsewhere
    assert "Half a" not in text(browser(make.belonging(topic.community)).get(topic.get_absolute_url()))


def test_a_draft_of_a_topic_comes_back_with_all_its_fields(topic):
    typed = {"kind": "job", "title": "Editor", "body": "Write.", "tags": "jobs", "where": "Denver"}
    browser(topic.author).post("/communities/captioners/start/", {**typed, "save_draft": "1"})
    page = text(browser(topic.author).get("/communities/captioners/start/"))
    assert all(f'value="{typed[name]}"' in page for name in ("kind", "title", "tags", "where"))


def test_without_a_script_too_the_conflict_is_told_with_both_texts(topic, place):
    save_draft(topic.author, place, {"body": "On the laptop"}, version=0)
    client = browser(topic.author)
    typed = {"body": "On the phone", "save_draft": "1", "draft_version": "0"}
    answer = client.post(f"/topics/{topic.pk}/reply/", typed)
    assert answer.status_code == 409
    assert "On the laptop" in text(answer) and "On the phone" in text(answer)
    typed = {"body": "On the phone", "keep_draft": "1", "draft_version": "1"}
    assert client.post(f"/topics/{topic.pk}/reply/", typed).status_code == 200
    assert Draft.objects.get().fields == {"body": "On the phone", "other": "On the laptop"}


def test_a_draft_of_a_change_comes_back_over_the_text_that_it_started_from(topic):
    post = topic.posts.get()
    address = f"/posts/{post.pk}/edit/"
    browser(topic.author).post(address, {"body": "New", "read_source": post.source, "save_draft": "1"})
    edit_post(post, by=topic.author, source="Meanwhile", read_source=post.source)  # discards: write it again
    save_draft(topic.author, place_of(post), {"body": "New", "read_source": post.source}, version=0)
    page = text(browser(topic.author).get(address))
    assert ">\nNew</textarea>" in page and f'name="read_source" value="{post.source}"' in page


# --- my drafts ------------------------------------------------------------------------------------


def test_my_drafts_are_listed_with_their_places_and_discarded_there(topic, place):
    person = topic.author
    save_draft(person, place, {"body": "In the topic"}, version=0)
    save_draft(person, place_of(topic.community), {"title": "A new one", "body": "x"}, version=0)
    client = browser(person)
    page = text(client.get("/drafts/"))
    assert f"Reply in “{topic.title}”" in page and "A new one" in page
    assert "In the topic" not in text(browser(make.member()).get("/drafts/"))
    browser(make.member()).post("/drafts/discard/", {"place": place})
    assert Draft.objects.count() == 2
    client.post("/drafts/discard/", {"place": place})
    assert Draft.objects.get().place == place_of(topic.community)


def test_a_draft_outlives_that_its_place_is_out_of_sight_without_naming_it(site):
    secret = make.topic(make.community(visibility=Visibility.PRIVATE), title="The secret plan of the office")
    person = make.belonging(secret.community)
    save_draft(person, place_of(secret), {"body": "My own words"}, version=0)
    Membership.objects.filter(person=person).delete()
    (row,) = my_drafts(make.fresh(person))
    assert row.url == "" and "secret" not in row.title
    assert "My own words" in text(browser(person).get("/drafts/"))


def test_the_list_costs_the_same_with_one_draft_and_with_many(topic, place):
    client = browser(topic.author)
    save_draft(topic.author, place, {"body": "One"}, version=0)
    before = queries(client, "/drafts/")
    for _ in range(5):
        save_draft(topic.author, place_of(make.topic(topic.community)), {"body": "Two"}, version=0)
    assert queries(client, "/drafts/") == before <= 8


def test_every_saving_locks_the_person_before_the_draft_so_that_two_never_wait_for_each_other(topic, place):
    person = topic.author
    draft = save_draft(person, place, {"body": "One."}, version=0)
    for verb in (save_draft, replace_draft):
        with CaptureQueriesContext(connection) as captured:
            draft = verb(person, place, {"body": f"{verb.__name__}."}, version=draft.version)
        locks = [each["sql"] for each in captured if "FOR " in each["sql"] and "UPDATE" in each["sql"]]
        assert "members_user" in locks[0] and any("discussions_draft" in sql for sql in locks[1:])
