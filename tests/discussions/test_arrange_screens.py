"""The pages on which a topic is arranged, and the lines that say what was done."""

from html import unescape

import pytest

from communities.discussions.arranging import arranging, duplicating, merging, moving
from communities.discussions.models import Topic
from communities.discussions.writing.posting import reply
from communities.spaces.models import Role, Visibility
from tests import make
from tests.discussions.arranged import numbers
from tests.tools import browser, queries


@pytest.fixture
def topic(site):
    topic = make.topic(make.community("Captioners", slug="captioners"), title="How do we caption live video?")
    for number in (2, 3, 4):
        make.post(topic, source=f"Reply {number}.")
    return topic


@pytest.fixture
def keeper(topic):
    return make.belonging(topic.community, Role.MODERATOR, "Mo Keeper")


def text(response) -> str:
    return unescape(response.content.decode())


def act(client, topic: Topic, name: str, **data):
    return client.post(f"/topics/{topic.pk}/arrange/", {"act": name, **data}, follow=True)


def now(topic: Topic) -> Topic:
    return Topic.objects.get(pk=topic.pk)


def test_a_keeper_does_each_small_act_on_one_page_and_reads_of_it_in_the_topic(topic, keeper):
    other = make.community("Designers")
    make.give_role(other, keeper, Role.LEAD, by=None)
    client = browser(keeper)
    said = [
        ("pin", {}, "Mo Keeper pinned this topic"),
        ("unpin", {}, "Mo Keeper took the pin off this topic"),
        ("lock", {"reason": "It is answered."}, "Mo Keeper locked this topic: It is answered."),
        ("unlock", {}, "Mo Keeper unlocked this topic"),
        ("share", {"community": other.pk}, "showed this topic in"),
        ("unshare", {}, "took this topic out of"),
        ("move", {"community": other.pk}, "moved this topic from"),
    ]
    for name, data, words in said:
        page = text(act(client, topic, name, **data))
        assert "Done. The topic says so" in page and words in page, name
    assert now(topic).community == other


def test_title_kind_and_tags_are_changed_in_one_form(topic, keeper):
    data = {"title": "Captions for live video", "kind": "discussion", "tags": "captions, radio"}
    page = text(act(browser(keeper), topic, "words", **data))
    assert "which was “How do we caption live video?”" in page
    assert "changed the kind from Question to Discussion" in page and "changed the tags" in page
    assert "which was" not in text(browser(topic.author).get(now(topic).get_absolute_url()))
    data = {"title": "Live captions for video", "tags": "captions"}
    assert "Done." in text(act(browser(topic.author), topic, "words", **data))
    assert now(topic).kind == "discussion"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("words", {"title": "Short", "kind": "question", "tags": "captions"}, "at least 10 characters"),
        ("words", {"title": "A title that will do", "kind": "question", "tags": "!!!"}, "can't be a tag"),
        ("lock", {"reason": " "}, "Give a reason. It is shown in the topic."),
        ("move", {"community": ""}, "Choose one."),
        ("undo", {"other": 99999}, "This can't be undone any more."),
    ],
)
def test_what_is_wrong_is_said_on_the_page_and_nothing_is_done(topic, keeper, name, data, words):
    make.give_role(make.community(), keeper, Role.LEAD, by=None)
    response = act(browser(keeper), topic, name, **data)
    assert response.status_code == 422 and words in text(response)
    assert not topic.acts.exists()


def test_the_page_offers_what_the_person_may_do_and_refuses_what_they_may_not(topic):
    asker = browser(topic.author)
    page = text(asker.get(f"/topics/{topic.pk}/arrange/"))
    assert "Title and tags" in page and "Close as a duplicate" in page
    assert 'value="pin"' not in page and "Merge into another topic" not in page
    assert act(asker, topic, "pin").status_code == 403
    assert browser(make.belonging(topic.community)).get(f"/topics/{topic.pk}/arrange/").status_code == 403
    assert "Arrange this topic" in text(asker.get(topic.get_absolute_url()))
    assert "Arrange this topic" not in text(browser().get(topic.get_absolute_url()))


@pytest.mark.parametrize("way", ["address", "number", "words"])
def test_the_other_topic_is_found_by_its_address_by_its_number_or_by_words(topic, keeper, way):
    into = make.topic(topic.community, title="Subtitles for broadcasts")
    asked = {
        "address": f"https://example.gov{into.get_absolute_url()}?page=1#post-2",
        "number": into.pk,
        "words": "subtitles",
    }
    client = browser(keeper)
    address = f"/topics/{topic.pk}/arrange/merge/?q={asked[way]}".replace("#", "%23")
    assert "Subtitles for broadcasts" in text(client.get(address))
    page = client.post(address, {"other": into.pk}, follow=True)
    assert "Mo Keeper merged “How do we caption live video?” into this topic" in text(page)
    assert numbers(into) == [1, 2, 3, 4, 5]
    page = text(client.get(f"/topics/{into.pk}/arrange/"))
    assert "“How do we caption live video?” was merged into this topic" in page
    assert "Done." in text(act(client, into, "undo", other=topic.pk))
    assert numbers(topic) == [1, 2, 3, 4] and numbers(into) == [1]


def test_a_topic_that_can_not_be_used_says_why_and_one_that_is_not_seen_is_not_found(topic, keeper):
    elsewhere = make.topic(title="Subtitles elsewhere")
    secret = make.topic(make.community(visibility=Visibility.PRIVATE), title="Subtitles in secret")
    client = browser(keeper)
    page = text(client.get(f"/topics/{topic.pk}/arrange/merge/?q=subtitles"))
    assert "Subtitles elsewhere" in page and "Only moderators and leads of" in page
    assert "Subtitles in secret" not in page
    for other in (elsewhere, secret):
        address = f"/topics/{topic.pk}/arrange/merge/?q={other.pk}"
        assert client.post(address, {"other": other.pk}).status_code == 422
    assert "Subtitles in secret" not in text(client.get(f"/topics/{topic.pk}/arrange/merge/?q={secret.pk}"))


def test_a_duplicate_links_to_its_original_and_the_original_links_back(topic, keeper):
    original = make.topic(topic.community, title="Captions, the first question")
    client = browser(topic.author)
    address = f"/topics/{topic.pk}/arrange/duplicate/?q={original.pk}"
    page = text(client.post(address, {"other": original.pk}, follow=True))
    assert "Closed as a duplicate" in page and original.get_absolute_url() in page
    assert "Asked again" in text(browser().get(original.get_absolute_url()))
    assert "Done." in text(act(client, topic, "reopen"))
    assert "Asked again" not in text(browser().get(original.get_absolute_url()))


def test_posts_are_split_out_by_their_boxes_and_brought_back(topic, keeper):
    client = browser(keeper)
    address = f"/topics/{topic.pk}/arrange/split/"
    wrong = client.post(address, {"title": "A topic of its own"})
    assert wrong.status_code == 422 and "Choose at least one post." in text(wrong)
    page = client.post(address, {"title": "A topic of its own", "posts": ["2", "4"]}, follow=True)
    assert "made this topic of posts of" in text(page)
    page = text(client.get(topic.get_absolute_url()))
    assert "moved posts to" in page and 'id="post-4"' in page and 'id="post-2"' in page
    new = Topic.objects.latest("pk")
    assert "Done." in text(act(client, topic, "undo", other=new.pk))
    assert numbers(topic) == [1, 2, 3, 4]


def test_a_line_names_a_private_community_or_topic_only_to_those_who_see_it(topic, keeper):
    private = make.community("Heliotrope club", visibility=Visibility.PRIVATE)
    make.give_role(private, keeper, Role.LEAD, by=None)
    moving.show_also_in(topic, by=keeper, other=private)
    strangers = [browser(), browser(topic.author)]
    for client in strangers:
        page = text(client.get(topic.get_absolute_url()))
        assert "Heliotrope" not in page, page[page.index("Heliotrope") - 300 :][:400]
        assert "showed this topic in another community too" in page
    assert "Heliotrope club" in text(browser(keeper).get(topic.get_absolute_url()))
    moving.show_only_here(topic, by=keeper)
    moving.move_topic(topic, by=keeper, to=private)
    moving.move_topic(topic, by=keeper, to=topic.community)
    page = text(strangers[1].get(topic.get_absolute_url()))
    assert "Heliotrope" not in page and "moved this topic here" in page


def test_the_page_of_a_topic_costs_no_more_than_two_queries_for_all_its_lines(topic, keeper):
    plain = queries(browser(keeper), topic.get_absolute_url())
    other = make.community()
    make.give_role(other, keeper, Role.LEAD, by=None)
    merging.merge_topics(make.topic(topic.community), into=topic, by=keeper)
    merging.split_topic(topic, [3], by=keeper, title="A topic of its own")
    moving.show_also_in(topic, by=keeper, other=other)
    duplicating.close_as_duplicate(make.topic(topic.community), of=topic, by=keeper)
    for number in range(5):
        arranging.rename_topic(topic, by=keeper, title=f"How do we caption live video {number}?")
    assert queries(browser(keeper), now(topic).get_absolute_url()) <= plain + 2
    assert queries(browser(keeper), f"/topics/{topic.pk}/arrange/") <= 10


def test_lines_stand_between_the_posts_in_their_order(topic, keeper):
    arranging.pin_topic(topic, by=keeper, pinned=True)
    reply(topic, by=keeper, source="After the pin.")
    page = text(browser().get(topic.get_absolute_url()))
    assert page.index("Reply 4.") < page.index("Mo Keeper pinned this topic") < page.index("After the pin.")
