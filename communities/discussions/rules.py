from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces

from .models import Kind, Post, Topic

KINDS_OF_KEEPERS = (Kind.ANNOUNCEMENT,)


def may_use_kind(person: User | None, community, kind: str) -> Verdict:
    if kind in KINDS_OF_KEEPERS and not spaces.is_keeper(person, community):
        return no(_("Only leads and moderators make announcements."))
    return YES


def may_reply(person: User | None, topic: Topic) -> Verdict:
    if topic.is_locked and not spaces.is_keeper(person, topic.community):
        return no(_("This topic is locked. Ask a lead to reopen it."))
    return spaces.may_post(person, topic.community)


def may_accept_answer(person: User | None, post: Post, topic: Topic) -> Verdict:
    """The asker or a keeper accepts, on a question, a post that is not the question and not hidden."""
    if topic.kind != Kind.QUESTION:
        return no(_("Only questions have an accepted answer."))
    if post.number == 1:
        return no(_("The question can't be its own answer."))
    if post.is_hidden:
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
    return YES


def may_edit_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if person is None or person.pk != post.author_id:
        return no(_("Only %(name)s can edit this post.") % {"name": post.author})
    if post.is_hidden:
        return no(_("This post is hidden. Write to a moderator about it."))
    return may_reply(person, topic)


def may_mark_helpful(person: User | None, post: Post, topic: Topic) -> Verdict:
    if person is not None and person.pk == post.author_id:
        return no(_("Others say whether your post is helpful."))
    if post.is_hidden:
        return no(_("This post is hidden."))
    return spaces.may_post(person, topic.community)


def may_follow(person: User | None, topic: Topic) -> Verdict:
    if person is None:
        return no(_("Sign in or join the site to follow a topic."))
    return YES


def may_hide_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s hide posts.") % {"community": topic.community}
        )
    if post.is_hidden:
        return no(_("%(name)s has already hidden this post.") % {"name": post.hidden_by})
    return YES


def may_restore_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s restore posts.") % {"community": topic.community}
        )
    if not post.is_hidden:
        return no(_("This post is not hidden."))
    return YES


def may_read_hidden(person: User | None, post: Post, topic: Topic) -> bool:
    """The author and those who keep order still read a hidden post, with the reason."""
    return person is not None and (person.pk == post.author_id or spaces.is_keeper(person, topic.community))
