"""Posts that wait for a moderator: who waits, who reads them meanwhile, and publishing them."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from communities.discussions.arranging.arranging import pin_topic
from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.holding import release_post, waits_first
from communities.discussions.models import Post, Topic
from communities.discussions.reading import waiting
from communities.discussions.tasks import tell_of_post
from communities.discussions.writing.posting import reply
from communities.discussions.writing.withdrawing import withdraw_post
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.notifications.models import Kind, Notification
from communities.spaces.models import PreModeration, Role
from tests import make
from tests.tools import browser, jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def careful():
    """A community in which every member's posts wait."""
    return make.community("Careful", pre_moderation=PreModeration.ALL)


@pytest.fixture
def moderator(careful):
    return make.belonging(careful, Role.MODERATOR, "Victor Nguyen")


def now(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


def tell_all():
    for job in jobs("tell_of_post"):
        tell_of_post(**job)


def told(person) -> list[str]:
    return sorted(Notification.objects.filter(person=person).values_list("kind", flat=True))


@pytest.mark.parametrize("first", [1, 3])
def test_the_first_posts_of_a_member_wait_until_so_many_are_published(first):
    community = make.community(pre_moderation=PreModeration.FIRST, first_posts=first)
    keeper, newcomer = make.belonging(community, Role.LEAD), make.belonging(community)
    topic = make.topic(community, by=keeper)
    for number in range(first):
        post = reply(topic, by=newcomer, source=f"Word {number}.")
        assert post.is_held, "what was not published yet does not count"
        release_post(post, by=keeper)
    assert not reply(topic, by=newcomer, source="Trusted now.").is_held
    other = make.community(pre_moderation=PreModeration.FIRST, first_posts=1)
    make.give_role(other, newcomer, Role.MEMBER, by=None)
    assert waits_first(make.fresh(newcomer), other), "each community counts for itself"


def test_a_post_that_was_hidden_earns_no_trust(careful, moderator):
    careful.pre_moderation, careful.first_posts = PreModeration.FIRST, 1
    careful.save()
    newcomer = make.belonging(careful)
    post = release_post(reply(make.topic(careful, by=moderator), by=newcomer, source="Buy!"), by=moderator)
    assert not waits_first(newcomer, careful)
    hide_post(post, by=moderator, reason="Advertising.")
    assert waits_first(newcomer, careful)


def test_those_who_keep_order_do_not_wait(careful, moderator):
    assert not make.topic(careful, by=moderator).held_at
    assert not make.topic(careful, by=make.belonging(careful, Role.LEAD)).held_at
    assert make.topic(careful, by=make.belonging(careful)).held_at


def test_a_topic_that_waits_is_seen_by_its_author_and_those_who_keep_order_alone(careful, moderator, client):
    author, other = make.belonging(careful), make.belonging(careful)
    lead_elsewhere = make.belonging(make.community(), Role.LEAD)
    topic = make.topic(careful, by=author, title="How do we say it with fewer words?")
    for person in (None, other, lead_elsewhere):
        assert not Topic.objects.visible_to(person).filter(pk=topic.pk).exists()
        assert not Post.objects.visible_to(person).filter(topic=topic).exists()
    for person in (author, moderator, make.administrator()):
        assert Topic.objects.visible_to(person).filter(pk=topic.pk).exists()
        assert not Topic.objects.listed_for(person).filter(pk=topic.pk).exists()
        assert not Topic.objects.shown_in(careful, person).filter(pk=topic.pk).exists()
    assert now(careful).topic_count == 0
    assert not Document.objects.filter(title=topic.title).exists()
    client.force_login(other)
    assert client.get(topic.get_absolute_url()).status_code == 404
    for address in (careful.get_absolute_url(), reverse("topic_list"), reverse("search") + "?q=fewer+words"):
        assert "fewer words?" not in client.get(address).content.decode()
    client.force_login(author)
    assert "waits for a moderator" in client.get(topic.get_absolute_url()).content.decode()


def test_publishing_a_topic_lists_it_counts_it_lets_it_be_found_and_tells(careful, moderator):
    author, follower = make.belonging(careful), make.belonging(careful)
    topic = make.topic(careful, by=author, source=f"Does @{follower.slug} know?")
    tell_all()
    assert told(follower) == [] and told(moderator) == [Kind.HELD]
    release_post(topic.posts.get(), by=moderator)
    tell_all()
    topic = now(topic)
    assert topic.held_at is None and now(careful).topic_count == 1
    assert Topic.objects.listed_for(follower).filter(pk=topic.pk).exists()
    assert Document.objects.filter(title=topic.title).exists()
    assert told(author) == [Kind.RELEASED] and told(follower) == [Kind.MENTION]
    assert Entry.objects.get(verb="post.released").actor == moderator


def test_a_reply_that_waits_keeps_its_number_is_told_to_nobody_and_raises_no_topic(careful, moderator):
    asker, member = make.belonging(careful), make.belonging(careful)
    topic = make.topic(careful, by=moderator)
    reply(topic, by=moderator, source=f"I ask @{asker.slug}.")
    before = now(topic)
    post = reply(topic, by=member, source=f"Ask @{asker.slug} about xylophones.")
    tell_all()
    after = now(topic)
    assert (after.post_count, after.last_post_at, after.last_post_by) == (3, before.last_post_at, moderator)
    assert post.number == 3 and Kind.MENTION in told(asker) and len(told(asker)) == 1
    assert "xylophones" not in Document.objects.get(title=topic.title).body
    release_post(post, by=moderator)
    assert "xylophones" in Document.objects.get(title=topic.title).body
    after = now(topic)
    assert after.last_post_by == member and after.last_post_at == now(post).created_at > before.last_post_at


def test_publishing_with_other_words_keeps_the_old_ones_and_says_so_to_the_author(careful, moderator):
    author = make.belonging(careful)
    post = reply(make.topic(careful, by=moderator), by=author, source="Call 202-555-0143 at home.")
    release_post(post, by=moderator, source="Call the press office.", read_source=post.source)
    post = now(post)
    assert "press office" in post.html and post.edited_at and not post.is_held
    assert [(each.source, each.by) for each in post.revisions.all()] == [
        ("Call 202-555-0143 at home.", moderator)
    ]
    assert told(author) == [Kind.REWORDED]


def test_a_text_that_its_author_has_changed_meanwhile_is_read_again_first(careful, moderator, client):
    post = reply(make.topic(careful, by=moderator), by=make.belonging(careful), source="As it was read.")
    Post.objects.filter(pk=post.pk).update(source="Something else.")
    with pytest.raises(ValidationError):
        release_post(post, by=moderator, read_source="As it was read.")
    client.force_login(moderator)
    sent = {"body": "What the moderator typed.", "read_source": "As it was read."}
    answer = client.post(reverse("post_release", args=[post.pk]), sent)
    assert answer.status_code == 422 and "changed the post meanwhile" in answer.content.decode()
    assert "What the moderator typed." in answer.content.decode() and now(post).is_held
    sent["read_source"] = "Something else."
    assert client.post(reverse("post_release", args=[post.pk]), sent).status_code == 302
    assert now(post).source == "What the moderator typed."


def test_only_those_who_keep_order_publish_and_nobody_their_own_words(careful, moderator):
    author = make.belonging(careful)
    post = reply(make.topic(careful, by=moderator), by=author, source="Mine.")
    elsewhere = make.belonging(make.community(), Role.MODERATOR)
    for person in (author, make.belonging(careful), elsewhere, make.member()):
        with pytest.raises(Refused):
            release_post(post, by=person)
    make.give_role(careful, author, Role.MODERATOR, by=None)
    with pytest.raises(Refused, match="Another moderator"):
        release_post(post, by=make.fresh(author))
    assert now(post).is_held


def test_what_is_hidden_or_withdrawn_is_not_published_and_waits_again_when_it_is_shown(careful, moderator):
    author = make.belonging(careful)
    topic = make.topic(careful, by=moderator)
    hidden, withdrawn = reply(topic, by=author, source="One."), reply(topic, by=author, source="Two.")
    hide_post(hidden, by=moderator, reason="Off topic.")
    withdraw_post(withdrawn, by=author)
    for post in (hidden, withdrawn):
        with pytest.raises(Refused):
            release_post(post, by=moderator)
    assert waiting.waiting_count(make.fresh(moderator)) == 0
    restore_post(hidden, by=moderator)
    assert now(hidden).is_held and waiting.waiting_count(make.fresh(moderator)) == 1


def test_two_who_publish_at_once_publish_once(careful, moderator, transactional_db):
    second = make.belonging(careful, Role.LEAD)
    post = reply(make.topic(careful, by=moderator), by=make.belonging(careful), source="Once.")
    outcome = make.at_once(
        *(lambda by=by: release_post(post, by=make.fresh(by)) for by in (moderator, second))
    )
    assert sum(isinstance(each, Refused) for each in outcome) == 1, outcome
    assert Notification.objects.filter(kind=Kind.RELEASED).count() == 1


def test_the_page_of_what_waits_shows_each_what_is_theirs_to_decide(site, careful, moderator):
    author = make.belonging(careful)
    other = make.community("Elsewhere", pre_moderation=PreModeration.ALL)
    make.topic(careful, by=author, title="May we post on weekends?")
    make.topic(other, by=make.belonging(other), title="What of another community?")
    other_member, pages = make.belonging(careful), {}
    for person in (author, moderator, other_member):
        pages[person.pk] = browser(person).get(reverse("held_list")).content.decode()
    assert "May we post on weekends?" in pages[author.pk] and "Read and publish" not in pages[author.pk]
    assert "May we post on weekends?" in pages[moderator.pk] and "Read and publish" in pages[moderator.pk]
    assert "Nothing that you wrote waits" in pages[other_member.pk]
    assert not [page for page in pages.values() if "What of another community?" in page]
    assert "1 post waits for a moderator" in browser(moderator).get("/").content.decode()


def test_the_author_is_told_that_it_waits_and_a_double_click_posts_once(careful, moderator, client):
    author = make.belonging(careful)
    topic = make.topic(careful, by=moderator)
    client.force_login(author)
    form = client.get(topic.get_absolute_url()).context["form"]
    sent = {"body": "Here is mine.", "submission": form["submission"].value()}
    for _again in range(2):
        page = client.post(reverse("topic_reply", args=[topic.pk]), sent, follow=True).content.decode()
        assert "A moderator reads it before others do" in page
    assert topic.posts.count() == 2


def test_a_topic_that_waits_is_not_moved_or_merged(careful, moderator):
    topic = make.topic(careful, by=make.belonging(careful))
    with pytest.raises(Refused, match="waits for a moderator"):
        pin_topic(topic, by=moderator, pinned=True)
