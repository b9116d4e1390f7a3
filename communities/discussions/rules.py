from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces
from communities.spaces.models import Community, Visibility

from .models import Kind, Post, Topic

KINDS_OF_KEEPERS = (Kind.ANNOUNCEMENT,)
OPENNESS = (Visibility.PRIVATE, Visibility.MEMBERS, Visibility.PUBLIC)  # the least open first


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


def may_arrange(person: User | None, topic: Topic) -> Verdict:
    """Pinning, locking, moving, merging, splitting, changing title, kind or tags of others' topics."""
    if not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s arrange topics.") % {"community": topic.community}
        )
    return YES


def may_rename(person: User | None, topic: Topic) -> Verdict:
    """Changing the title and the tags: who started the topic, and those who keep order."""
    if person is not None and person.pk == topic.author_id and may_reply(person, topic):
        return YES
    if not may_arrange(person, topic):
        return no(_("The person who started a topic, or a moderator, changes its title and tags."))
    return YES


def may_move(person: User | None, topic: Topic, to: Community) -> Verdict:
    """Moving a topic, or posts of it, to another community: those who keep order in both.

    What was said among few is not shown to more.
    """
    if not (verdict := may_arrange(person, topic)):
        return verdict
    if topic.community_id == to.pk:
        return no(_("This topic is in %(community)s already.") % {"community": to})
    if not spaces.is_keeper(person, to):
        return no(_("You need to be a moderator or lead of %(community)s too.") % {"community": to})
    return may_be_read_in(topic.community, to)


def may_be_read_in(community: Community, other: Community) -> Verdict:
    """Whether what was said in `community` may be shown to the readers of `other`."""
    if community.pk != other.pk and OPENNESS.index(other.visibility) > OPENNESS.index(community.visibility):
        return no(
            _("More people can read %(other)s than %(community)s, where this was said.")
            % {"other": other, "community": community}
        )
    if community.pk != other.pk and community.visibility == other.visibility == Visibility.PRIVATE:
        return no(
            _("%(community)s and %(other)s are private: what is said in one is not shown in the other.")
            % {"other": other, "community": community}
        )
    return YES


def may_merge(person: User | None, topic: Topic, into: Topic) -> Verdict:
    if topic.pk == into.pk:
        return no(_("A topic can't be merged into itself. Choose another one."))
    if topic.merged_into_id or into.merged_into_id:
        return no(_("This topic has been merged already."))
    for each in (topic, into):
        if not (verdict := may_arrange(person, each)):
            return verdict
    return may_be_read_in(topic.community, into.community)


def may_show_also_in(person: User | None, topic: Topic, other: Community) -> Verdict:
    """Showing a topic in a second community: its author or a keeper, who may start topics there too."""
    if topic.community_id == other.pk:
        return no(_("This topic is in %(community)s already.") % {"community": other})
    if not (topic.community.shares_topics and other.shares_topics):
        return no(_("One of the two communities keeps its topics to itself."))
    if person is None or not (person.pk == topic.author_id or spaces.is_keeper(person, topic.community)):
        return no(_("The person who started a topic, or a moderator, shows it in another community."))
    if not (verdict := spaces.may_start_topic(person, other)):
        return verdict
    return may_be_read_in(topic.community, other)


def may_show_only_here(person: User | None, topic: Topic) -> Verdict:
    places = [topic.community, *([topic.also_in] if topic.also_in else [])]
    if person is not None and person.pk == topic.author_id:
        return YES
    if not any(spaces.is_keeper(person, place) for place in places):
        return no(_("The person who started a topic, or a moderator, takes it out of a community."))
    return YES


def may_close_as_duplicate(person: User | None, topic: Topic, original: Topic) -> Verdict:
    if topic.pk == original.pk:
        return no(_("A topic is not a duplicate of itself. Choose another one."))
    if original.duplicate_of_id == topic.pk:
        return no(_("The other topic is closed as a duplicate of this one."))
    return _asker_or_keeper(person, topic)


def may_reopen(person: User | None, topic: Topic) -> Verdict:
    if not topic.duplicate_of_id:
        return no(_("This topic is not closed as a duplicate."))
    return _asker_or_keeper(person, topic)
