"""What is derived is rebuildable: after any acts, what was kept along the way equals what is made anew."""

import random

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from communities.discussions.answering import accept_answer, withdraw_answer
from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import HelpfulMark, Post, Topic
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.editing import edit_profile
from communities.spaces.joining import join_community, leave_community
from communities.spaces.models import Community, Role, Visibility
from tests import make

WORDS = [
    "captions",
    "record",
    "live",
    "video",
    "interpreter",
    "briefing",
    "screen",
    "reader",
    "contrast",
    "alt",
]


class Crowd:
    """People who do one thing after the other, at random but always the same."""

    def __init__(self, seed: int):
        self.dice = random.Random(seed)
        self.places = [make.community(), make.community(visibility=Visibility.PRIVATE)]
        roles = (Role.LEAD, Role.MODERATOR, Role.MEMBER, Role.MEMBER)
        self.inside = {place: [make.belonging(place, role) for role in roles] for place in self.places}
        self.people = [make.administrator(), *self.inside[self.places[0]], *self.inside[self.places[1]]]
        for place in self.places:
            make.topic(place, by=self.people[0])

    def words(self) -> str:
        mention = f" @{self.dice.choice(self.people).slug}" if self.dice.random() < 0.2 else ""
        return " ".join(self.dice.choices(WORDS, k=self.dice.randint(1, 12))) + mention

    def act(self) -> bool:
        """Do one thing; whether it was allowed."""
        post = self.dice.choice(list(Post.objects.select_related("topic__community").order_by("pk")))
        place = post.topic.community
        among = self.inside[place] if self.dice.random() < 0.8 else self.people
        person, keeper = make.fresh(self.dice.choice(among)), self.dice.choice(self.inside[place][:2])
        acts = {
            lambda: make.topic(place, by=person, source=self.words(), tags=self.dice.sample(WORDS, 2)): 2,
            lambda: reply(post.topic, by=person, source=self.words(), in_reply_to=post.number): 6,
            lambda: edit_post(post, by=post.author, source=self.words(), read_source=post.source): 3,
            lambda: accept_answer(post, by=self.dice.choice([person, keeper])): 4,
            lambda: withdraw_answer(post.topic, by=person): 1,
            lambda: hide_post(post, by=self.dice.choice([person, keeper]), reason="Because."): 3,
            lambda: restore_post(post, by=keeper): 3,
            lambda: mark_helpful(post, by=person, helpful=self.dice.random() < 0.7): 6,
            lambda: join_community(place, by=person): 1,
            lambda: leave_community(place, by=person): 1,
            lambda: edit_profile(person, by=person, name=f"{person.name}x"[:80], expertise=WORDS[:2]): 1,
        }
        try:
            self.dice.choices(list(acts), weights=list(acts.values()))[0]()
        except (Refused, ValidationError):
            return False
        return True


def counters() -> dict:
    return {
        "topics": list(
            Topic.objects.order_by("pk").values_list("pk", "post_count", "last_post_at", "last_post_by")
        ),
        "posts": list(Post.objects.order_by("pk").values_list("pk", "helpful_count")),
        "communities": list(
            Community.objects.order_by("pk").values_list("pk", "member_count", "topic_count")
        ),
    }


def documents() -> list[dict]:
    return list(Document.objects.order_by("content_type", "object_id").values())


def test_after_any_acts_counters_and_documents_equal_those_that_are_made_anew(db):
    crowd = Crowd(508)
    allowed = sum(crowd.act() for _ in range(150))
    done = set(Entry.objects.values_list("verb", flat=True))
    assert allowed >= 60 and Post.objects.count() >= 25 and HelpfulMark.objects.exists()
    assert {"post.edited", "post.hidden", "post.restored", "topic.answer_accepted"} <= done
    kept, found = counters(), documents()
    assert len(found) >= 12
    call_command("recount", verbosity=0)
    call_command("reindex", verbosity=0)
    assert counters() == kept
    assert documents() == found


def test_every_act_that_was_allowed_has_its_ledger_entry_and_no_other(db):
    crowd = Crowd(7)
    silent = 0
    for _ in range(60):
        before, marks = Entry.objects.count(), HelpfulMark.objects.count()
        allowed = crowd.act()
        added = Entry.objects.count() - before
        assert added == 0 if not allowed else added in (0, 1)
        silent += allowed and not added and HelpfulMark.objects.count() == marks
    assert silent <= 12  # a mark taken back that was not there, an answer accepted twice


def test_counters_that_were_lost_are_made_again(db):
    post = make.post(make.topic())
    mark_helpful(post, by=make.belonging(post.topic.community), helpful=True)
    kept = counters()
    Topic.objects.update(post_count=9, last_post_by=None)
    Community.objects.update(member_count=99, topic_count=99)
    Post.objects.update(helpful_count=99)
    assert counters() != kept
    call_command("recount", verbosity=0)
    assert counters() == kept


def test_documents_that_were_lost_changed_or_left_behind_are_made_again(db):
    post = make.post(make.topic())
    make.topic(post.topic.community, by=post.author)
    kept = [{**row, "id": None} for row in documents()]
    Document.objects.order_by("pk").last().delete()
    Document.objects.filter(kind="topic").update(body="", vector=None, audience="everyone")
    left = Document.objects.order_by("pk").first()
    left.pk, left.object_id = None, 10**9
    left.save()
    call_command("reindex", verbosity=0)
    assert [{**row, "id": None} for row in documents()] == kept


def test_the_number_of_a_post_is_never_given_twice_even_when_the_counter_was_lost(db):
    """The database refuses it: nobody's words can take the place of another's."""
    post = make.post(make.topic())
    Topic.objects.update(post_count=1)
    with pytest.raises(Exception, match="discussions_number_once"):
        reply(post.topic, by=post.author, source="Number two, again.")
