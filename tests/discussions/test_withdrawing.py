"""What authors may do with what they have posted: change it for a while, withdraw it, put it back."""

from datetime import timedelta

import pytest

from communities.discussions import rules
from communities.discussions.answering import accept_answer
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Post, Topic
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.withdrawing import put_back_post, withdraw_post
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.spaces.models import Role
from tests import make
from tests.tools import browser, verbs

pytestmark = pytest.mark.django_db
WORDS = "Ask the walrus."


@pytest.fixture
def post(site) -> Post:
    topic = make.topic()
    return make.post(topic, source=WORDS)


def page(post: Post, person=None) -> str:
    return browser(person).get(post.topic.get_absolute_url()).content.decode()


def test_a_withdrawn_post_is_read_by_its_author_and_by_keepers(post):
    lead = make.belonging(post.topic.community, Role.LEAD)
    withdraw_post(post, by=post.author)
    assert verbs()[-1] == "post.withdrawn"
    for person, reads in ((None, False), (make.member(), False), (lead, True), (post.author, True)):
        html = page(post, person)
        assert "The author has withdrawn this post." in html
        assert (WORDS in html) == reads


def test_what_is_withdrawn_is_not_found_and_not_told_of(post):
    withdraw_post(post, by=post.author)
    assert "walrus" not in " ".join(Document.objects.values_list("body", flat=True))
    assert post not in Post.objects.said()
    html = browser(make.member()).get(post.author.get_absolute_url()).content.decode()
    assert WORDS not in html


def test_its_author_puts_it_back(post):
    withdraw_post(post, by=post.author)
    put_back_post(post, by=post.author)
    assert WORDS in page(post) and verbs()[-1] == "post.put_back"
    assert Document.objects.filter(body__contains="walrus").exists()


def test_only_its_author_withdraws_a_post_and_only_once(post):
    lead = make.belonging(post.topic.community, Role.LEAD)
    for person in (lead, make.member(), post.topic.author):
        with pytest.raises(Refused):
            withdraw_post(post, by=person)
    withdraw_post(post, by=post.author)
    with pytest.raises(Refused, match="already"):
        withdraw_post(post, by=post.author)
    with pytest.raises(Refused):
        put_back_post(post, by=lead)


def test_a_hidden_post_is_not_withdrawn(post):
    hide_post(post, by=make.belonging(post.topic.community, Role.LEAD), reason="Private.")
    with pytest.raises(Refused, match="hidden"):
        withdraw_post(post, by=post.author)


def test_a_topic_keeps_its_first_post_once_others_have_replied(post):
    with pytest.raises(Refused, match="replied"):
        withdraw_post(post.topic.posts.get(number=1), by=post.topic.author)
    lonely = make.topic()
    assert withdraw_post(lonely.posts.get(), by=lonely.author).is_withdrawn


def test_an_answer_that_is_withdrawn_is_no_answer_any_more(post):
    accept_answer(post, by=post.topic.author)
    withdraw_post(post, by=post.author)
    topic = Topic.objects.get(pk=post.topic_id)
    assert topic.answer is None
    with pytest.raises(Refused):
        accept_answer(post, by=topic.author)


def test_a_withdrawn_post_is_neither_changed_nor_found_helpful(post):
    withdraw_post(post, by=post.author)
    with pytest.raises(Refused, match="Put it back"):
        edit_post(post, by=post.author, source="Other words.", read_source=WORDS)
    with pytest.raises(Refused):
        mark_helpful(post, by=post.topic.author, helpful=True)


def test_the_page_says_what_withdrawing_means_before_it_happens(post):
    client = browser(post.author)
    address = f"/posts/{post.pk}/withdraw/"
    assert f'"{address}"' in page(post, post.author) and f'"{address}"' not in page(post, post.topic.author)
    assert "it may be released under FOIA" in client.get(address).content.decode()
    assert not Post.objects.get(pk=post.pk).is_withdrawn
    assert client.post(address).status_code == 302
    assert Post.objects.get(pk=post.pk).is_withdrawn
    assert client.post(f"/posts/{post.pk}/put-back/").status_code == 302
    assert not Post.objects.get(pk=post.pk).is_withdrawn


def test_authors_change_a_post_for_thirty_days_and_keepers_their_own_for_ever(post):
    topic = post.topic
    assert rules.may_edit_post(post.author, post, topic)
    for days, may in ((29, True), (31, False)):
        post.created_at = post.created_at.replace() - timedelta(days=days)
        Post.objects.filter(pk=post.pk).update(created_at=post.created_at)
        assert bool(rules.may_edit_post(post.author, post, topic)) == may
    with pytest.raises(Refused, match="30 days"):
        edit_post(post, by=post.author, source="Other words.", read_source=WORDS)
    lead = make.belonging(topic.community, Role.LEAD)
    old = make.post(topic, by=lead)
    old.created_at -= timedelta(days=900)
    assert rules.may_edit_post(lead, old, topic) and not rules.may_edit_post(lead, post, topic)


def test_what_waits_for_a_moderator_is_read_by_its_author_and_by_keepers(post):
    Post.objects.filter(pk=post.pk).update(held_at=post.created_at)
    held = Post.objects.get(pk=post.pk)
    assert WORDS not in page(post) and WORDS in page(post, post.author)
    assert not rules.may_read_words(None, held, held.topic)
