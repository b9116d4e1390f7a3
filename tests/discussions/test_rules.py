"""Who may do what to a topic and its posts, in which state, and what they read when they may not."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from communities.discussions import rules
from communities.discussions.answering import accept_answer
from communities.discussions.arranging.duplicating import close_as_duplicate
from communities.discussions.arranging.merging import merge_topics
from communities.discussions.hiding import hide_post
from communities.discussions.models import Attachment, Kind, Post, Topic
from communities.discussions.polls.polling import close_poll, start_poll
from communities.spaces.models import Community, Role
from tests import make

YES = ""
SIGN_IN = "Sign in or join the site to take part."
JOIN = "Join Captioners to take part."
LOCKED = "This topic is locked. Ask a lead to reopen it."
ASKER = "The person who asked, or a lead, accepts the answer."
ONLY_QUESTIONS = "Only questions have an accepted answer."
ITSELF = "The question can't be its own answer."
HIDDEN_ANSWER = "A hidden post can't be the answer."
NO_ANSWER = "This question has no accepted answer."
ONLY_RITA = "Only Rita can edit this post."
HIDDEN_EDIT = "This post is hidden. Write to a moderator about it."
OTHERS_SAY = "Others say whether your post is helpful."
HIDDEN = "This post is hidden."
KEEPERS_HIDE = "Only moderators and leads of Captioners hide posts."
KEEPERS_RESTORE = "Only moderators and leads of Captioners restore posts."
HIDDEN_BY = "Mo has already hidden this post."
NOT_HIDDEN = "This post is not hidden."
ANNOUNCE = "Only leads and moderators make announcements."
FOLLOW = "Sign in or join the site to follow a topic."

ARRANGE = "Only moderators and leads of Captioners arrange topics."
MERGED = "This topic was merged into another one. Go there, or ask a moderator to undo that."
MERGED_ALREADY = "This topic has been merged already."
NOT_MERGED = "This topic is not merged into another one."
WORDS = "The person who started a topic, or a moderator, changes its title and tags."
BOTH = "You need to be a moderator or lead of Designers too."
SHOWS = "The person who started a topic, or a moderator, shows it in another community."
TAKES_OUT = "The person who started a topic, or a moderator, takes it out of a community."
JOIN_SECOND = "Join Designers to take part."
DUPLICATES = "The person who started a topic, or a moderator, closes or reopens it as a duplicate."
NO_DUPLICATE = "This topic is not closed as a duplicate."
ADDS_POLL = "The person who started a topic, or a moderator, adds a poll to it."
HAS_POLL = "This topic has a poll already."
POLL_CLOSED = "This poll is closed."
ARCHIVED = "Captioners is archived: it can be read, and nothing changes there."
CLOSES_POLL = "The person who made a poll, or a moderator, closes it."
RESULTS = "You see the results when you have voted, or when the poll is closed."
FOLLOW_PLACE = "Sign in or join the site to follow communities and tags."
CHECKED = "This file is being checked. Try again in a minute."
OUT_OF_SIGHT = "The post that this belongs to can't be read at the moment."

# the asker wrote post 1, Rita (the replier) post 2; Olga belongs as well
KINDS = ("visitor", "outsider", "asker", "replier", "other", "moderator", "lead", "administrator")


def row(act: str, state: str, *sentences: str):
    return pytest.param(act, state, sentences, id=f"{act} {state}")


TABLE = [
    row("reply", "open", SIGN_IN, JOIN, YES, YES, YES, YES, YES, YES),
    row("reply", "locked", LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, YES, YES, YES),
    row("reply", "solved", SIGN_IN, JOIN, YES, YES, YES, YES, YES, YES),
    row("accept", "open", SIGN_IN, ASKER, YES, ASKER, ASKER, YES, YES, YES),
    row("accept", "locked", SIGN_IN, ASKER, YES, ASKER, ASKER, YES, YES, YES),
    row("accept", "solved", SIGN_IN, ASKER, YES, ASKER, ASKER, YES, YES, YES),
    row("accept", "hidden", *[HIDDEN_ANSWER] * 8),
    row("accept", "discussion", *[ONLY_QUESTIONS] * 8),
    row("accept", "the question itself", *[ITSELF] * 8),
    row("withdraw", "open", *[NO_ANSWER] * 8),
    row("withdraw", "solved", SIGN_IN, ASKER, YES, ASKER, ASKER, YES, YES, YES),
    row("edit", "open", *[ONLY_RITA] * 3, YES, *[ONLY_RITA] * 4),
    row("edit", "locked", *[ONLY_RITA] * 3, LOCKED, *[ONLY_RITA] * 4),
    row("edit", "hidden", *[ONLY_RITA] * 3, HIDDEN_EDIT, *[ONLY_RITA] * 4),
    row("mark helpful", "open", SIGN_IN, JOIN, YES, OTHERS_SAY, YES, YES, YES, YES),
    row("mark helpful", "locked", SIGN_IN, JOIN, YES, OTHERS_SAY, YES, YES, YES, YES),
    row("mark helpful", "hidden", HIDDEN, HIDDEN, HIDDEN, OTHERS_SAY, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    row("hide", "open", *[KEEPERS_HIDE] * 5, YES, YES, YES),
    row("hide", "solved", *[KEEPERS_HIDE] * 5, YES, YES, YES),
    row("hide", "hidden", *[KEEPERS_HIDE] * 5, HIDDEN_BY, HIDDEN_BY, HIDDEN_BY),
    row("restore", "open", *[KEEPERS_RESTORE] * 5, NOT_HIDDEN, NOT_HIDDEN, NOT_HIDDEN),
    row("restore", "hidden", *[KEEPERS_RESTORE] * 5, YES, YES, YES),
    row("follow", "open", FOLLOW, *[YES] * 7),
    row("follow", "locked", FOLLOW, *[YES] * 7),
    row("follow a place", "open", FOLLOW_PLACE, *[YES] * 7),
    row("attach", "open", SIGN_IN, *[YES] * 7),
    row("get a new file", "open", *[CHECKED] * 8),
    row("get a new file", "hidden", *[OUT_OF_SIGHT] * 3, CHECKED, OUT_OF_SIGHT, *[CHECKED] * 3),
    row("announce", "open", *[ANNOUNCE] * 5, YES, YES, YES),
    row("ask", "open", *[YES] * 8),
    row("arrange", "open", *[ARRANGE] * 5, YES, YES, YES),
    row("arrange", "merged", *[MERGED] * 8),
    row("rename", "open", WORDS, WORDS, YES, WORDS, WORDS, YES, YES, YES),
    row("rename", "locked", *[WORDS] * 5, YES, YES, YES),
    row("move", "open", *[ARRANGE] * 5, YES, BOTH, YES),
    row("read elsewhere", "open", *[YES] * 8),
    row("merge", "open", *[ARRANGE] * 5, YES, YES, YES),
    row("merge", "merged", *[MERGED_ALREADY] * 8),
    row("unmerge", "open", *[NOT_MERGED] * 8),
    row("unmerge", "merged", *[ARRANGE] * 5, YES, YES, YES),
    row("show elsewhere", "open", SHOWS, SHOWS, YES, SHOWS, SHOWS, YES, JOIN_SECOND, YES),
    row("show only here", "open", TAKES_OUT, TAKES_OUT, YES, TAKES_OUT, TAKES_OUT, YES, YES, YES),
    row("close as duplicate", "open", DUPLICATES, DUPLICATES, YES, DUPLICATES, DUPLICATES, YES, YES, YES),
    row("reopen", "open", *[NO_DUPLICATE] * 8),
    row("reopen", "duplicate", DUPLICATES, DUPLICATES, YES, DUPLICATES, DUPLICATES, YES, YES, YES),
    row("reply", "merged", *[MERGED] * 8),
    row("start a poll", "open", ADDS_POLL, ADDS_POLL, YES, ADDS_POLL, ADDS_POLL, YES, YES, YES),
    row("start a poll", "poll", ADDS_POLL, ADDS_POLL, HAS_POLL, ADDS_POLL, ADDS_POLL, *[HAS_POLL] * 3),
    row("vote", "poll", SIGN_IN, JOIN, *[YES] * 6),
    row("vote", "poll in a locked topic", SIGN_IN, JOIN, *[YES] * 6),
    row("vote", "poll of an archived community", *[ARCHIVED] * 8),
    row("vote", "closed poll", *[POLL_CLOSED] * 8),
    row("close the poll", "poll", CLOSES_POLL, CLOSES_POLL, YES, CLOSES_POLL, CLOSES_POLL, YES, YES, YES),
    row("see results", "poll", *[RESULTS] * 8),
    row("see results", "closed poll", *[YES] * 8),
]


@pytest.fixture
def world(db):
    community = make.community("Captioners")
    people = {
        "visitor": None,
        "outsider": make.belonging(make.community(), Role.LEAD),
        "asker": make.belonging(community, name="Asa"),
        "replier": make.belonging(community, name="Rita"),
        "other": make.belonging(community, name="Olga"),
        "moderator": make.belonging(community, Role.MODERATOR, "Mo"),
        "lead": make.belonging(community, Role.LEAD, "Lea"),
        "administrator": make.administrator(),
    }
    topic = make.topic(community, by=people["asker"])
    second = make.community("Designers")
    make.give_role(second, people["asker"], Role.MEMBER, by=None)
    make.give_role(second, people["moderator"], Role.LEAD, by=None)
    another = make.topic(community, by=people["other"])
    post = make.post(topic, by=people["replier"])
    return SimpleNamespace(people=people, topic=topic, post=post, another=another, second=second)


def bring_to(state: str, world) -> None:
    """Bring the topic and its reply into this state."""
    if state == "locked":
        Topic.objects.update(is_locked=True)
    elif state == "discussion":
        Topic.objects.update(kind=Kind.DISCUSSION)
    elif state == "hidden":
        hide_post(world.post, by=world.people["moderator"], reason="It names somebody.")
    elif state == "solved":
        accept_answer(world.post, by=world.people["asker"])
    elif state == "the question itself":
        world.post = world.topic.posts.get(number=1)
    elif state == "merged":
        merge_topics(world.topic, into=world.another, by=world.people["lead"])
    elif state == "duplicate":
        close_as_duplicate(world.topic, of=world.another, by=world.people["lead"])
    elif "poll" in state:
        options = {"question": "Which?", "options": ["This", "That"]}
        world.poll = start_poll(world.topic, by=world.people["asker"], **options)
    if state == "poll in a locked topic":
        Topic.objects.update(is_locked=True)
    elif state == "poll of an archived community":
        Community.objects.filter(pk=world.topic.community_id).update(archived_at=timezone.now())
    if state == "closed poll":
        world.poll = close_poll(world.poll, by=world.people["asker"])
    world.topic = Topic.objects.select_related("community").get(pk=world.topic.pk)
    world.post = Post.objects.select_related("author", "hidden_by").get(pk=world.post.pk)


ACTS = {
    "reply": lambda person, world: rules.may_reply(person, world.topic),
    "accept": lambda person, world: rules.may_accept_answer(person, world.post, world.topic),
    "withdraw": lambda person, world: rules.may_withdraw_answer(person, world.topic),
    "edit": lambda person, world: rules.may_edit_post(person, world.post, world.topic),
    "mark helpful": lambda person, world: rules.may_mark_helpful(person, world.post, world.topic),
    "hide": lambda person, world: rules.may_hide_post(person, world.post, world.topic),
    "restore": lambda person, world: rules.may_restore_post(person, world.post, world.topic),
    "follow": lambda person, world: rules.may_follow(person, world.topic),
    "follow a place": lambda person, world: rules.may_follow_place(person, world.topic.community),
    "attach": lambda person, world: rules.may_attach(person, 0),
    "get a new file": lambda person, world: rules.may_open(person, Attachment(post=world.post)),
    "announce": lambda person, world: rules.may_use_kind(person, world.topic.community, Kind.ANNOUNCEMENT),
    "ask": lambda person, world: rules.may_use_kind(person, world.topic.community, Kind.QUESTION),
    "arrange": lambda person, world: rules.may_arrange(person, world.topic),
    "rename": lambda person, world: rules.may_rename(person, world.topic),
    "move": lambda person, world: rules.may_move(person, world.topic, world.second),
    "read elsewhere": lambda person, world: rules.may_be_read_in(world.topic.community, world.second),
    "merge": lambda person, world: rules.may_merge(person, world.topic, world.another),
    "unmerge": lambda person, world: rules.may_unmerge(person, world.topic),
    "show elsewhere": lambda person, world: rules.may_show_also_in(person, world.topic, world.second),
    "show only here": lambda person, world: rules.may_show_only_here(person, world.topic),
    "close as duplicate": lambda p, world: rules.may_close_as_duplicate(p, world.topic, world.another),
    "reopen": lambda person, world: rules.may_reopen(person, world.topic),
    "start a poll": lambda person, world: rules.may_start_poll(person, world.topic),
    "vote": lambda person, world: rules.may_vote(person, world.poll, world.topic),
    "close the poll": lambda person, world: rules.may_close_poll(person, world.poll, world.topic),
    "see results": lambda person, world: rules.may_see_results(person, world.poll, has_voted=False),
}


@pytest.mark.parametrize(("act", "state", "sentences"), TABLE)
def test_each_act_on_each_state_answers_each_person_with_a_verdict_and_its_sentence(
    world, act, state, sentences
):
    bring_to(state, world)
    verdicts = {kind: ACTS[act](world.people[kind], world) for kind in KINDS}
    assert {kind: verdict.sentence for kind, verdict in verdicts.items()} == dict(
        zip(KINDS, sentences, strict=True)
    )
    assert all(bool(verdict) == (not verdict.sentence) for verdict in verdicts.values())


def test_every_act_here_has_its_row():  # that no rule is left out, test_rights_table.py says
    assert {param.values[0] for param in TABLE} == set(ACTS)


def test_who_left_the_community_edits_nothing_there_any_more(world):
    world.topic.community.memberships.filter(person=world.people["replier"]).delete()
    verdict = rules.may_edit_post(make.fresh(world.people["replier"]), world.post, world.topic)
    assert verdict.sentence == JOIN


def test_a_hidden_post_is_read_by_its_author_and_by_those_who_keep_order(world):
    bring_to("hidden", world)
    reads = {kind for kind in KINDS if rules.may_read_words(world.people[kind], world.post, world.topic)}
    assert reads == {"replier", "moderator", "lead", "administrator"}
