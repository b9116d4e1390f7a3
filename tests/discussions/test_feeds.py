"""Feeds hold what a visitor may read, whoever asks; and an open page is told of what one may read."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from communities.discussions.answering import accept_answer
from communities.discussions.arranging.arranging import rename_topic
from communities.discussions.hiding import hide_post
from communities.discussions.models import Post, Topic
from communities.discussions.writing.withdrawing import withdraw_post
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser, queries

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def entries(address: str, person=None) -> list[str]:
    response = browser(person).get(address)
    assert response.status_code == 200 and "atom+xml" in response.headers["Content-Type"]
    return [each.text or "" for each in ElementTree.fromstring(response.content).iter(f"{ATOM}title")][1:]


def test_a_topic_a_community_and_a_tag_have_a_feed():
    topic = make.topic(title="The public walrus")
    post = make.post(topic)
    assert entries(f"/topics/{topic.pk}/feed/") == ["Reply 1 to “The public walrus”", "The public walrus"]
    assert entries(f"/communities/{topic.community.slug}/feed/") == ["The public walrus"]
    assert entries("/tags/captions/feed/") == ["The public walrus"]
    assert f"/posts/{post.pk}/" in browser().get(f"/topics/{topic.pk}/feed/").content.decode()
    head = browser().get(topic.get_absolute_url()).content.decode()
    assert f'type="application/atom+xml" title="The public walrus" href="/topics/{topic.pk}/feed/"' in head


@pytest.mark.parametrize("visibility", [Visibility.MEMBERS, Visibility.PRIVATE])
def test_what_is_not_public_is_in_no_feed_not_even_for_who_may_read_it(visibility):
    topic = make.topic(make.community(visibility=visibility), title="The secret walrus")
    make.topic(title="The public seal")
    for person in (None, topic.author, make.administrator()):
        client = browser(person)
        assert client.get(f"/topics/{topic.pk}/feed/").status_code == 404
        assert client.get(f"/communities/{topic.community.slug}/feed/").status_code == 404
        assert entries("/tags/captions/feed/", person) == ["The public seal"]
    html = browser(topic.author).get(topic.get_absolute_url()).content.decode()
    assert "/feed/" not in html


def test_no_feed_holds_words_that_are_out_of_sight():
    topic = make.topic()
    hidden, withdrawn, held = (make.post(topic, source=f"The {word} walrus.") for word in "abc")
    hide_post(hidden, by=make.belonging(topic.community, Role.LEAD), reason="Private.")
    withdraw_post(withdrawn, by=withdrawn.author)
    Post.objects.filter(pk=held.pk).update(held_at=timezone.now())
    assert "walrus" not in browser().get(f"/topics/{topic.pk}/feed/").content.decode()
    Post.objects.filter(topic=topic, number=1).update(held_at=timezone.now())
    assert entries(f"/communities/{topic.community.slug}/feed/") == []


def test_a_merged_topic_has_no_feed():
    topic, into = make.topic(), make.topic()
    Topic.objects.filter(pk=topic.pk).update(merged_into=into)
    assert browser().get(f"/topics/{topic.pk}/feed/").status_code == 404


def test_a_feed_costs_the_same_with_one_post_and_with_fifty():
    topic = make.topic()
    address = f"/topics/{topic.pk}/feed/"
    before = queries(browser(), address)
    for _n in range(50):
        make.post(topic, by=topic.author)
    assert queries(browser(), address) == before <= 8
    assert len(entries(address)) == 30


def test_an_open_page_is_told_how_many_replies_came(site):
    topic = make.topic()
    client = browser(make.member())
    assert (
        f'data-news="/news/{topic.pk}/" data-after="1"'
        in client.get(topic.get_absolute_url()).content.decode()
    )
    assert client.get(f"/news/{topic.pk}/?after=1").status_code == 204
    make.post(topic), make.post(topic)
    html = client.get(f"/news/{topic.pk}/?after=1").content.decode()
    assert "2 new replies" in html and f"{topic.get_absolute_url()}#post-2" in html
    assert queries(client, f"/news/{topic.pk}/?after=1") <= 5


def test_nobody_is_told_of_what_they_may_not_read():
    topic = make.topic(make.community(visibility=Visibility.PRIVATE))
    held = make.post(topic)
    for person in (None, make.member()):
        assert browser(person).get(f"/news/{topic.pk}/?after=1").status_code == 404
    Post.objects.filter(pk=held.pk).update(held_at=timezone.now())
    assert browser(topic.author).get(f"/news/{topic.pk}/?after=1").status_code == 204


def test_an_old_answer_says_its_year_and_what_was_discussed_since(site):
    community = make.community()
    topic = make.topic(community, title="The old walrus")
    answer = make.post(topic)
    accept_answer(answer, by=topic.author)
    old = timezone.now() - timedelta(days=800)
    later = make.topic(community, title="The later walrus")
    make.topic(community, title="Of something else", tags=["video"])
    secret = make.topic(make.community(visibility=Visibility.PRIVATE), title="The secret walrus")
    client = browser(make.member())
    assert "Things may have changed" not in client.get(topic.get_absolute_url()).content.decode()
    Post.objects.filter(pk=answer.pk).update(created_at=old)
    html = client.get(topic.get_absolute_url()).content.decode()
    assert f"This answer is from {old.year}." in html and later.get_absolute_url() in html
    assert "Of something else" not in html and "The secret walrus" not in html
    assert "The secret walrus" in browser(make.administrator()).get(topic.get_absolute_url()).content.decode()
    assert secret.author


def test_keyboard_shortcuts_are_listed_and_can_be_switched_off(site):
    topic, person = make.topic(), make.member()
    client = browser(person)
    pages = [topic.get_absolute_url(), topic.community.get_absolute_url(), "/topics/"]
    assert all("data-shortcuts" in client.get(address).content.decode() for address in pages)
    assert client.post("/shortcuts/", {"use": "no"}).status_code == 302
    assert not any("data-shortcuts" in client.get(address).content.decode() for address in pages)
    client.post("/shortcuts/", {"use": "yes"})
    assert all("data-shortcuts" in client.get(address).content.decode() for address in pages)


def test_words_that_look_like_a_page_stay_words_in_a_feed_reader():
    topic = make.topic(source="Write `<img src=x onerror=alert(1)>` and `<b>` so.")
    feed = ElementTree.fromstring(browser().get(f"/topics/{topic.pk}/feed/").content)
    (summary,) = feed.iter(f"{ATOM}summary")
    assert summary.attrib["type"] == "html"
    assert summary.text == "Write &lt;img src=x onerror=alert(1)&gt; and &lt;b&gt; so."


def test_the_ids_of_a_feed_stay_when_a_topic_is_renamed_and_whatever_host_is_asked(settings):
    settings.BASE_URL, settings.ALLOWED_HOSTS = "https://example.gov", ["*"]
    topic = make.topic()

    def ids(host: str) -> list[str]:
        content = browser().get(f"/topics/{topic.pk}/feed/", headers={"host": host}).content
        return [each.text or "" for each in ElementTree.fromstring(content).iter(f"{ATOM}id")]

    before = ids("example.gov")
    rename_topic(topic, by=make.belonging(topic.community, Role.LEAD), title="Something quite different")
    assert before == ids("www.example.gov")
    assert before == [
        f"https://example.gov/topics/{topic.pk}/feed/",
        f"https://example.gov/posts/{topic.posts.get().pk}/",
    ]


def test_a_feed_can_be_read_whatever_somebody_wrote():
    topic = make.topic(source="a\uffffb &#xfffe; \ufffe c &#12; d")
    assert entries(f"/topics/{topic.pk}/feed/") == [topic.title]
