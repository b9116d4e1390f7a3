"""Pinning, locking, renaming, tags and kinds; duplicates; communities: each act, by whom, twice, and back."""

import pytest
from django.core.exceptions import ValidationError

from communities.discussions.answering import accept_answer, withdraw_answer
from communities.discussions.arranging import arranging, duplicating, moving
from communities.discussions.hiding import hide_post
from communities.discussions.models import Kind, Post, Topic
from communities.discussions.polls.polling import start_poll
from communities.discussions.reading.listing import topic_rows
from communities.discussions.writing.posting import reply
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.spaces.changing import change_community
from communities.spaces.models import Community, Role, Visibility
from tests import make
from tests.discussions.arranged import everything, kinds, made_anew, numbers
from tests.tools import verbs


@pytest.fixture
def topic(db):
    return make.topic(make.community("Captioners"))


@pytest.fixture
def keeper(topic):
    return make.belonging(topic.community, Role.MODERATOR, "Mo")


def now(topic: Topic) -> Topic:
    return Topic.objects.select_related("community").get(pk=topic.pk)


def shown_in(community: Community, person=None) -> list[Topic]:
    return list(Topic.objects.shown_in(community, person))


# what is done, what takes it back, how the topic stands between, and the verb of the ledger
ACTS = {
    "pin": (
        lambda t, by: arranging.pin_topic(t, by=by, pinned=True),
        lambda t, by: arranging.pin_topic(t, by=by, pinned=False),
        lambda t: t.is_pinned,
        ["topic.pinned", "topic.unpinned"],
    ),
    "lock": (
        lambda t, by: arranging.lock_topic(t, by=by, locked=True, reason="It is answered."),
        lambda t, by: arranging.lock_topic(t, by=by, locked=False),
        lambda t: t.is_locked,
        ["topic.locked", "topic.unlocked"],
    ),
    "rename": (
        lambda t, by: arranging.rename_topic(t, by=by, title="Captions for live video"),
        lambda t, by: arranging.rename_topic(t, by=by, title="How it was"),
        lambda t: t.title == "Captions for live video",
        ["topic.renamed", "topic.renamed"],
    ),
    "retag": (
        lambda t, by: arranging.retag_topic(t, by=by, tags=["live-video", "alt-text"]),
        lambda t, by: arranging.retag_topic(t, by=by, tags=["captions"]),
        lambda t: {tag["slug"] for tag in t.tag_list} == {"live-video", "alt-text"},
        ["topic.retagged", "topic.retagged"],
    ),
    "kind": (
        lambda t, by: arranging.change_kind(t, by=by, kind=Kind.ANNOUNCEMENT),
        lambda t, by: arranging.change_kind(t, by=by, kind=Kind.QUESTION),
        lambda t: t.kind == Kind.ANNOUNCEMENT,
        ["topic.kind", "topic.kind"],
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_done_is_recorded_shows_as_a_line_and_is_taken_back(topic, keeper, act):
    do, undo, is_so, words = ACTS[act]
    arranging.rename_topic(topic, by=keeper, title="How it was")
    before, lines, ledger = everything(), len(kinds(topic)), len(verbs())
    do(topic, keeper)
    assert is_so(now(topic)) and everything() == made_anew()
    undo(topic, keeper)
    assert everything() == before == made_anew()
    assert verbs()[ledger:] == words
    assert [f"topic.{kind}" for kind in kinds(topic)[lines:]] == words
    assert {entry.actor for entry in Entry.objects.order_by("-pk")[:2]} == {keeper}


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_is_done_twice_is_recorded_and_shown_once(topic, keeper, act):
    do = ACTS[act][0]
    do(topic, keeper)
    once = (everything(), verbs(), kinds(topic))
    do(topic, keeper)
    assert (everything(), verbs(), kinds(topic)) == once


@pytest.mark.parametrize("act", ACTS)
def test_who_keeps_no_order_here_does_none_of_it(topic, act):
    people = [make.belonging(topic.community), make.belonging(make.community(), Role.LEAD), make.member()]
    before = everything()
    for person in people:
        with pytest.raises(Refused):
            ACTS[act][0](topic, person)
    assert everything() == before and not kinds(topic)


def test_who_started_a_topic_changes_its_title_and_tags_and_nothing_else(topic):
    allowed = set()
    for name, (do, *_rest) in ACTS.items():
        try:
            do(topic, topic.author)
            allowed.add(name)
        except Refused:
            pass
    assert allowed == {"rename", "retag"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ACTS)
def test_two_who_do_the_same_at_once_do_it_once(act):
    topic = make.topic()
    keepers = [make.belonging(topic.community, Role.MODERATOR) for _ in range(2)]
    do, _undo, is_so, words = ACTS[act]
    outcome = make.at_once(*(lambda by=keeper: do(topic, make.fresh(by)) for keeper in keepers))
    assert not [each for each in outcome if isinstance(each, Exception)]
    assert is_so(now(topic)) and verbs().count(words[0]) == len(kinds(topic)) == 1


def test_a_title_is_not_empty_and_a_lock_has_a_reason(topic, keeper):
    with pytest.raises(ValidationError, match="Give the topic a title"):
        arranging.rename_topic(topic, by=keeper, title="  ")
    with pytest.raises(ValidationError, match="Give a reason"):
        arranging.lock_topic(topic, by=keeper, locked=True, reason=" ")
    assert not kinds(topic)


def test_the_reason_of_a_lock_is_in_its_line_and_in_the_ledger_and_a_title_in_neither_ledger(topic, keeper):
    arranging.lock_topic(topic, by=keeper, locked=True, reason="It is answered.")
    assert Entry.objects.latest("pk").facts == {"reason": "It is answered."}
    assert topic.acts.get().facts == {"reason": "It is answered."}
    arranging.rename_topic(topic, by=keeper, title="Something else entirely")
    assert Entry.objects.latest("pk").facts == {}


def test_what_is_no_question_any_more_has_no_answer_and_has_it_again_as_a_question(topic, keeper):
    post = make.post(topic)
    accept_answer(post, by=topic.author)
    before = everything()
    arranging.change_kind(topic, by=keeper, kind=Kind.DISCUSSION)
    assert not now(topic).is_solved
    arranging.change_kind(topic, by=keeper, kind=Kind.QUESTION)
    assert everything() == before == made_anew()
    arranging.change_kind(topic, by=keeper, kind=Kind.DISCUSSION)
    hide_post(post, by=keeper, reason="It names somebody.")
    arranging.change_kind(topic, by=keeper, kind=Kind.QUESTION)
    assert not now(topic).is_solved


def test_an_answer_that_was_taken_back_does_not_come_again_with_the_kind(topic, keeper):
    accept_answer(make.post(topic), by=topic.author)
    arranging.change_kind(topic, by=keeper, kind=Kind.DISCUSSION)
    arranging.change_kind(topic, by=keeper, kind=Kind.QUESTION)
    withdraw_answer(topic, by=topic.author)
    arranging.change_kind(topic, by=keeper, kind=Kind.DISCUSSION)
    arranging.change_kind(topic, by=keeper, kind=Kind.QUESTION)
    assert not now(topic).is_solved


# --- duplicates -----------------------------------------------------------------------------------


def test_a_duplicate_is_closed_with_links_both_ways_and_reopened(topic, keeper):
    original = make.topic(topic.community)
    before = everything()
    duplicating.close_as_duplicate(topic, of=original, by=keeper)
    assert (now(topic).duplicate_of, now(topic).is_locked) == (original, True)
    assert list(original.duplicates.all()) == [topic]
    with pytest.raises(Refused, match="locked"):
        reply(topic, by=topic.author, source="But mine is about radio.")
    duplicating.reopen_topic(topic, by=topic.author)
    assert everything() == before and kinds(topic) == ["duplicate", "reopened"]
    assert verbs()[-2:] == ["topic.duplicate", "topic.reopened"]


def test_a_topic_that_was_locked_before_it_was_a_duplicate_is_locked_after(topic, keeper):
    first, second = make.topic(topic.community), make.topic(topic.community)
    arranging.lock_topic(topic, by=keeper, locked=True, reason="Enough.")
    duplicating.close_as_duplicate(topic, of=first, by=keeper)
    duplicating.close_as_duplicate(topic, of=second, by=keeper)
    with pytest.raises(ValidationError, match="Reopen it instead"):
        arranging.lock_topic(topic, by=keeper, locked=False)
    duplicating.reopen_topic(topic, by=keeper)
    assert now(topic).is_locked and now(topic).duplicate_of is None


def test_a_duplicate_is_closed_once_and_only_by_its_asker_or_a_keeper(topic, keeper):
    original = make.topic(topic.community)
    with pytest.raises(Refused, match="The person who started a topic"):
        duplicating.close_as_duplicate(topic, of=original, by=original.author)
    with pytest.raises(Refused, match="not closed as a duplicate"):
        duplicating.reopen_topic(topic, by=keeper)
    duplicating.close_as_duplicate(topic, of=original, by=keeper)
    duplicating.close_as_duplicate(topic, of=original, by=keeper)
    assert kinds(topic) == ["duplicate"]
    for wrong in (topic, make.topic(make.community(visibility=Visibility.PRIVATE))):
        with pytest.raises(Refused):
            duplicating.close_as_duplicate(make.topic(topic.community), of=wrong, by=keeper)
    with pytest.raises(Refused, match="closed as a duplicate of this one"):
        duplicating.close_as_duplicate(original, of=topic, by=keeper)


@pytest.mark.django_db(transaction=True)
def test_of_two_topics_that_are_closed_as_duplicates_of_each_other_at_once_one_stays_open():
    one = make.topic()
    two = make.topic(one.community)
    keepers = [make.belonging(one.community, Role.MODERATOR) for _ in range(2)]
    outcome = make.at_once(
        lambda: duplicating.close_as_duplicate(one, of=two, by=make.fresh(keepers[0])),
        lambda: duplicating.close_as_duplicate(two, of=one, by=make.fresh(keepers[1])),
    )
    assert sum(isinstance(each, Refused) for each in outcome) == 1
    assert Topic.objects.filter(duplicate_of=None).count() == 1


# --- communities ----------------------------------------------------------------------------------


@pytest.fixture
def other(keeper):
    """A second community in which the keeper keeps order as well."""
    place = make.community("Designers")
    make.give_role(place, keeper, Role.LEAD, by=None)
    return place


def test_a_topic_moves_with_its_posts_keeps_its_address_and_moves_back(topic, keeper, other):
    make.post(topic)
    arranging.pin_topic(topic, by=keeper, pinned=True)
    address = topic.get_absolute_url()
    moving.move_topic(topic, by=keeper, to=other)
    assert (now(topic).community, now(topic).is_pinned) == (other, False)
    assert now(topic).get_absolute_url() == address
    assert Document.objects.get(object_id=topic.pk, kind="topic").facts["community"] == other.slug
    assert everything() == made_anew()
    moving.move_topic(topic, by=keeper, to=topic.community)
    assert now(topic).community == topic.community and everything() == made_anew()
    assert kinds(topic) == ["pinned", "moved", "moved"] and verbs()[-1] == "topic.moved"
    with pytest.raises(Refused, match="is in Captioners already"):
        moving.move_topic(topic, by=keeper, to=topic.community)


def test_what_was_said_among_few_does_not_move_to_more_but_back_where_it_came_from(topic, keeper):
    private = make.community("Quiet room", visibility=Visibility.PRIVATE)
    make.give_role(private, keeper, Role.LEAD, by=None)
    moving.move_topic(topic, by=keeper, to=private)
    assert Document.objects.get(object_id=topic.pk, kind="topic").audience == private.audience
    moving.move_topic(topic, by=keeper, to=topic.community)
    moving.move_topic(topic, by=keeper, to=private)
    reply(topic, by=keeper, source="Only for us.")
    with pytest.raises(Refused, match="More people can read Captioners than Quiet room"):
        moving.move_topic(topic, by=keeper, to=topic.community)


@pytest.mark.parametrize("what", ["a title", "a poll"])
def test_what_a_topic_got_among_few_is_not_shown_to_more(topic, keeper, what):
    private = make.community("Quiet room", visibility=Visibility.PRIVATE)
    make.give_role(private, keeper, Role.LEAD, by=None)
    moving.move_topic(topic, by=keeper, to=private)
    if what == "a title":
        arranging.rename_topic(topic, by=keeper, title="What only we may know")
    else:
        start_poll(topic, by=keeper, question="Who of us?", options=["You", "Me"])
    with pytest.raises(Refused, match="More people can read Captioners than Quiet room"):
        moving.move_topic(topic, by=keeper, to=topic.community)


def test_only_who_keeps_order_in_both_moves_a_topic(topic, keeper, other):
    for person in (
        topic.author,
        make.belonging(topic.community, Role.LEAD),
        make.belonging(other, Role.LEAD),
    ):
        with pytest.raises(Refused):
            moving.move_topic(topic, by=person, to=other)
    assert now(topic).community == topic.community


def test_a_mention_of_whom_the_new_community_excludes_is_a_mention_no_more(topic, keeper):
    private = make.community(visibility=Visibility.PRIVATE)
    make.give_role(private, keeper, Role.LEAD, by=None)
    named = make.member("Nora Named")
    post = reply(topic, by=topic.author, source=f"Ask @{named.slug}.")
    assert post.mentions.count() == 1
    moving.move_topic(topic, by=keeper, to=private)
    assert post.mentions.count() == 0 and everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_a_topic_that_two_move_at_once_to_two_places_is_in_one_and_every_count_is_right():
    topic = make.topic()
    places = [make.community(), make.community()]
    boss = make.administrator()
    outcome = make.at_once(
        *(lambda to=to: moving.move_topic(topic, by=make.fresh(boss), to=to) for to in places)
    )
    assert now(topic).community in places and all(isinstance(each, Topic) for each in outcome), outcome
    assert everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_replies_to_a_topic_while_it_moves_are_all_said_and_counted():
    """Who waited for the topic finds it in its new place; who may not write there is told so."""
    for _round in range(3):
        topic, place = make.topic(), make.community()
        boss = make.administrator()
        people = [make.belonging(topic.community) for _each in range(4)]
        for person in people[:2]:
            make.give_role(place, person, Role.MEMBER, by=None)
        outcome = make.at_once(
            lambda topic=topic, place=place, by=boss: moving.move_topic(topic, by=make.fresh(by), to=place),
            *(lambda t=topic, by=by: reply(t, by=make.fresh(by), source="Said.") for by in people),
        )
        assert now(topic).community == outcome[0].community == place
        assert all(isinstance(each, Post) for each in outcome[1:3]), outcome
        assert all(isinstance(each, Post | Refused) for each in outcome[3:]), outcome
        assert numbers(topic) == list(range(1, topic.posts.count() + 1))
        assert everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_the_count_of_a_community_is_right_when_a_topic_comes_while_another_is_started():
    topic, place = make.topic(), make.community()
    boss, member = make.administrator(), make.belonging(place)
    make.at_once(
        lambda: moving.move_topic(topic, by=make.fresh(boss), to=place),
        *(lambda n=n: make.topic(place, by=make.fresh(member), source=f"Number {n}.") for n in range(3)),
    )
    assert Community.objects.get(pk=place.pk).topic_count == 4 and everything() == made_anew()


def test_a_topic_is_shown_in_a_second_community_counted_in_both_and_taken_out(topic, keeper, other):
    their_keeper = make.belonging(other, Role.MODERATOR)
    before = everything()
    moving.show_also_in(topic, by=keeper, other=other)
    assert shown_in(other) == shown_in(topic.community) == [topic]
    assert Community.objects.get(pk=other.pk).topic_count == 1
    assert topic_rows([topic.pk], None, within=other)[0].community == topic.community
    assert everything() == made_anew()
    moving.show_also_in(topic, by=keeper, other=other)
    moving.show_only_here(topic, by=their_keeper)
    assert everything() == before == made_anew() and shown_in(other) == []
    moving.show_only_here(topic, by=keeper)
    assert kinds(topic) == ["shared", "unshared"]


def test_members_of_the_second_community_reply_as_those_of_the_first_do(topic, keeper, other):
    member = make.belonging(other)
    with pytest.raises(Refused, match="Join Captioners"):
        reply(topic, by=member, source="May I?")
    moving.show_also_in(topic, by=keeper, other=other)
    assert reply(topic, by=member, source="Now I may.").number == 2


def test_a_topic_is_shown_only_where_both_allow_it_and_no_more_people_read(topic, keeper, other):
    Community.objects.filter(pk=other.pk).update(shares_topics=False)
    with pytest.raises(Refused, match="keeps its topics to itself"):
        moving.show_also_in(topic, by=keeper, other=Community.objects.get(pk=other.pk))
    private = make.topic(make.community("Quiet room", visibility=Visibility.PRIVATE))
    Community.objects.filter(pk=other.pk).update(shares_topics=True)
    make.give_role(other, private.author, Role.MEMBER, by=None)
    with pytest.raises(Refused, match="More people can read"):
        moving.show_also_in(private, by=private.author, other=Community.objects.get(pk=other.pk))
    with pytest.raises(Refused, match="Join Designers"):
        moving.show_also_in(topic, by=topic.author, other=other)
    with pytest.raises(Refused, match="The person who started a topic"):
        moving.show_only_here(topic, by=make.belonging(topic.community))


def test_what_is_shown_elsewhere_is_in_no_list_of_who_may_not_read_it(topic, keeper, other):
    """Also when its own community became private later."""
    moving.show_also_in(topic, by=keeper, other=other)
    Community.objects.filter(pk=topic.community_id).update(visibility=Visibility.PRIVATE)
    assert shown_in(other, make.belonging(other)) == shown_in(other) == []
    assert shown_in(other, make.fresh(keeper)) == [topic]


def test_a_topic_whose_community_becomes_private_counts_in_no_other_one_until_it_is_open_again(topic, other):
    boss = make.administrator()
    moving.show_also_in(topic, by=boss, other=other)
    for visibility, count in ((Visibility.PRIVATE, 0), (Visibility.MEMBERS, 1)):
        version = Community.objects.get(pk=topic.community_id).version
        change_community(topic.community, by=boss, read_version=version, visibility=visibility)
        assert Community.objects.get(pk=other.pk).topic_count == count
        assert everything() == made_anew()


def test_a_topic_that_moves_among_few_is_shown_nowhere_else_any_more(topic, keeper, other):
    private = make.community(visibility=Visibility.PRIVATE)
    make.give_role(private, keeper, Role.LEAD, by=None)
    moving.show_also_in(topic, by=keeper, other=other)
    moving.move_topic(topic, by=keeper, to=private)
    assert now(topic).also_in is None and everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_a_topic_that_is_shown_elsewhere_and_taken_out_at_once_leaves_right_counts():
    topic = make.topic()
    other, boss = make.community(), make.administrator()
    make.at_once(
        lambda: moving.show_also_in(topic, by=make.fresh(boss), other=other),
        lambda: moving.show_only_here(topic, by=make.fresh(boss)),
        lambda: moving.show_also_in(topic, by=make.fresh(boss), other=other),
    )
    assert everything() == made_anew()
