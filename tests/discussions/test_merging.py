"""Two topics become one, posts become a topic of their own, and both are taken back exactly."""

import pytest
from django.core.exceptions import ValidationError

from communities.discussions.answering import accept_answer
from communities.discussions.arranging import merging, moving
from communities.discussions.arranging.arranging import pin_topic
from communities.discussions.arranging.duplicating import close_as_duplicate, reopen_topic
from communities.discussions.following.following import mark_read
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Post, ReadingPosition, Topic
from communities.discussions.polls.polling import start_poll
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply
from communities.discussions.writing.withdrawing import withdraw_post
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.notifications.models import Notification, target_for
from communities.spaces.models import Role, Visibility
from tests import make
from tests.discussions.arranged import everything, kinds, made_anew, numbers
from tests.tools import browser, verbs


@pytest.fixture
def topic(db):
    """A question with replies to each other, the third of them its answer."""
    topic = make.topic(make.community("Captioners"))
    for to in (1, 2, 2):
        reply(topic, by=make.belonging(topic.community), source=f"To {to}.", in_reply_to=to)
    accept_answer(topic.posts.get(number=3), by=topic.author)
    return now(topic)


@pytest.fixture
def into(topic):
    into = make.topic(topic.community)
    make.post(into)
    return now(into)


@pytest.fixture
def keeper(topic):
    return make.belonging(topic.community, Role.MODERATOR, "Mo")


def now(topic: Topic) -> Topic:
    return Topic.objects.select_related("community", "merged_into").get(pk=topic.pk)


# --- merging --------------------------------------------------------------------------------------


def test_posts_come_behind_those_of_the_other_topic_and_still_answer_each_other(topic, into, keeper):
    merging.merge_topics(topic, into=into, by=keeper)
    assert numbers(into) == [1, 2, 3, 4, 5, 6] and numbers(topic) == []
    assert list(into.posts.order_by("number").values_list("in_reply_to", flat=True))[2:] == [None, 3, 4, 4]
    assert (now(into).post_count, now(into).gap_count, now(topic).merged_into) == (6, 0, into)
    assert not Document.objects.filter(kind="topic", object_id=topic.pk).exists()
    assert "To 2." in Document.objects.get(kind="topic", object_id=into.pk).body
    assert everything() == made_anew()
    assert verbs()[-1] == "topic.merged" and kinds(into) == ["merged"]
    assert into.acts.get().after == 2


def test_a_merging_is_undone_exactly(topic, into, keeper):
    pin_topic(topic, by=keeper, pinned=True)
    before = everything()
    merging.merge_topics(topic, into=into, by=keeper)
    merging.unmerge_topic(topic, by=keeper)
    assert everything() == before == made_anew()
    assert kinds(into) == [] and kinds(topic) == ["pinned", "reopened"]


def test_what_was_said_after_a_merging_stays_when_it_is_undone(topic, into, keeper):
    merging.merge_topics(topic, into=into, by=keeper)
    later = reply(into, by=keeper, source="Later.", in_reply_to=5)
    merging.unmerge_topic(topic, by=keeper)
    assert numbers(topic) == [1, 2, 3, 4] and numbers(into) == [1, 2, 7]
    assert (now(into).post_count, now(into).gap_count, now(into).reply_count) == (7, 4, 2)
    assert now(topic).answer == topic.answer and later in into.posts.all()
    assert everything() == made_anew()
    assert reply(into, by=keeper, source="Next.").number == 8


def test_an_answer_accepted_among_merged_posts_is_lost_when_they_go_back(topic, into, keeper):
    merging.merge_topics(topic, into=into, by=keeper)
    accept_answer(into.posts.get(number=4), by=into.author)
    merging.unmerge_topic(topic, by=keeper)
    assert now(into).answer is None and now(topic).answer == topic.answer
    assert everything() == made_anew()


def test_who_follows_a_topic_follows_the_one_it_was_merged_into_unless_they_mute_it(topic, into, keeper):
    replier = topic.posts.get(number=2).author
    ReadingPosition.objects.create(person=replier, topic=into, mutes=True)
    merging.merge_topics(topic, into=into, by=keeper)
    assert ReadingPosition.objects.get(person=topic.author, topic=into).follows
    assert not ReadingPosition.objects.get(person=replier, topic=into).follows


def test_nobody_has_read_further_than_a_topic_goes(topic, into, keeper):
    merging.merge_topics(topic, into=into, by=keeper)
    mark_read(into, keeper, up_to=6)
    merging.unmerge_topic(topic, by=keeper)
    assert ReadingPosition.objects.get(person=keeper, topic=into).last_read == 2


def test_a_notification_leads_to_where_its_post_stands_now(topic, into, keeper):
    note = Notification.objects.filter(kind="answer").get()
    merging.merge_topics(topic, into=into, by=keeper)
    target = target_for(note, note.person)
    assert target.get_absolute_url() == f"{now(into).get_absolute_url()}#post-5"


def test_the_old_address_leads_to_the_first_of_its_posts(site, topic, into, keeper):
    merging.merge_topics(topic, into=into, by=keeper)
    response = browser().get(topic.get_absolute_url())
    assert response.headers["Location"] == f"{into.get_absolute_url()}#post-3"
    post = Post.objects.get(topic=into, number=5)
    assert browser().get(f"/posts/{post.pk}/").headers["Location"] == f"{into.get_absolute_url()}#post-5"


def test_a_topic_that_was_merged_twice_is_found_at_the_end_and_undone_from_there(site, topic, into, keeper):
    last = make.topic(topic.community)
    before = everything()
    merging.merge_topics(topic, into=into, by=keeper)
    merging.merge_topics(into, into=last, by=keeper)
    assert browser().get(topic.get_absolute_url()).headers["Location"] == f"{last.get_absolute_url()}#post-4"
    with pytest.raises(Refused, match="Undo that first"):
        merging.unmerge_topic(now(topic), by=keeper)
    merging.unmerge_topic(now(into), by=keeper)
    merging.unmerge_topic(now(topic), by=keeper)
    assert everything() == before == made_anew()


def test_only_who_keeps_order_in_both_merges_and_never_to_where_more_people_read(topic, into, keeper):
    elsewhere = make.topic()
    private = make.topic(make.community("Quiet room", visibility=Visibility.PRIVATE))
    make.give_role(private.community, keeper, Role.LEAD, by=None)
    before = everything()
    for one, two, by in (
        (topic, into, topic.author),
        (topic, elsewhere, keeper),
        (elsewhere, topic, keeper),
        (private, topic, keeper),
        (topic, topic, keeper),
    ):
        with pytest.raises(Refused):
            merging.merge_topics(one, into=two, by=by)
    assert everything() == before


def test_a_topic_is_merged_once_and_undone_once_and_by_keepers(topic, into, keeper):
    merging.merge_topics(topic, into=into, by=keeper)
    with pytest.raises(Refused, match="merged already"):
        merging.merge_topics(topic, into=into, by=keeper)
    with pytest.raises(Refused, match="Only moderators and leads"):
        merging.unmerge_topic(now(topic), by=topic.author)
    merging.unmerge_topic(now(topic), by=keeper)
    with pytest.raises(Refused, match="not merged"):
        merging.unmerge_topic(now(topic), by=keeper)


def test_a_topic_is_not_merged_into_its_own_duplicate(topic, into, keeper):
    close_as_duplicate(into, of=topic, by=keeper)
    with pytest.raises(Refused, match="is closed as a duplicate of this one"):
        merging.merge_topics(topic, into=into, by=keeper)
    merging.merge_topics(into, into=topic, by=keeper)
    assert numbers(topic) == [1, 2, 3, 4, 5, 6]


def test_what_was_changed_among_few_does_not_go_back_to_where_more_read(topic, keeper):
    few = make.topic(make.community("Few", visibility=Visibility.PRIVATE))
    make.give_role(few.community, keeper, Role.LEAD, by=None)
    make.give_role(few.community, topic.author, Role.MEMBER, by=None)
    merging.merge_topics(topic, into=few, by=keeper)
    post = Post.objects.get(topic=few, number=2)
    edit_post(post, by=topic.author, source="Among us.", read_source=post.source)
    with pytest.raises(Refused, match="More people can read Captioners than Few"):
        merging.unmerge_topic(now(topic), by=keeper)


def test_a_topic_with_a_poll_is_not_merged(topic, into, keeper):
    start_poll(topic, by=keeper, question="Which?", options=["This", "That"])
    with pytest.raises(Refused, match="has a poll"):
        merging.merge_topics(topic, into=into, by=keeper)


def test_nothing_is_done_to_a_topic_that_was_merged(topic, into, keeper):
    merging.merge_topics(topic, into=into, by=keeper)
    before = everything()
    with pytest.raises(Refused, match="merged into another one"):
        reply(topic, by=topic.author, source="Too late.")
    with pytest.raises(Refused, match="merged into another one"):
        pin_topic(topic, by=keeper, pinned=True)
    assert everything() == before


def test_mentions_are_those_whom_the_readers_of_the_new_place_may_see(topic, keeper):
    private = make.topic(make.community(visibility=Visibility.PRIVATE))
    make.give_role(private.community, keeper, Role.LEAD, by=None)
    named = make.member("Nora Named")
    post = reply(topic, by=topic.author, source=f"Ask @{named.slug}.")
    before = everything()
    merging.merge_topics(topic, into=private, by=keeper)
    assert post.mentions.count() == 0 and everything() == made_anew()
    merging.unmerge_topic(now(topic), by=keeper)
    assert post.mentions.count() == 1 and everything() == before


@pytest.mark.django_db(transaction=True)
def test_two_topics_that_are_merged_into_each_other_at_once_are_one():
    one = make.topic()
    two = make.topic(one.community)
    boss = make.administrator()
    outcome = make.at_once(
        lambda: merging.merge_topics(one, into=two, by=make.fresh(boss)),
        lambda: merging.merge_topics(two, into=one, by=make.fresh(boss)),
    )
    assert sum(isinstance(each, Refused) for each in outcome) == 1
    assert Topic.objects.filter(merged_into=None).count() == 1
    assert everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_replies_to_both_topics_while_they_are_merged_lose_no_post_and_break_no_number():
    one = make.topic()
    two = make.topic(one.community)
    boss = make.administrator()
    people = [make.belonging(one.community) for _ in range(6)]
    outcome = make.at_once(
        lambda: merging.merge_topics(one, into=two, by=make.fresh(boss)),
        *(lambda by=by: reply(one, by=make.fresh(by), source="To one.") for by in people[:3]),
        *(lambda by=by: reply(two, by=make.fresh(by), source="To two.") for by in people[3:]),
    )
    assert all(isinstance(each, Refused) for each in outcome if isinstance(each, Exception))
    said = sum(isinstance(each, Post) for each in outcome)
    assert numbers(two) == list(range(1, said + 3)) and said >= 3
    assert everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_a_post_that_is_changed_while_its_topic_is_merged_is_changed_or_its_author_is_told():
    one = make.topic()
    two = make.topic(one.community)
    post, lead = make.post(one), make.belonging(one.community, Role.LEAD)
    outcome = make.at_once(
        lambda: merging.merge_topics(one, into=two, by=make.fresh(lead)),
        lambda: edit_post(post, by=make.fresh(post.author), source="Better.", read_source=post.source),
        lambda: accept_answer(post, by=make.fresh(one.author)),
        lambda: hide_post(post, by=make.fresh(lead), reason="It names somebody."),
    )
    assert all(isinstance(each, Refused) for each in outcome if isinstance(each, Exception)), outcome
    assert everything() == made_anew()
    answer = Topic.objects.get(pk=two.pk).answer
    assert answer is None or answer.topic == two


@pytest.mark.django_db(transaction=True)
def test_a_merging_that_two_undo_at_once_is_undone_once():
    one = make.topic()
    two = make.topic(one.community)
    boss = make.administrator()
    before = everything()
    merging.merge_topics(one, into=two, by=boss)
    outcome = make.at_once(*[lambda: merging.unmerge_topic(now(one), by=make.fresh(boss))] * 2)
    assert sum(isinstance(each, Exception) for each in outcome) <= 1
    assert everything() == before == made_anew()


# --- splitting ------------------------------------------------------------------------------------


def test_posts_become_a_topic_of_their_own_and_the_others_keep_their_numbers(topic, keeper):
    new = merging.split_topic(topic, [2, 4], by=keeper, title="What about radio?")
    assert numbers(topic) == [1, 3] and numbers(new) == [1, 2]
    assert list(new.posts.order_by("number").values_list("in_reply_to", flat=True)) == [None, 1]
    assert new.author == new.posts.get(number=1).author and new.community == topic.community
    assert (now(topic).post_count, now(topic).reply_count, now(new).post_count) == (4, 1, 2)
    assert kinds(topic) == ["split"] and kinds(new) == ["begun"]
    assert {"topic.split", "topic.begun"} <= set(verbs())
    assert ReadingPosition.objects.get(person=new.author, topic=new).follows
    assert everything() == made_anew()


def test_a_splitting_is_undone_exactly(topic, keeper):
    post = topic.posts.get(number=2)
    mark_helpful(post, by=topic.author, helpful=True)
    before = everything()
    new = merging.split_topic(topic, [2, 3], by=keeper, title="What about radio?")
    assert now(topic).answer is None
    merging.unsplit_topic(new, by=keeper)
    after = everything()
    after["topics"] = [each for each in after["topics"] if each["id"] != new.pk]
    assert after == before and everything() == made_anew()
    assert now(new).merged_into == topic


def test_numbers_that_were_split_away_are_given_to_nobody_else(topic, keeper):
    new = merging.split_topic(topic, [3, 4], by=keeper, title="What about radio?")
    assert reply(topic, by=keeper, source="After the split.").number == 5
    reply(new, by=keeper, source="In the new one.")
    merging.unsplit_topic(now(new), by=keeper)
    assert numbers(topic) == [1, 2, 3, 4, 5, 6]
    assert topic.posts.get(number=6).source == "In the new one."
    assert now(topic).answer == topic.answer and everything() == made_anew()


def test_a_merging_takes_no_number_of_posts_that_were_split_away_and_come_back(topic, into, keeper):
    new = merging.split_topic(topic, [4], by=keeper, title="Another question")
    merging.merge_topics(into, into=topic, by=keeper)
    assert numbers(topic) == [1, 2, 3, 5, 6]
    merging.unsplit_topic(new, by=keeper)
    assert numbers(topic) == [1, 2, 3, 4, 5, 6] and everything() == made_anew()


def test_the_address_of_a_topic_that_was_split_and_brought_back_leads_to_its_post(site, topic, keeper):
    new = merging.split_topic(topic, [2], by=keeper, title="What about radio?")
    assert (
        f'<a id="post-2" href="/posts/{new.posts.get().pk}/">'
        in browser().get(topic.get_absolute_url()).content.decode()
    )
    merging.unsplit_topic(new, by=keeper)
    assert browser().get(new.get_absolute_url()).headers["Location"] == f"{topic.get_absolute_url()}#post-2"


@pytest.mark.parametrize("chosen", [[], [1], [1, 2], [99], [2, 99]])
def test_what_can_not_be_split_is_said(topic, keeper, chosen):
    before = everything()
    with pytest.raises(ValidationError):
        merging.split_topic(topic, chosen, by=keeper, title="What about radio?")
    with pytest.raises(ValidationError, match="Give the new topic a title"):
        merging.split_topic(topic, [2], by=keeper, title=" ")
    assert everything() == before


def test_only_who_keeps_order_splits_a_topic_and_undoes_it(topic, keeper):
    for person in (topic.author, make.belonging(make.community(), Role.LEAD)):
        with pytest.raises(Refused):
            merging.split_topic(topic, [2], by=person, title="What about radio?")
    new = merging.split_topic(topic, [2], by=keeper, title="What about radio?")
    with pytest.raises(Refused):
        merging.unsplit_topic(new, by=new.author)
    merging.unsplit_topic(new, by=keeper)
    with pytest.raises(Refused, match="merged already"):
        merging.unsplit_topic(now(new), by=keeper)
    with pytest.raises(ValidationError, match="was not made of posts"):
        merging.unsplit_topic(topic, by=keeper)


def test_what_was_merged_is_not_found_again_by_what_is_done_to_it(topic, into, keeper):
    make.give_role(other := make.community(), topic.author, Role.MEMBER, by=None)
    moving.show_also_in(topic, by=make.fresh(topic.author), other=other)
    close_as_duplicate(topic, of=into, by=keeper)
    merging.merge_topics(topic, into=into, by=keeper)
    for verb in (reopen_topic, moving.show_only_here):
        with pytest.raises(Refused, match="merged into another"):
            verb(now(topic), by=make.fresh(topic.author))
    assert not Document.objects.filter(kind="topic", object_id=topic.pk).exists()


def test_a_splitting_is_taken_back_once_and_then_the_topics_are_merged(topic, keeper):
    new = merging.split_topic(topic, [2, 4], by=keeper, title="What about radio?")
    merging.unsplit_topic(now(new), by=keeper)
    merging.unmerge_topic(now(new), by=keeper)
    assert numbers(new) == [1, 2]
    with pytest.raises(ValidationError, match="Merge the two topics instead"):
        merging.unsplit_topic(now(new), by=keeper)
    merging.merge_topics(now(new), into=now(topic), by=keeper)
    assert everything() == made_anew()


def test_what_comes_back_from_an_open_community_mentions_only_who_reads_it_here(topic, keeper):
    private = make.community(visibility=Visibility.PRIVATE)
    make.give_role(private, keeper, Role.LEAD, by=None)
    named = make.member("Dana Whitfield")
    post = make.post(topic, source="Ask @dana-whitfield.")
    new = merging.split_topic(topic, [post.number], by=keeper, title="What about radio?")
    moving.move_topic(topic, by=make.fresh(keeper), to=private)
    assert post.mentions.get().person == named
    merging.unsplit_topic(now(new), by=make.fresh(keeper))
    assert not post.mentions.exists() and "<a " not in Post.objects.get(pk=post.pk).html


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["withdraw", "mark", "hide"])
def test_a_post_that_is_judged_while_its_topic_is_merged_is_so_or_they_are_told(verb):
    """Several rounds: which of the two comes first is chance."""
    for _round in range(4):
        one = make.topic()
        two = make.topic(one.community)
        boss, post = make.administrator(), make.post(one)
        judged = {
            "withdraw": lambda post=post: withdraw_post(post, by=make.fresh(post.author)),
            "mark": lambda post=post, one=one: mark_helpful(post, by=make.fresh(one.author), helpful=True),
            "hide": lambda post=post, boss=boss: hide_post(post, by=make.fresh(boss), reason="Because."),
        }
        merged, done = make.at_once(
            lambda one=one, two=two, boss=boss: merging.merge_topics(one, into=two, by=make.fresh(boss)),
            judged[verb],
        )
        assert merged == two and not isinstance(done, Exception) or isinstance(done, Refused), (merged, done)
        assert everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_a_post_that_two_split_out_at_once_stands_in_one_topic():
    topic = make.topic()
    make.post(topic), make.post(topic)
    boss = make.administrator()
    titles = ("What about radio?", "What about television?")
    outcome = make.at_once(
        *(lambda t=t: merging.split_topic(topic, [2, 3], by=make.fresh(boss), title=t) for t in titles)
    )
    assert sum(isinstance(each, ValidationError) for each in outcome) == 1
    assert Topic.objects.count() == 2 and everything() == made_anew()


@pytest.mark.django_db(transaction=True)
def test_a_reply_while_posts_are_split_out_gets_a_number_of_its_own():
    topic = make.topic()
    replier = make.post(topic).author
    boss = make.administrator()
    new, said = make.at_once(
        lambda: merging.split_topic(topic, [2], by=make.fresh(boss), title="What about radio?"),
        lambda: reply(topic, by=make.fresh(replier), source="Meanwhile."),
    )
    assert said.number == 3 and numbers(topic) == [1, 3] and numbers(new) == [1]
    assert everything() == made_anew()
