"""Who makes a poll, votes, closes it and sees what came out."""

from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces

from ..models import Poll, Topic
from .taking_part import MERGED, may_reply, may_take_part


def may_start_poll(person: User | None, topic: Topic) -> Verdict:
    """Adding a poll: who started the topic, and those who keep order; one for each topic."""
    if person is None or not (person.pk == topic.author_id or spaces.is_keeper(person, topic.community)):
        return no(_("The person who started a topic, or a moderator, adds a poll to it."))
    if getattr(topic, "poll", None):
        return no(_("This topic has a poll already."))
    return may_reply(person, topic)


def may_vote(person: User | None, poll: Poll, topic: Topic) -> Verdict:
    """Voting, and changing one's vote: who may write in the community, until the poll closes."""
    if poll.is_closed:
        return no(_("This poll is closed."))
    if topic.merged_into_id:
        return no(MERGED)
    return may_take_part(person, topic)


def may_close_poll(person: User | None, poll: Poll, topic: Topic) -> Verdict:
    if person is None or not (person.pk == poll.created_by_id or spaces.is_keeper(person, topic.community)):
        return no(_("The person who made a poll, or a moderator, closes it."))
    if poll.is_closed:
        return no(_("This poll is closed."))
    return may_take_part(person, topic)


def may_see_results(person: User | None, poll: Poll, *, has_voted: bool) -> Verdict:
    """The results are for who has voted, so that they lead nobody; once the poll is closed, for all."""
    if has_voted or poll.is_closed:
        return YES
    return no(_("You see the results when you have voted, or when the poll is closed."))
