"""The rows of discussions in the table of who may do what in a community. Its rules are asked, of a
topic and a post that somebody else wrote and that are nowhere in the database.
"""

from datetime import UTC, datetime

from django.utils.translation import gettext_lazy as _

from communities.kit.permissions import Verdict
from communities.members.models import User
from communities.spaces import rules as spaces
from communities.spaces.models import Community
from communities.spaces.rights import Right

from . import rules
from .models import Kind, Post, Topic

SOMEBODY_ELSE = 0  # the key of nobody
HELD = datetime(2020, 1, 1, tzinfo=UTC)


def _topic(community: Community) -> Topic:
    return Topic(community=community, kind=Kind.QUESTION, author_id=SOMEBODY_ELSE)


def _post(topic: Topic) -> Post:
    return Post(topic=topic, number=2, author_id=SOMEBODY_ELSE)


def _may_reply(person: User | None, community: Community) -> Verdict:
    return rules.may_reply(person, _topic(community))


def _may_announce(person: User | None, community: Community) -> Verdict:
    verdict = spaces.may_start_topic(person, community)
    return verdict and rules.may_use_kind(person, community, Kind.ANNOUNCEMENT)


def _may_mark_helpful(person: User | None, community: Community) -> Verdict:
    topic = _topic(community)
    return rules.may_mark_helpful(person, _post(topic), topic)


def _may_accept(person: User | None, community: Community) -> Verdict:
    topic = _topic(community)
    return rules.may_accept_answer(person, _post(topic), topic)


def _may_arrange(person: User | None, community: Community) -> Verdict:
    return rules.may_arrange(person, _topic(community))


def _may_hide(person: User | None, community: Community) -> Verdict:
    topic = _topic(community)
    return rules.may_hide_post(person, _post(topic), topic)


def _may_publish(person: User | None, community: Community) -> Verdict:
    topic = _topic(community)
    return rules.may_release_post(person, Post(topic=topic, author_id=SOMEBODY_ELSE, held_at=HELD), topic)


RIGHTS = [
    Right(_("Reply"), _may_reply, spaces.waiting_posts_of),
    Right(_("Say that a post helped"), _may_mark_helpful),
    Right(_("Make announcements"), _may_announce),
    Right(_("Accept an answer to somebody else’s question"), _may_accept),
    Right(_("Pin, lock, move, merge and split topics"), _may_arrange),
    Right(_("Publish what waits for a moderator"), _may_publish),
    Right(_("Hide a post, with a reason that its author reads"), _may_hide),
]
