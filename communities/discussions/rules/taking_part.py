"""Who replies, accepts an answer, marks a post helpful, follows."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces
from communities.spaces.models import Community

from ..models import Kind, Post, Topic

KINDS_OF_KEEPERS = (Kind.ANNOUNCEMENT,)
MOVED = _l("This post has moved to another topic meanwhile. Go there to do this.")
MERGED = _l("This topic was merged into another one. Go there, or ask a moderator to undo that.")


def may_use_kind(person: User | None, community, kind: str) -> Verdict:
    if kind in KINDS_OF_KEEPERS and not spaces.is_keeper(person, community):
        return no(_("Only leads and moderators make announcements."))
    return YES


def may_reply(person: User | None, topic: Topic) -> Verdict:
    if topic.is_locked and not spaces.is_keeper(person, topic.community):
        return no(_("This topic is locked. Ask a lead to reopen it."))
    if topic.merged_into_id:
        return no(MERGED)
    return may_take_part(person, topic)


def may_take_part(person: User | None, topic: Topic) -> Verdict:
    """Whether a person may write in one of the communities that show the topic."""
    if not (verdict := spaces.is_open(topic.community)):
        return verdict
    verdict = spaces.may_post(person, topic.community)
    if verdict or topic.also_in is None or not spaces.sees(person, topic.community):
        return verdict
    return YES if spaces.may_post(person, topic.also_in) else verdict


def may_accept_answer(person: User | None, post: Post, topic: Topic) -> Verdict:
    """The asker or a keeper accepts, on a question, a post that is not the question and not hidden."""
    if topic.kind != Kind.QUESTION:
        return no(_("Only questions have an accepted answer."))
    if post.topic_id != topic.pk:
        return no(MOVED)
    if post.number == 1:
        return no(_("The question can't be its own answer."))
    if post.is_hidden or post.is_withdrawn or post.is_held:
        return no(_("A hidden post can't be the answer."))
    return _asker_or_keeper(person, topic)


def may_withdraw_answer(person: User | None, topic: Topic) -> Verdict:
    if not topic.is_solved:
        return no(_("This question has no accepted answer."))
    return _asker_or_keeper(person, topic)


def _asker_or_keeper(person: User | None, topic: Topic) -> Verdict:
    if person is None:
        return no(_("Sign in or join the site to take part."))
    if person.pk != topic.author_id and not spaces.is_keeper(person, topic.community):
        return no(_("The person who asked, or a lead, accepts the answer."))
    return may_take_part(person, topic)


def may_mark_helpful(person: User | None, post: Post, topic: Topic) -> Verdict:
    if person is not None and person.pk == post.author_id:
        return no(_("Others say whether your post is helpful."))
    if post.is_hidden or post.is_withdrawn or post.is_held:
        return no(_("This post is hidden."))
    return may_take_part(person, topic)


def may_follow(person: User | None, topic: Topic) -> Verdict:
    if person is None or not person.is_member:
        return no(_("Sign in or join the site to follow a topic."))
    return _seen(person, topic.community)


def may_follow_place(person: User | None, community: Community | None = None) -> Verdict:
    """Whether a person may follow a community that they see; without one, a tag."""
    if person is None or not person.is_member:
        return no(_("Sign in or join the site to follow communities and tags."))
    return _seen(person, community) if community else YES


def may_draft(person: User | None, community: Community | None) -> Verdict:
    """Whether what a person types may be kept for a place in a community."""
    if person is None or not person.is_member:
        return no(_("Sign in or join the site to take part."))
    return _seen(person, community)


def _seen(person: User, community: Community | None) -> Verdict:
    """For verbs alone: on pages, what somebody doesn't see is not there."""
    if community is None or not spaces.sees(person, community):
        return no(_("There is no such place for you."))
    return YES
