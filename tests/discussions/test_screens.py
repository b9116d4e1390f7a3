"""The round trip over HTTP: what is typed, what is read when it is wrong, what comes when it is right."""

import re
from html import unescape
from uuid import uuid4

import pytest

from communities.discussions.answering import accept_answer
from communities.discussions.models import Post, Topic
from communities.discussions.writing.editing import edit_post
from communities.ledger.models import Entry
from tests import make
from tests.tools import browser

FORM = {
    "kind": "question",
    "title": "How do we caption live video?",
    "body": "We stream the *weekly* briefing.",
    "tags": "captions, live video",
    "seen_similar": "yes",
}


@pytest.fixture
def topic(site):
    return make.topic(make.community("Captioners", slug="captioners"))


@pytest.fixture
def client(topic):
    return browser(topic.author)


def text(response) -> str:
    return unescape(response.content.decode())


# --- starting a topic -----------------------------------------------------------------------------


def test_a_topic_is_started_and_the_person_stands_on_its_page(client):
    response = client.post("/communities/captioners/start/", FORM, follow=True)
    topic = Topic.objects.latest("pk")
    assert response.redirect_chain == [(topic.get_absolute_url(), 302)]
    assert "Your topic is posted." in text(response)
    assert "<em>weekly</em>" in text(response) and "live-video" in text(response)


WRONG_TOPICS = {
    "Fill this in.": {"title": ""},
    "at least 10 characters": {"title": "Captions?"},
    "at most 150 characters": {"title": "Why " * 50},
    "Write something first.": {"body": " "},
    "is a file name, not alternative text": {"body": "![photo.jpg](https://example.gov/a.jpg)"},
    "Choose up to five tags; there are 6 now.": {"tags": "a, b, c, d, e, f"},
    "“!!!” can't be a tag.": {"tags": "captions, !!!"},
    "Select a valid choice. announcement": {"kind": "announcement"},
}


@pytest.mark.parametrize(("sentence", "wrong"), WRONG_TOPICS.items(), ids=list(WRONG_TOPICS))
def test_what_is_wrong_with_a_topic_is_said_and_what_was_typed_is_kept(client, sentence, wrong):
    typed = {**FORM, **wrong}
    response = client.post("/communities/captioners/start/", typed)
    assert sentence in text(response) and Topic.objects.count() == 1
    for value in (typed["title"], typed["body"].strip(), typed["tags"]):
        assert value in text(response)


@pytest.mark.parametrize("title", ["\u202e" * 12, "a" + " " * 12 + "b", "\u0007" * 30])
def test_a_title_is_as_long_as_what_can_be_read_of_it(client, title):
    response = client.post("/communities/captioners/start/", {**FORM, "title": title})
    assert response.status_code == 200 and Topic.objects.count() == 1


def test_a_topic_has_at_least_one_tag(client):
    response = client.post("/communities/captioners/start/", {**FORM, "tags": " , ,"})
    assert "Choose at least one tag" in text(response) and Topic.objects.count() == 1


def test_a_preview_shows_the_text_as_it_will_be_and_posts_nothing(client):
    response = client.post("/communities/captioners/start/", {**FORM, "preview": "1"})
    assert "<em>weekly</em>" in text(response) and FORM["title"] in text(response)
    assert Topic.objects.count() == 1


def test_the_back_button_and_a_second_click_start_no_second_topic(client):
    form = {**FORM, "submission": str(uuid4())}
    places = [client.post("/communities/captioners/start/", form).headers["Location"] for _ in range(2)]
    assert places[0] == places[1] and Topic.objects.count() == 2


def test_each_form_has_a_number_of_its_own(client):
    pages = [text(client.get("/communities/captioners/start/")) for _ in range(2)]
    numbers = [re.search(r'name="submission" value="([0-9a-f-]{36})"', page).group(1) for page in pages]
    assert numbers[0] != numbers[1]


# --- replying -------------------------------------------------------------------------------------


def test_a_reply_is_posted_and_the_person_stands_at_it(client, topic):
    response = client.post(f"/topics/{topic.pk}/reply/", {"body": "Use a captioner.", "in_reply_to": "1"})
    post = Post.objects.get(number=2)
    assert response.headers["Location"] == post.get_absolute_url() == f"{topic.get_absolute_url()}#post-2"
    page = text(client.get(topic.get_absolute_url()))
    assert "Your reply is posted." in page and f'href="{topic.get_absolute_url()}#post-1"' in page


WRONG_REPLIES = {
    "Write something first.": {"body": "\n \n"},
    "20,000|20000": {"body": "a" * 20_001},
    "Each image needs alternative text": {"body": "Look: ![](https://example.gov/a.jpg)"},
    "Enter a whole number|whole number": {"body": "Use a captioner.", "in_reply_to": "one"},
    "Enter a valid UUID": {"body": "Use a captioner.", "submission": "again"},
}


@pytest.mark.parametrize(("sentence", "typed"), WRONG_REPLIES.items(), ids=list(WRONG_REPLIES))
def test_what_is_wrong_with_a_reply_is_said_with_422_and_what_was_typed_is_kept(
    client, topic, sentence, typed
):
    response = client.post(f"/topics/{topic.pk}/reply/", typed)
    assert response.status_code == 422 and Post.objects.count() == 1
    assert re.search(sentence, text(response)) and typed["body"].strip() in text(response)


def test_a_preview_of_a_reply_shows_it_beside_the_words_and_posts_nothing(client, topic):
    response = client.post(f"/topics/{topic.pk}/reply/", {"body": "**Use** a captioner.", "preview": "1"})
    assert "<strong>Use</strong> a captioner." in text(response) and "**Use** a captioner." in text(response)
    assert Post.objects.count() == 1


def test_a_second_click_posts_no_second_reply(client, topic):
    form = {"body": "Use a captioner.", "submission": str(uuid4())}
    for _ in range(2):
        assert client.post(f"/topics/{topic.pk}/reply/", form).headers["Location"].endswith("#post-2")
    assert Post.objects.count() == 2


def test_a_refused_reply_says_how_to_take_part(topic):
    response = browser(make.member()).post(f"/topics/{topic.pk}/reply/", {"body": "Hello."})
    assert response.status_code == 403 and "Join Captioners to take part." in text(response)


def test_the_form_of_a_reply_is_refused_without_its_token_and_says_what_to_do(topic):
    client = browser(topic.author, enforce_csrf_checks=True)
    response = client.post(f"/topics/{topic.pk}/reply/", {"body": "Hello."})
    assert response.status_code == 403 and "reload the page and send it again" in text(response)


@pytest.mark.parametrize("number", ["999999999", "9" * 25])
def test_a_topic_that_is_not_there_is_not_found_however_large_its_number(client, number):
    for address in (f"/topics/{number}/x/", f"/posts/{number}/edit/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/topics/{number}/reply/", {"body": "Hello."}).status_code == 404


def test_an_old_address_of_a_topic_leads_to_its_new_one(client, topic):
    response = client.get(f"/topics/{topic.pk}/what-it-was-called/?page=2")
    assert response.status_code == 302, "a title can change again, so no browser may remember it for good"
    assert response.headers["Location"] == f"{topic.get_absolute_url()}?page=2"


# --- editing --------------------------------------------------------------------------------------


def test_an_edit_is_saved_and_the_person_stands_at_the_post(client, topic):
    post = topic.posts.get()
    page = text(client.get(f"/posts/{post.pk}/edit/"))
    assert "We stream the weekly briefing." in page
    typed = {"body": "We stream daily.", "read_source": post.source}
    response = client.post(f"/posts/{post.pk}/edit/", typed, follow=True)
    assert "Your change is saved." in text(response) and "We stream daily." in text(response)


def test_an_edit_that_comes_too_late_keeps_both_texts_and_a_second_save_replaces(client, topic):
    post = topic.posts.get()
    edit_post(post, by=topic.author, source="From the other tab.", read_source=post.source)
    typed = {"body": "From this tab.", "read_source": post.source}
    response = client.post(f"/posts/{post.pk}/edit/", typed)
    assert response.status_code == 409
    assert "This post was changed since you opened it." in text(response)
    assert "From the other tab." in text(response) and "From this tab." in text(response)
    assert Post.objects.get(pk=post.pk).source == "From the other tab."
    form = {**typed, "read_source": "From the other tab."}
    assert f'value="{form["read_source"]}"' in text(response)
    client.post(f"/posts/{post.pk}/edit/", form)
    assert Post.objects.get(pk=post.pk).source == "From this tab."


def test_what_is_wrong_with_an_edit_is_said_and_what_was_typed_is_kept(client, topic):
    post = topic.posts.get()
    typed = {"body": "![a.png](https://example.gov/a.png)", "read_source": post.source}
    response = client.post(f"/posts/{post.pk}/edit/", typed)
    assert "is a file name" in text(response) and typed["body"] in text(response)
    assert Post.objects.get(pk=post.pk).source == post.source


# --- the answer -----------------------------------------------------------------------------------


def test_the_answer_is_accepted_and_taken_back_on_the_page(client, topic):
    post = make.post(topic)
    accepted = client.post(f"/posts/{post.pk}/accept/", follow=True)
    assert "Post #2 is the answer now." in text(accepted) and "Solved" in text(accepted)
    opened = client.post(f"/topics/{topic.pk}/reopen/", follow=True)
    assert "The question is open again." in text(opened) and "Answer by" not in text(opened)


def test_who_may_not_accept_reads_who_may(topic):
    post = make.post(topic)
    response = browser(post.author).post(f"/posts/{post.pk}/accept/")
    assert response.status_code == 403
    assert "The person who asked, or a lead, accepts the answer." in text(response)


def test_a_helpful_mark_is_given_and_taken_back_on_the_page(topic):
    post = make.post(topic)
    client = browser(make.belonging(topic.community))
    for answer, count in (("yes", 1), ("no", 0)):
        assert client.post(f"/posts/{post.pk}/helpful/", {"helpful": answer}).status_code == 302
        assert Post.objects.get(pk=post.pk).helpful_count == count


@pytest.mark.parametrize("act", ["accept", "helpful", "restore"])
def test_nothing_is_done_by_following_a_link(client, topic, act):
    post = make.post(topic)
    before = Entry.objects.count()
    assert client.get(f"/posts/{post.pk}/{act}/").status_code == 405
    assert Entry.objects.count() == before


def test_a_solved_question_says_so_in_the_list(client, topic):
    assert "usa-tag--solved" not in text(client.get("/communities/captioners/"))
    accept_answer(make.post(topic), by=topic.author)
    assert "usa-tag--solved" in text(client.get("/communities/captioners/"))


# --- the preview ----------------------------------------------------------------------------------


def test_the_preview_is_what_the_post_will_be(client, topic):
    dana = make.belonging(topic.community, name="Dana Whitfield")
    source = "**Ask** @dana-whitfield.\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    preview = client.post("/communities/captioners/preview/", {"body": source})
    client.post(f"/topics/{topic.pk}/reply/", {"body": source})
    assert preview.content.decode() == Post.objects.latest("pk").html
    assert dana.get_absolute_url() in text(preview) and "<script" not in preview.content.decode()
