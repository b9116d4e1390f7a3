"""Rules about single posts: who reads their words, and what authors may still do with them."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces

from ..models import Post, Topic
from .taking_part import MOVED, may_follow, may_reply, may_take_part

EDITABLE_DAYS = 30  # for authors; those who keep order in the community edit their own posts for ever


def may_read_words(person: User | None, post: Post, topic: Topic) -> bool:
    """What is hidden, held or withdrawn is read by its author and by those who keep order."""
    if not (post.is_hidden or post.is_held or post.is_withdrawn):
        return True
    return person is not None and (person.pk == post.author_id or spaces.is_keeper(person, topic.community))


def may_bookmark(person: User | None, topic: Topic) -> Verdict:
    """Whether a person may keep posts of a topic for later."""
    if person is None or not person.is_member:
        return no(_("Sign in or join the site to keep posts for later."))
    return may_follow(person, topic)


def may_still_edit(person: User, post: Post, topic: Topic) -> Verdict:
    """Whether the author of a post may change its text still."""
    if post.is_withdrawn:
        return no(_("You have withdrawn this post. Put it back first."))
    is_fresh = timezone.now() < post.created_at + timedelta(days=EDITABLE_DAYS)
    if is_fresh or spaces.is_keeper(person, topic.community):
        return YES
    words = ngettext(
        "Posts can be changed for %(days)d day. Write a reply with what is different now.",
        "Posts can be changed for %(days)d days. Write a reply with what is different now.",
        EDITABLE_DAYS,
    )
    return no(words % {"days": EDITABLE_DAYS})


def may_withdraw_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    """Authors take back what they said, whenever; a topic that others have answered keeps its first post."""
    if person is None or person.pk != post.author_id or not person.is_member:
        return no(_("Only %(name)s can withdraw this post.") % {"name": post.author})
    if post.topic_id != topic.pk:
        return no(MOVED)
    if post.is_withdrawn:
        return no(_("You have withdrawn this post already."))
    if post.is_hidden:
        return no(_("This post is hidden. Write to a moderator about it."))
    if post.number == 1 and topic.reply_count:
        return no(_("Others have replied to this. Ask a moderator to hide it."))
    return YES


def may_put_back_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if person is None or person.pk != post.author_id:
        return no(_("Only %(name)s can put this post back.") % {"name": post.author})
    if post.topic_id != topic.pk:
        return no(MOVED)
    if not post.is_withdrawn:
        return no(_("This post is not withdrawn."))
    return may_take_part(person, topic)


def may_edit_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if person is None or person.pk != post.author_id:
        return no(_("Only %(name)s can edit this post.") % {"name": post.author})
    if post.is_hidden:
        return no(_("This post is hidden. Write to a moderator about it."))
    if post.topic_id != topic.pk:
        return no(MOVED)
    return may_still_edit(person, post, topic) and may_reply(person, topic)


def may_release_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    """Publishing what waits: those who keep order, but nobody their own words."""
    if person is None or not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s publish what waits there.")
            % {"community": topic.community}
        )
    if post.topic_id != topic.pk:
        return no(MOVED)
    if not post.is_held:
        return no(_("This post is published already."))
    if post.is_hidden or post.is_withdrawn:
        return no(_("This post is hidden or withdrawn. It has to be shown again first."))
    if person.pk == post.author_id:
        return no(_("Another moderator publishes what you wrote."))
    return spaces.is_open(topic.community) and spaces.has_agreed_here(person, topic.community)


def may_hide_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s hide posts.") % {"community": topic.community}
        )
    if post.topic_id != topic.pk:
        return no(MOVED)
    if post.is_hidden:
        return no(_("%(name)s has already hidden this post.") % {"name": post.hidden_by})
    return YES


def may_restore_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s restore posts.") % {"community": topic.community}
        )
    if post.topic_id != topic.pk:
        return no(MOVED)
    if not post.is_hidden:
        return no(_("This post is not hidden."))
    return YES
