"""Acts of every kind in any order: what is derived is always right."""

from collections import Counter

import pytest
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from communities.discussions.answering import accept_answer
from communities.discussions.models import Act, HelpfulMark, Post, Topic
from communities.finding.models import Document
from communities.kit import text
from communities.spaces.models import Community, Membership, Visibility
from tests import make
from tests.discussions import acts
from tests.discussions.arranged import everything, made_anew
from tests.discussions.crowd import ACTS, RARE, Crowd
from tests.tools import verbs

EXAMPLES, STEPS = 30, 400  # the first example does one thing again and again
ACTS_AT_LEAST = 5_000  # really done, in one run: what a rule refused is none
EVERY = 20  # after so many, what is kept is compared with what the rows say


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_is_accepted_twice_at_once_is_accepted_and_recorded_once():
    topic = make.topic()
    post = make.post(topic)
    make.at_once(*[lambda: accept_answer(post, by=make.fresh(topic.author))] * 4)
    assert Topic.objects.get().answer == post and verbs().count("topic.answer_accepted") == 1
    assert everything() == made_anew()


# --- what the rows say, counted here and not by the project -----------------------------------------------


def wrong_topics() -> list:
    """The topics of which a counter or the last post is not what their posts say."""
    posts: dict[int, list[tuple]] = {}
    kept = ("topic", "held_at", "number", "created_at", "author")
    for topic, held_at, *post in Post.objects.values_list(*kept):
        posts.setdefault(topic, []).append((held_at is None, *post))
    split = dict(Act.objects.filter(kind=Act.Kind.SPLIT).order_by("after").values_list("topic", "after"))
    wrong = []
    kept = ("pk", "post_count", "gap_count", "last_post_at", "last_post_by", "held_at")
    for key, count, gaps, at, by, held_at in Topic.objects.values_list(*kept):
        here = posts.get(key, [])
        last = max([number for _said, number, _at, _by in here] + [split.get(key, 0)])
        first = min(here, key=lambda post: post[1], default=(True, 0, at, by))
        published = [post for post in here if post[0]]
        latest = max(published, key=lambda post: (post[2], post[1]), default=first)
        waits = not first[0]
        right = (last, last - len(here), *latest[2:], waits)
        if (count, gaps, at, by, held_at is not None) != right:
            wrong.append((key, (count, gaps, at, by, held_at), right))
    return wrong


def wrong_marks() -> list:
    marks = Counter(HelpfulMark.objects.values_list("post", flat=True))
    return [row for row in Post.objects.values_list("pk", "helpful_count") if row[1] != marks[row[0]]]


def wrong_communities() -> list:
    members = Counter(Membership.objects.values_list("community", flat=True))
    listed = Topic.objects.filter(merged_into=None, held_at=None)
    topics = Counter(listed.values_list("community", flat=True))
    topics += Counter(
        listed.exclude(also_in=None).exclude(community__visibility=Visibility.PRIVATE)
        .values_list("also_in", flat=True)
    )  # fmt: skip
    kept = Community.objects.values_list("pk", "topic_count", "member_count")
    return [row for row in kept if row[1:] != (topics[row[0]], members[row[0]])]


def wrong_answers() -> list:
    """Answers of what is no question, of another topic, or that nobody reads."""
    solved = Topic.objects.exclude(answer=None)
    right = solved.filter(kind="question", answer__topic=F("pk"), answer__number__gt=1)
    return list(solved.exclude(pk__in=right.filter(answer__in=Post.objects.said()).values("pk")))


def wrong_html() -> list:
    """Posts that show something else than their source, with links for whom they are known to mention."""
    wrong = []
    for post in Post.objects.prefetch_related("mentions__person"):
        people = {each.person.slug: each.person for each in post.mentions.all()}
        links = {slug: (person.name, person.get_absolute_url()) for slug, person in people.items()}
        if post.html != text.render(post.source, mentions=links.get).html:
            wrong.append((post.source, post.html))
    return wrong


def all_that_is_wrong() -> list:
    merged = Topic.objects.exclude(merged_into=None)
    left = Post.objects.filter(topic__in=merged)
    unseen = merged | Topic.objects.exclude(held_at=None)
    found = Document.objects.filter(kind="topic", object_id__in=unseen.values("pk"))
    counted = [*wrong_topics(), *wrong_marks(), *wrong_communities()]
    return [*counted, *wrong_answers(), *left, *found]


# --- any acts in any order ------------------------------------------------------------------------


DONE: Counter[str] = Counter()  # the acts that were allowed, of all examples
KEYS = st.integers(0, 1_000)
NAMES = [name for name in sorted(ACTS) for _each in range(1 if name in RARE else 3)]


class Talk(RuleBasedStateMachine):
    """Anybody does anything to any topic or post; what a rule refuses has changed nothing."""

    def __init__(self):
        super().__init__()
        self.world = transaction.atomic()  # each example begins with an empty one
        self.world.__enter__()
        self.crowd = Crowd()

    @rule(act=st.sampled_from(NAMES), at=KEYS, by=KEYS, to=KEYS)
    def someone_does(self, act, at, by, to):
        if self.crowd.does(act, at, by, to) and self.crowd.done.total() % EVERY == 0:
            assert all_that_is_wrong() == []

    def teardown(self):
        """What was kept along the way is what is made anew."""
        try:
            assert all_that_is_wrong() == [] and wrong_html() == []
            assert everything() == made_anew()
            DONE.update(self.crowd.done)
        finally:
            transaction.set_rollback(True)
            self.world.__exit__(None, None, None)


def test_after_five_thousand_acts_of_every_kind_whatever_is_derived_equals_what_is_made_anew(db):
    DONE.clear()
    run_state_machine_as_test(
        Talk,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            phases=[Phase.generate],  # to make a failure smaller takes minutes; its last acts tell enough
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert DONE.total() >= ACTS_AT_LEAST, DONE
    assert set(DONE) == set(ACTS) == {name for name in vars(acts) if name in ACTS} and len(ACTS) >= 44
    assert min(DONE.values()) >= 10, DONE.most_common()[::-1]
