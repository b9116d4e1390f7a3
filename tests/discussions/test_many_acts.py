"""Acts of every kind in any order: what is derived is always right."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from communities.discussions.answering import accept_answer, withdraw_answer
from communities.discussions.arranging import arranging, duplicating, merging, moving
from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Kind, Post, Topic
from communities.discussions.writing import editing
from communities.discussions.writing.posting import reply
from communities.discussions.writing.withdrawing import put_back_post, withdraw_post
from communities.finding.models import Document
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.spaces.models import Community, Role, Visibility
from tests import make
from tests.discussions.arranged import everything, made_anew, numbers
from tests.tools import verbs


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_accepted_twice_at_once_is_accepted_and_recorded_once():
    topic = make.topic()
    post = make.post(topic)
    make.at_once(*[lambda: accept_answer(post, by=make.fresh(topic.author))] * 4)
    assert Topic.objects.get().answer == post and verbs().count("topic.answer_accepted") == 1
    assert everything() == made_anew()


DONE: set[str] = set()  # the verbs that were allowed in some example
KEYS = st.integers(0, 10_000)
WORDS = st.sampled_from(["Use a captioner.", "Ask *first*.", "@member-1 knows.", "A | B", "508 applies."])


class Talk(RuleBasedStateMachine):
    """Anybody does anything to any topic or post; what a rule refuses has changed nothing."""

    def __init__(self):
        super().__init__()
        self.world = transaction.atomic()  # each example begins with an empty one
        self.world.__enter__()
        self.places = [make.community(), make.community(), make.community(visibility=Visibility.PRIVATE)]
        self.boss = make.administrator()
        self.people = [make.belonging(self.places[0]), make.belonging(self.places[0], Role.MODERATOR)]
        for person in self.people:
            make.give_role(self.places[1], person, Role.MEMBER, by=None)
        for place in self.places:
            make.topic(place, by=self.boss)

    def person(self, key: int):
        return make.fresh([self.boss, self.boss, *self.people][key % 4])

    def post(self, key: int) -> Post:
        posts = Post.objects.order_by("pk").select_related("topic__community", "author")
        return posts[key % posts.count()]

    def topic(self, key: int) -> Topic:
        topics = Topic.objects.order_by("pk").select_related("community", "merged_into")
        return topics[key % topics.count()]

    def try_to(self, work) -> None:
        try:
            work()
        except (Refused, ValidationError, Conflict):
            pass

    @rule(place=KEYS, by=KEYS, words=WORDS)
    def start(self, place, by, words):
        community = self.places[place % 3]
        self.try_to(lambda: make.topic(community, by=self.person(by), source=words))

    @rule(at=KEYS, by=KEYS, words=WORDS)
    def answer(self, at, by, words):
        post = self.post(at)
        self.try_to(lambda: reply(post.topic, by=self.person(by), source=words, in_reply_to=post.number))

    @rule(at=KEYS, by=KEYS, words=WORDS)
    def edit(self, at, by, words):
        post = self.post(at)
        self.try_to(lambda: editing.edit_post(post, by=post.author, source=words, read_source=post.source))

    @precondition(lambda self: Post.objects.filter(number__gt=1).exists())
    @rule(at=KEYS, by=KEYS, again=st.booleans())
    def accept(self, at, by, again):
        replies = Post.objects.filter(number__gt=1).order_by("pk").select_related("topic__community")
        post, person = replies[at % replies.count()], self.person(by)
        self.try_to(
            lambda: accept_answer(post, by=person) if again else withdraw_answer(post.topic, by=person)
        )

    @rule(at=KEYS, by=KEYS, hides=st.booleans())
    def hide(self, at, by, hides):
        post, person = self.post(at), self.person(by)
        self.try_to(
            lambda: hide_post(post, by=person, reason="Because.") if hides else restore_post(post, by=person)
        )

    @rule(at=KEYS, back=st.booleans())
    def withdraw(self, at, back):
        post = self.post(at)
        self.try_to(lambda: (put_back_post if back else withdraw_post)(post, by=make.fresh(post.author)))

    @rule(at=KEYS, by=KEYS, helpful=st.booleans())
    def mark(self, at, by, helpful):
        self.try_to(lambda: mark_helpful(self.post(at), by=self.person(by), helpful=helpful))

    @rule(at=KEYS, to=KEYS, by=KEYS)
    def merge(self, at, to, by):
        self.try_to(lambda: merging.merge_topics(self.topic(at), into=self.topic(to), by=self.person(by)))

    @precondition(lambda self: Topic.objects.exclude(merged_into=None).exists())
    @rule(at=KEYS)
    def unmerge(self, at):
        merged = Topic.objects.exclude(merged_into=None).order_by("pk")
        self.try_to(lambda: merging.unmerge_topic(merged[at % merged.count()], by=self.person(0)))

    @rule(at=KEYS, by=KEYS, chosen=st.sets(st.integers(2, 6), min_size=1))
    def split(self, at, by, chosen):
        topic = self.topic(at)
        chosen = [number for number in numbers(topic) if number in chosen]
        title = "A topic of its own"
        self.try_to(lambda: merging.split_topic(topic, chosen, by=self.person(by), title=title))

    @precondition(lambda self: Topic.objects.filter(acts__kind="begun").exists())
    @rule(at=KEYS)
    def unsplit(self, at):
        made = Topic.objects.filter(acts__kind="begun").order_by("pk")
        self.try_to(lambda: merging.unsplit_topic(made[at % made.count()], by=self.person(0)))

    @rule(at=KEYS, to=KEYS, by=KEYS, shares=st.booleans())
    def place(self, at, to, by, shares):
        topic, place, person = self.topic(at), self.places[to % 3], self.person(by)
        if shares:
            self.try_to(lambda: moving.show_also_in(topic, by=person, other=place))
        else:
            self.try_to(lambda: moving.move_topic(topic, by=person, to=place))

    @rule(at=KEYS, by=KEYS)
    def take_out(self, at, by):
        self.try_to(lambda: moving.show_only_here(self.topic(at), by=self.person(by)))

    @rule(at=KEYS, by=KEYS, kind=st.sampled_from([Kind.QUESTION, Kind.DISCUSSION]))
    def change_kind(self, at, by, kind):
        self.try_to(lambda: arranging.change_kind(self.topic(at), by=self.person(by), kind=kind))

    @rule(at=KEYS, to=KEYS, by=KEYS)
    def duplicate(self, at, to, by):
        topic, person = self.topic(at), self.person(by)
        if topic.duplicate_of_id:
            self.try_to(lambda: duplicating.reopen_topic(topic, by=person))
        else:
            self.try_to(lambda: duplicating.close_as_duplicate(topic, of=self.topic(to), by=person))

    @invariant()
    def every_answer_stands_in_its_question(self):
        for topic in Topic.objects.exclude(answer=None).select_related("answer"):
            assert (
                topic.answer is not None and topic.answer.topic_id == topic.pk and not topic.answer.is_hidden
            )

    @invariant()
    def what_is_merged_is_empty_and_found_nowhere(self):
        merged = list(Topic.objects.exclude(merged_into=None).values_list("pk", flat=True))
        assert not Post.objects.filter(topic__in=merged).exists()
        assert not Document.objects.filter(kind="topic", object_id__in=merged).exists()

    def teardown(self):
        """What was kept along the way is what is made anew."""
        try:
            assert Community.objects.count() == 3
            DONE.update(verbs())
            assert everything() == made_anew()
        finally:
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)


def test_after_any_acts_whatever_is_derived_equals_what_is_made_anew(db):
    run_state_machine_as_test(
        Talk,
        settings=settings(
            max_examples=16,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    tried = {"topic.merged", "topic.split", "topic.moved", "topic.shared", "topic.reopened", "topic.kind"}
    tried |= {"post.edited", "post.hidden", "post.withdrawn", "topic.answer_accepted", "topic.duplicate"}
    assert len(DONE & tried) >= 7, tried - DONE
