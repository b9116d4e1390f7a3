"""Who may do what to a topic and its posts, in which state, and what they read when they may not."""

from types import SimpleNamespace

import pytest

from communities.discussions import rules
from communities.discussions.answering import accept_answer
from communities.discussions.hiding import hide_post
from communities.discussions.models import Kind, Topic
from communities.spaces.models import Role
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
    row("announce", "open", *[ANNOUNCE] * 5, YES, YES, YES),
    row("ask", "open", *[YES] * 8),
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
    return SimpleNamespace(people=people, topic=topic, post=make.post(topic, by=people["replier"]))


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
    world.topic = Topic.objects.select_related("community").get()
    world.post = world.topic.posts.select_related("author", "hidden_by").get(pk=world.post.pk)


ACTS = {
    "reply": lambda person, world: rules.may_reply(person, world.topic),
    "accept": lambda person, world: rules.may_accept_answer(person, world.post, world.topic),
    "withdraw": lambda person, world: rules.may_withdraw_answer(person, world.topic),
    "edit": lambda person, world: rules.may_edit_post(person, world.post, world.topic),
    "mark helpful": lambda person, world: rules.may_mark_helpful(person, world.post, world.topic),
    "hide": lambda person, world: rules.may_hide_post(person, world.post, world.topic),
    "restore": lambda person, world: rules.may_restore_post(person, world.post, world.topic),
    "follow": lambda person, world: rules.may_follow(person, world.topic),
    "announce": lambda person, world: rules.may_use_kind(person, world.topic.community, Kind.ANNOUNCEMENT),
    "ask": lambda person, world: rules.may_use_kind(person, world.topic.community, Kind.QUESTION),
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


def test_every_rule_of_discussions_has_its_row_in_the_table():
    declared = {name for name in vars(rules) if name.startswith("may_")} - {"may_read_hidden"}
    used = {name for act in ACTS.values() for name in act.__code__.co_names if name.startswith("may_")}
    assert used == declared and len(declared) >= 9
    assert {param.values[0] for param in TABLE} == set(ACTS)


def test_who_left_the_community_edits_nothing_there_any_more(world):
    world.topic.community.memberships.filter(person=world.people["replier"]).delete()
    verdict = rules.may_edit_post(make.fresh(world.people["replier"]), world.post, world.topic)
    assert verdict.sentence == JOIN


def test_a_hidden_post_is_read_by_its_author_and_by_those_who_keep_order(world):
    bring_to("hidden", world)
    reads = {kind for kind in KINDS if rules.may_read_hidden(world.people[kind], world.post, world.topic)}
    assert reads == {"replier", "moderator", "lead", "administrator"}
