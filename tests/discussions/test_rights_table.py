"""Every rule of discussions × every person × every state: who may, and by that who may not.

The sentences that people read are in test_rules.py. A rule that is not in RULES fails the last test.
"""

from datetime import timedelta
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import walk_packages
from types import SimpleNamespace

import pytest
from django.utils import timezone

import communities.discussions
import communities.notifications
from communities.discussions import rules
from communities.discussions.answering import accept_answer
from communities.discussions.arranging.arranging import lock_topic
from communities.discussions.arranging.duplicating import close_as_duplicate
from communities.discussions.arranging.merging import merge_topics
from communities.discussions.hiding import hide_post
from communities.discussions.models import Attachment, Kind, Poll, Post, Topic
from communities.discussions.polls.polling import start_poll
from communities.discussions.writing.withdrawing import withdraw_post
from communities.members.models import Standing, User
from communities.spaces import rules as spaces
from communities.spaces.changing import archive_community
from communities.spaces.models import Community, Role, Visibility
from communities.spaces.requesting import remove_member
from tests import make
from tests.tools import browser

PERSONS = (
    "visitor",
    "waiting",  # has asked to join the site
    "elsewhere",  # member of the site and of another community
    "member",  # of this community
    "asker",  # started the topic; member of the second community as well
    "author",  # wrote the post
    "moderator",
    "lead",  # of this community and of the second
    "other_lead",  # of the second community alone
    "administrator",
    "closed",  # has closed the account, and was a moderator here
    "removed",  # was a member here
    "owing",  # a moderator here who has not agreed to the new terms of the site
)
STATES = (
    "open",
    "locked",
    "archived",  # the community
    "private",  # the community
    "merged",
    "duplicate",
    "solved",
    "hidden",
    "withdrawn",
    "held",
    "old",  # the post, by more than 30 days
    "with a poll",
    "closed poll",
)

NOBODY: set[str] = set()
EVERYBODY = set(PERSONS)
SITE = EVERYBODY - {"visitor", "waiting", "closed"}
KEEPERS = {"moderator", "lead", "administrator"}
INSIDE = {"member", "asker", "author"} | KEEPERS
ASKER = {"asker"} | KEEPERS
READS = INSIDE | {"owing"}  # who sees what is private
PROTECTS = KEEPERS | {"owing"}  # hiding personal data does not wait for an agreement


def who(usually: set[str], **otherwise: set[str]) -> dict[str, set[str]]:
    """A row: who may, in every state that is not named, and in those that are (with _ for a space)."""
    named = {state.replace("_", " "): people for state, people in otherwise.items()}
    assert set(named) <= set(STATES)
    return {state: named.get(state, usually) for state in STATES}


OUT_OF_SIGHT = ("hidden", "withdrawn", "held")
POST_IN_SIGHT = dict.fromkeys(OUT_OF_SIGHT, NOBODY)
READS_THEM = dict.fromkeys(OUT_OF_SIGHT, {"author"} | PROTECTS)
CLOSED = {"archived": NOBODY, "merged": NOBODY}
LOCKED = {"locked": KEEPERS, "duplicate": KEEPERS}  # a duplicate is locked

RULES = {
    "may_take_part": who(INSIDE, archived=NOBODY),
    "may_reply": who(INSIDE, **LOCKED, **CLOSED),
    "may_use_kind": who(PROTECTS),  # an announcement; spaces.may_start_topic is asked as well
    "may_accept_answer": who(ASKER, **POST_IN_SIGHT, **CLOSED),
    "may_withdraw_answer": who(NOBODY, solved=ASKER),
    "may_mark_helpful": who(INSIDE - {"author"}, **POST_IN_SIGHT, archived=NOBODY),
    "may_follow": who(SITE, private=READS),
    "may_follow_place": who(SITE, private=READS),
    "may_draft": who(SITE, private=READS),
    "may_bookmark": who(SITE, private=READS),
    "may_read_words": who(EVERYBODY, **READS_THEM),  # who sees the topic, visible_to says
    "may_open": who(EVERYBODY, **READS_THEM),  # the same for the files of a post
    "may_attach": who(SITE - {"owing"}),
    "may_edit_post": who({"author"}, **CLOSED, locked=NOBODY, duplicate=NOBODY, hidden=NOBODY,
                         withdrawn=NOBODY, old=NOBODY),
    "may_still_edit": who(EVERYBODY, withdrawn=NOBODY, old=PROTECTS),  # of time alone: may_edit_post asks who
    "may_withdraw_post": who({"author"}, hidden=NOBODY, withdrawn=NOBODY, merged=NOBODY),
    "may_put_back_post": who(NOBODY, withdrawn={"author"}),
    "may_hide_post": who(PROTECTS, hidden=NOBODY, merged=NOBODY),  # what was merged is hidden where it stands
    "may_restore_post": who(NOBODY, hidden=PROTECTS),
    "may_release_post": who(NOBODY, held=KEEPERS),
    "may_arrange": who(KEEPERS, **CLOSED),
    "may_rename": who(ASKER, **LOCKED, **CLOSED),
    "may_move": who({"lead", "administrator"}, private=NOBODY, **CLOSED),  # to the second community
    "may_be_read_in": who(EVERYBODY, private=NOBODY),  # says where, whoever asks
    "may_merge": who(KEEPERS, **CLOSED, with_a_poll=NOBODY),
    "may_unmerge": who(NOBODY, merged=KEEPERS),
    "may_show_also_in": who({"asker", "lead", "administrator"}, private=NOBODY, **CLOSED),
    "may_show_only_here": who(ASKER, **CLOSED),
    "may_close_as_duplicate": who(ASKER, **CLOSED),
    "may_reopen": who(NOBODY, duplicate=ASKER),
    "may_start_poll": who(ASKER, **LOCKED, **CLOSED, with_a_poll=NOBODY),
    "may_vote": who(INSIDE, **CLOSED, closed_poll=NOBODY),
    "may_close_poll": who(ASKER, archived=NOBODY, closed_poll=NOBODY),
    "may_see_results": who(NOBODY, closed_poll=EVERYBODY),  # of those who have not voted
}  # fmt: skip

ASKED = {
    "may_take_part": lambda p, w: rules.may_take_part(p, w.topic),
    "may_reply": lambda p, w: rules.may_reply(p, w.topic),
    "may_use_kind": lambda p, w: rules.may_use_kind(p, w.topic.community, Kind.ANNOUNCEMENT),
    "may_accept_answer": lambda p, w: rules.may_accept_answer(p, w.post, w.topic),
    "may_withdraw_answer": lambda p, w: rules.may_withdraw_answer(p, w.topic),
    "may_mark_helpful": lambda p, w: rules.may_mark_helpful(p, w.post, w.topic),
    "may_follow": lambda p, w: rules.may_follow(p, w.topic),
    "may_follow_place": lambda p, w: rules.may_follow_place(p, w.topic.community),
    "may_draft": lambda p, w: rules.may_draft(p, w.topic.community),
    "may_bookmark": lambda p, w: rules.may_bookmark(p, w.topic),
    "may_read_words": lambda p, w: rules.may_read_words(p, w.post, w.topic),
    "may_open": lambda p, w: rules.may_open(p, Attachment(post=w.post, state=Attachment.State.CLEAN)),
    "may_attach": lambda p, w: rules.may_attach(p, 0),
    "may_edit_post": lambda p, w: rules.may_edit_post(p, w.post, w.topic),
    "may_still_edit": lambda p, w: rules.may_still_edit(p, w.post, w.topic),
    "may_withdraw_post": lambda p, w: rules.may_withdraw_post(p, w.post, w.topic),
    "may_put_back_post": lambda p, w: rules.may_put_back_post(p, w.post, w.topic),
    "may_hide_post": lambda p, w: rules.may_hide_post(p, w.post, w.topic),
    "may_restore_post": lambda p, w: rules.may_restore_post(p, w.post, w.topic),
    "may_release_post": lambda p, w: rules.may_release_post(p, w.post, w.topic),
    "may_arrange": lambda p, w: rules.may_arrange(p, w.topic),
    "may_rename": lambda p, w: rules.may_rename(p, w.topic),
    "may_move": lambda p, w: rules.may_move(p, w.topic, w.second),
    "may_be_read_in": lambda p, w: rules.may_be_read_in(w.topic.community, w.second),
    "may_merge": lambda p, w: rules.may_merge(p, w.topic, w.another),
    "may_unmerge": lambda p, w: rules.may_unmerge(p, w.topic),
    "may_show_also_in": lambda p, w: rules.may_show_also_in(p, w.topic, w.second),
    "may_show_only_here": lambda p, w: rules.may_show_only_here(p, w.topic),
    "may_close_as_duplicate": lambda p, w: rules.may_close_as_duplicate(p, w.topic, w.another),
    "may_reopen": lambda p, w: rules.may_reopen(p, w.topic),
    "may_start_poll": lambda p, w: rules.may_start_poll(p, w.topic),
    "may_vote": lambda p, w: rules.may_vote(p, w.poll, w.topic),
    "may_close_poll": lambda p, w: rules.may_close_poll(p, w.poll, w.topic),
    "may_see_results": lambda p, w: rules.may_see_results(p, w.poll, has_voted=False),
}


@pytest.fixture
def world(db):
    here, second = make.community("Captioners"), make.community("Designers")
    people: dict[str, User | None] = {"visitor": None, "waiting": make.waiting().person}
    people |= {"elsewhere": make.belonging(make.community()), "other_lead": make.belonging(second, Role.LEAD)}
    people |= {kind: make.belonging(here) for kind in ("member", "asker", "author", "removed")}
    people |= {kind: make.belonging(here, Role.MODERATOR) for kind in ("moderator", "closed", "owing")}
    people |= {"lead": make.belonging(here, Role.LEAD), "administrator": make.administrator()}
    make.give_role(second, people["asker"], Role.MEMBER, by=None)
    make.give_role(second, people["lead"], Role.LEAD, by=None)
    topic = make.topic(here, by=people["asker"])
    post = make.post(topic, by=people["author"])
    another = make.topic(here, by=people["member"])
    remove_member(here, people["removed"], by=people["lead"], reason="You asked for it.")
    User.objects.filter(pk=people["closed"].pk).update(standing=Standing.CLOSED, is_active=False)
    return SimpleNamespace(people=people, topic=topic, post=post, another=another, second=second, poll=None)


def bring_to(state: str, world) -> None:
    """Bring topic, post or community into this state by the verbs that do it; then read all anew."""
    people, topic, post = world.people, world.topic, world.post
    own = {"question": "Which?", "options": ["This", "That"]}
    acts = {
        "open": lambda: None,
        "locked": lambda: lock_topic(topic, by=people["lead"], locked=True, reason="Enough."),
        "archived": lambda: archive_community(topic.community, by=people["lead"]),
        "private": lambda: Community.objects.filter(pk=topic.community_id).update(
            visibility=Visibility.PRIVATE
        ),
        "merged": lambda: merge_topics(topic, into=world.another, by=people["lead"]),
        "duplicate": lambda: close_as_duplicate(topic, of=world.another, by=people["lead"]),
        "solved": lambda: accept_answer(post, by=people["asker"]),
        "hidden": lambda: hide_post(post, by=people["moderator"], reason="It names somebody."),
        "withdrawn": lambda: withdraw_post(post, by=people["author"]),
        "held": lambda: Post.objects.filter(pk=post.pk).update(held_at=timezone.now()),
        "old": lambda: Post.objects.filter(pk=post.pk).update(
            created_at=timezone.now() - timedelta(days=rules.EDITABLE_DAYS, hours=1)
        ),
        "with a poll": lambda: start_poll(topic, by=people["asker"], **own),
        "closed poll": lambda: None,
    }
    acts[state]()
    topics = Topic.objects.select_related("community", "also_in", "merged_into__community", "poll")
    world.topic, world.another = topics.get(pk=topic.pk), topics.get(pk=world.another.pk)
    world.post = Post.objects.select_related("author", "hidden_by", "topic__community").get(pk=post.pk)
    world.poll = Poll(topic_id=topic.pk, created_by=people["asker"], **own)
    world.poll.closed_at = timezone.now() if state == "closed poll" else None
    world.people = {kind: person and make.fresh(person) for kind, person in people.items()}
    world.people["owing"].owes_agreement = True


@pytest.mark.parametrize("state", STATES)
def test_in_each_state_each_rule_allows_exactly_those_whom_the_table_names(world, state):
    bring_to(state, world)
    answers = {
        rule: {kind: ask(world.people[kind], world) for kind in PERSONS} for rule, ask in ASKED.items()
    }
    allowed = {rule: {kind for kind in PERSONS if given[kind]} for rule, given in answers.items()}
    wrong = {
        rule: {
            "may but should not": allowed[rule] - row[state],
            "should but may not": row[state] - allowed[rule],
        }
        for rule, row in RULES.items()
        if allowed[rule] != row[state]
    }
    assert wrong == {}
    refusals = [each for given in answers.values() for each in given.values() if not each]
    assert all(each is False or each.sentence for each in refusals) and refusals


def test_what_a_person_sees_is_the_same_for_a_row_as_for_the_database(world):
    for visibility in Visibility.values:
        Community.objects.filter(pk=world.topic.community_id).update(visibility=visibility)
        community = Community.objects.get(pk=world.topic.community_id)
        for kind in set(PERSONS) - {"waiting", "closed"}:  # `request.person` is nobody for these
            person = world.people[kind] and make.fresh(world.people[kind])
            seen = Community.objects.visible_to(person).filter(pk=community.pk).exists()
            assert spaces.sees(person, community) == seen, (visibility, kind)


def test_who_was_removed_does_nothing_to_what_they_began_but_may_take_their_words_back(world):
    here, person = world.topic.community, world.people["removed"]
    mine = make.topic(here, by=make.belonging(here))
    Topic.objects.filter(pk=mine.pk).update(author=person)
    Post.objects.filter(topic=mine).update(author=person)
    mine = Topic.objects.select_related("community", "also_in").get(pk=mine.pk)
    answer, first = make.post(mine), mine.posts.get(number=1)
    poll = Poll(topic_id=mine.pk, created_by=person, question="?", options=["a", "b"])
    person = make.fresh(person)
    refused = {
        "accept": rules.may_accept_answer(person, answer, mine),
        "edit": rules.may_edit_post(person, first, mine),
        "rename": rules.may_rename(person, mine),
        "duplicate": rules.may_close_as_duplicate(person, mine, world.another),
        "show": rules.may_show_also_in(person, mine, world.second),
        "unshow": rules.may_show_only_here(person, mine),
        "poll": rules.may_start_poll(person, mine),
        "close the poll": rules.may_close_poll(person, poll, mine),
    }
    assert {name for name, verdict in refused.items() if verdict} == set()
    first.withdrawn_at = timezone.now()
    assert not rules.may_put_back_post(person, first, mine)
    reply = make.post(world.topic, by=world.people["author"])
    world.topic.community.memberships.filter(person=world.people["author"]).delete()
    assert rules.may_withdraw_post(make.fresh(world.people["author"]), reply, world.topic)


def test_every_rule_of_discussions_and_notifications_is_in_the_table():
    found = set()
    for package in (communities.discussions, communities.notifications):
        for each in walk_packages(package.__path__, f"{package.__name__}."):
            if "migrations" not in each.name and "management" not in each.name:
                module = import_module(each.name)
                own = [name for name, f in getmembers(module, isfunction) if f.__module__ == module.__name__]
                found |= {name for name in own if name.startswith("may_")}
    assert len(found) >= 30 and found == set(RULES) == set(ASKED)


def test_a_form_sent_to_a_topic_that_was_merged_meanwhile_is_refused_in_words(site, world):
    bring_to("merged", world)
    for typed in ({}, {"body": "Words.", "preview": "1"}, {"body": "Words.", "save_draft": "1"}):
        response = browser(world.people["member"]).post(f"/topics/{world.topic.pk}/reply/", typed)
        assert response.status_code == 403 and "merged into another one" in response.content.decode()
