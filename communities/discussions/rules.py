from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces
from communities.spaces.models import Community, Visibility

from .models import Act, Attachment, Kind, Poll, Post, Topic
from .post_rules import may_still_edit

KINDS_OF_KEEPERS = (Kind.ANNOUNCEMENT,)
MOVED = _l("This post has moved to another topic meanwhile. Go there to do this.")
MERGED = _l("This topic was merged into another one. Go there, or ask a moderator to undo that.")
MOST_UNUSED = 60  # pictures and files of one member that no post has yet
OPENNESS = (Visibility.PRIVATE, Visibility.MEMBERS, Visibility.PUBLIC)  # the least open first


def may_use_kind(person: User | None, community, kind: str) -> Verdict:
    if kind in KINDS_OF_KEEPERS and not spaces.is_keeper(person, community):
        return no(_("Only leads and moderators make announcements."))
    return YES


def may_reply(person: User | None, topic: Topic) -> Verdict:
    if topic.is_locked and not spaces.is_keeper(person, topic.community):
        return no(_("This topic is locked. Ask a lead to reopen it."))
    if topic.merged_into_id:
        return no(MERGED)
    return _may_take_part(person, topic)


def _may_take_part(person: User | None, topic: Topic) -> Verdict:
    """Whether a person may write in one of the communities that show the topic."""
    if not (verdict := spaces.is_open(topic.community)):
        return verdict
    verdict = spaces.may_post(person, topic.community)
    if not verdict and topic.also_in and spaces.may_post(person, topic.also_in):
        return YES
    return verdict


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
    return spaces.is_open(topic.community)


def may_edit_post(person: User | None, post: Post, topic: Topic) -> Verdict:
    if person is None or person.pk != post.author_id:
        return no(_("Only %(name)s can edit this post.") % {"name": post.author})
    if post.is_hidden:
        return no(_("This post is hidden. Write to a moderator about it."))
    if post.topic_id != topic.pk:
        return no(MOVED)
    return may_still_edit(person, post, topic) and may_reply(person, topic)


def may_mark_helpful(person: User | None, post: Post, topic: Topic) -> Verdict:
    if person is not None and person.pk == post.author_id:
        return no(_("Others say whether your post is helpful."))
    if post.is_hidden or post.is_withdrawn:
        return no(_("This post is hidden."))
    return _may_take_part(person, topic)


def may_follow(person: User | None, topic: Topic) -> Verdict:
    if person is None:
        return no(_("Sign in or join the site to follow a topic."))
    return YES


def may_follow_place(person: User | None) -> Verdict:
    """Whether a person may follow or mute a community or a tag that they see."""
    if person is None:
        return no(_("Sign in or join the site to follow communities and tags."))
    return YES


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


def may_read_hidden(person: User | None, post: Post, topic: Topic) -> bool:
    """The author and those who keep order still read a hidden post, with the reason."""
    return person is not None and (person.pk == post.author_id or spaces.is_keeper(person, topic.community))


def may_arrange(person: User | None, topic: Topic) -> Verdict:
    """Pinning, locking, moving, merging, splitting, changing title, kind or tags of others' topics."""
    if topic.merged_into_id:
        return no(MERGED)
    if not (verdict := spaces.is_open(topic.community)):
        return verdict
    if not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s arrange topics.") % {"community": topic.community}
        )
    return spaces.is_open(topic.community)


def may_rename(person: User | None, topic: Topic) -> Verdict:
    """Changing the title and the tags: who started the topic, and those who keep order."""
    if person is not None and person.pk == topic.author_id and may_reply(person, topic):
        return YES
    if not may_arrange(person, topic):
        return no(_("The person who started a topic, or a moderator, changes its title and tags."))
    return YES


def may_move(person: User | None, topic: Topic, to: Community) -> Verdict:
    """Moving a topic, or posts of it, to another community: those who keep order in both.

    What was said among few is not shown to more; but what was moved among few, and where nothing was said
    since, may go back.
    """
    if not (verdict := may_arrange(person, topic)):
        return verdict
    if topic.community_id == to.pk:
        return no(_("This topic is in %(community)s already.") % {"community": to})
    if not spaces.is_keeper(person, to):
        return no(_("You need to be a moderator or lead of %(community)s too.") % {"community": to})
    if not (verdict := spaces.is_open(to)):
        return verdict
    verdict = may_be_read_in(topic.community, to)
    return verdict if verdict or not _may_go_back(topic, to) else YES


def _may_go_back(topic: Topic, to: Community) -> bool:
    """Whether the topic was last moved from `to`, and holds now what it held then."""
    moved = topic.acts.filter(kind=Act.Kind.MOVED).last()
    if moved is None or moved.facts.get("community") != to.pk:
        return False
    said_since = topic.posts.filter(Q(created_at__gt=moved.at) | Q(edited_at__gt=moved.at))
    merged_since = topic.acts.filter(kind=Act.Kind.MERGED, pk__gt=moved.pk)
    return not (said_since.exists() or merged_since.exists())


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
    if getattr(topic, "poll", None):
        return no(_("“%(title)s” has a poll, which can't be merged.") % {"title": topic})
    return may_be_read_in(topic.community, into.community)


def may_unmerge(person: User | None, topic: Topic) -> Verdict:
    """Taking a merging back: those who keep order in both communities."""
    into = topic.merged_into
    if into is None:
        return no(_("This topic is not merged into another one."))
    if into.merged_into_id:
        return no(_("“%(title)s” was merged itself since. Undo that first.") % {"title": into})
    for community in (topic.community, into.community):
        if not spaces.is_keeper(person, community):
            return no(
                _("Only moderators and leads of %(community)s arrange topics.") % {"community": community}
            )
    return YES


def may_show_also_in(person: User | None, topic: Topic, other: Community) -> Verdict:
    """Showing a topic in a second community: its author or a keeper, who may start topics there too."""
    if topic.merged_into_id:
        return no(MERGED)
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
    if topic.merged_into_id or original.merged_into_id:
        return no(_("This topic has been merged already."))
    if original.duplicate_of_id:
        return no(_("The other topic is closed as a duplicate too. Choose the one that it leads to."))
    if not may_be_read_in(original.community, topic.community):
        return no(_("Not everybody who reads this topic can read the other one."))
    return _starter_or_keeper(person, topic)


def may_reopen(person: User | None, topic: Topic) -> Verdict:
    if not topic.duplicate_of_id:
        return no(_("This topic is not closed as a duplicate."))
    return _starter_or_keeper(person, topic)


def _starter_or_keeper(person: User | None, topic: Topic) -> Verdict:
    if person is None or not (person.pk == topic.author_id or spaces.is_keeper(person, topic.community)):
        return no(_("The person who started a topic, or a moderator, closes or reopens it as a duplicate."))
    return YES


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
    return _may_take_part(person, topic)


def may_close_poll(person: User | None, poll: Poll, topic: Topic) -> Verdict:
    if person is None or not (person.pk == poll.created_by_id or spaces.is_keeper(person, topic.community)):
        return no(_("The person who made a poll, or a moderator, closes it."))
    if poll.is_closed:
        return no(_("This poll is closed."))
    return YES


def may_see_results(person: User | None, poll: Poll, *, has_voted: bool) -> Verdict:
    """The results are for who has voted, so that they lead nobody; once the poll is closed, for all."""
    if has_voted or poll.is_closed:
        return YES
    return no(_("You see the results when you have voted, or when the poll is closed."))


def may_attach(person: User | None, unused: int) -> Verdict:
    """Uploading a picture or a file, when `unused` ones of theirs wait in texts that are not posted."""
    if person is None:
        return no(_("Sign in or join the site to take part."))
    if person.owes_agreement:
        return no(_("New guidelines or notices are in force. Agree to them first."))
    if unused >= MOST_UNUSED:
        return no(_("Too many pictures and files wait to be posted. Post some of them first."))
    return YES


def may_open(person: User | None, attachment: Attachment) -> Verdict:
    """Getting a picture or file that one sees: it was checked, and its post is readable."""
    post = attachment.post
    if (
        post is not None
        and (post.hidden_at or post.held_at or post.withdrawn_at)
        and not may_read_hidden(person, post, post.topic)
    ):
        return no(_("The post that this belongs to can't be read at the moment."))
    if attachment.state == Attachment.State.NEW:
        return no(_("This file is being checked. Try again in a minute."))
    if attachment.state == Attachment.State.REFUSED:
        return no(_("The check refused this file, so nobody can get it."))
    return YES
