"""Pages about single posts: their permanent place, what was changed, bookmarks, who found them helpful."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communities.discussions.arranging.merging import merge_topics, split_topic
from communities.discussions.bookmarking import drop_post, keep_post
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Bookmark, Post
from communities.discussions.reading.differing import difference
from communities.discussions.writing.editing import edit_post
from communities.kit.permissions import Refused
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser, queries

TEXTS = st.text(alphabet="ab \n.", max_size=60)


@given(TEXTS, TEXTS)
def test_a_difference_holds_both_texts_whole(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.state != "added") == before
    assert "".join(piece.text for piece in pieces if piece.state != "removed") == after


def test_a_difference_names_the_words_that_changed():
    pieces = difference("Use a good captioner today.", "Use a live captioner today.")
    assert [(piece.text, piece.state) for piece in pieces] == [
        ("Use a ", ""), ("good ", "removed"), ("live ", "added"), ("captioner today.", "")
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["a ", "ab cd ", "walrus\n"])
def test_hostile_texts_are_compared_quickly(words):
    before, after = words * (20_000 // len(words)), "x" + words * (19_000 // len(words)) + "y"
    assert difference(before, after)


@pytest.fixture
def post(site) -> Post:
    return make.post(make.topic(), source="Use a good captioner.")


def change(post: Post, source: str) -> Post:
    return edit_post(post, by=post.author, source=source, read_source=Post.objects.get(pk=post.pk).source)


def test_members_read_what_was_changed_word_by_word(post):
    change(post, "Use a live captioner.")
    change(post, "Use a live captioner, always.")
    html = browser(make.member()).get(f"/posts/{post.pk}/changes/").content.decode()
    assert html.count("<ins>") == 2 and html.count("<del>") == 2
    assert "removed:" in html and "good" in html
    assert html.index("always.") < html.index("good")
    topic = browser(make.member()).get(post.topic.get_absolute_url()).content.decode()
    assert f'"/posts/{post.pk}/changes/"' in topic
    assert "/changes/" not in browser().get(post.topic.get_absolute_url()).content.decode()


def test_what_was_said_before_is_escaped(post):
    change(post, "<script>alert(1)</script>")
    change(post, "Nothing.")
    html = browser(make.member()).get(f"/posts/{post.pk}/changes/").content.decode()
    assert "<script>alert" not in html and "&lt;script&gt;" in html


def test_the_history_of_a_hidden_post_is_hidden_with_it(post):
    lead = make.belonging(post.topic.community, Role.LEAD)
    change(post, "Nothing.")
    hide_post(post, by=lead, reason="Private.")
    for person, code in ((make.member(), 404), (lead, 200), (post.author, 200)):
        assert browser(person).get(f"/posts/{post.pk}/changes/").status_code == code
        assert browser(person).get(f"/posts/{post.pk}/helped/").status_code == code


def test_the_history_costs_the_same_with_one_change_and_with_thirty(post):
    client = browser(make.member())
    change(post, "Words 0.")
    before = queries(client, f"/posts/{post.pk}/changes/")
    assert before <= 8
    for n in range(30):
        change(post, f"Words {n + 1}.")
    assert queries(client, f"/posts/{post.pk}/changes/?page=2") == before


def test_a_permanent_link_leads_to_where_a_post_stands_after_merging_and_splitting(site):
    community = make.community()
    lead = make.belonging(community, Role.LEAD)
    topic, into = make.topic(community), make.topic(community)
    post, other = make.post(topic), make.post(into)
    client = browser()
    assert client.get(f"/posts/{post.pk}/").headers["Location"] == post.get_absolute_url()
    old = topic.get_absolute_url()
    merge_topics(topic, into=into, by=lead)
    post.refresh_from_db()
    assert post.topic_id == into.pk
    assert client.get(f"/posts/{post.pk}/").headers["Location"] == into.address_of(post.number)
    assert client.get(old).headers["Location"].startswith(into.get_absolute_url())
    new = split_topic(into, [other.number], by=lead, title="A topic of its own")
    other.refresh_from_db()
    assert client.get(f"/posts/{other.pk}/").headers["Location"] == new.address_of(other.number)


def test_nobody_is_led_to_what_they_may_not_see(site):
    secret = make.post(make.topic(make.community(visibility=Visibility.PRIVATE)))
    for person in (None, make.member()):
        assert browser(person).get(f"/posts/{secret.pk}/").status_code == 404


def test_a_bookmark_has_a_note_that_only_its_owner_reads(post):
    keeper = make.member()
    client = browser(keeper)
    assert client.post(f"/posts/{post.pk}/bookmark/", {"note": "For the walrus"}).status_code == 302
    assert "For the walrus" in client.get("/bookmarks/").content.decode()
    assert "Bookmarked" in client.get(post.topic.get_absolute_url()).content.decode()
    assert "For the walrus" not in browser(make.member()).get("/bookmarks/").content.decode()
    client.post(f"/posts/{post.pk}/bookmark/", {"note": "For the seal"})
    assert Bookmark.objects.get().note == "For the seal"
    assert client.post(f"/posts/{post.pk}/bookmark/", {"drop": "1"}).status_code == 302
    assert not Bookmark.objects.exists()
    drop_post(post, by=keeper)  # without one nothing happens


def test_a_note_that_is_too_long_comes_back(post):
    response = browser(make.member()).post(f"/posts/{post.pk}/bookmark/", {"note": "x" * 301})
    assert response.status_code == 422 and "x" * 301 in response.content.decode()


def test_bookmarks_show_nothing_of_what_one_may_no_longer_see(site):
    community = make.community(visibility=Visibility.PRIVATE)
    person = make.belonging(community)
    secret = make.post(make.topic(community), source="The secret walrus.")
    hidden = make.post(make.topic(), source="The hidden seal.")
    keep_post(secret, by=person)
    keep_post(hidden, by=person)
    client = browser(person)
    assert "The secret walrus." in client.get("/bookmarks/").content.decode()
    community.memberships.filter(person=person).delete()
    hide_post(hidden, by=make.belonging(hidden.topic.community, Role.LEAD), reason="Private.")
    html = client.get("/bookmarks/").content.decode()
    assert "walrus" not in html and "seal" not in html and "out of sight" in html


def test_a_visitor_keeps_nothing(post):
    with pytest.raises(Refused):
        keep_post(post, by=None)
    assert "Bookmark" not in browser().get(post.topic.get_absolute_url()).content.decode()


def test_members_read_who_found_a_post_helpful(post):
    name = make.belonging(post.topic.community, name="Wilma Walrus")
    mark_helpful(post, by=name, helpful=True)
    assert "Wilma Walrus" in browser(make.member()).get(f"/posts/{post.pk}/helped/").content.decode()
    assert browser().get(f"/posts/{post.pk}/helped/").status_code == 302
