"""Who arranges topics: pin, lock, rename, move, merge, share, close as duplicate; and back."""

from django.db.models import Q
from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces
from communities.spaces.models import Community, Visibility

from ..models import Act, Topic
from .taking_part import MERGED, may_reply, may_take_part

OPENNESS = (Visibility.PRIVATE, Visibility.MEMBERS, Visibility.PUBLIC)  # the least open first


def may_arrange(person: User | None, topic: Topic) -> Verdict:
    """Pinning, locking, moving, merging, splitting, changing title, kind or tags of others' topics."""
    if topic.merged_into_id:
        return no(MERGED)
    if topic.held_at:
        return no(_("This topic waits for a moderator. Publish it first."))
    if not (verdict := spaces.is_open(topic.community)):
        return verdict
    if person is None or not spaces.is_keeper(person, topic.community):
        return no(
            _("Only moderators and leads of %(community)s arrange topics.") % {"community": topic.community}
        )
    return spaces.has_agreed_here(person, topic.community)


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
    acts = _acts_of(topic)
    kinds = [act["kind"] for act in acts]
    if Act.Kind.MOVED not in kinds:
        return False
    place = len(kinds) - 1 - kinds[::-1].index(Act.Kind.MOVED)
    moved = acts[place]
    if moved["facts"].get("community") != to.pk or {Act.Kind.MERGED, Act.Kind.RENAMED} & set(kinds[place:]):
        return False
    said = ("created_at__gt", "edited_at__gt", "topic__poll__created_at__gt")
    said_since = topic.posts.filter(Q(*((each, moved["at"]) for each in said), _connector=Q.OR))
    return not said_since.exists()


def _acts_of(topic: Topic) -> list[dict]:
    """What was done to a topic, oldest first: as a page has read it with the topic, or in one query."""
    rows = getattr(topic, "act_rows", None)
    return [dict(each) for each in topic.acts.values("kind", "at", "facts")] if rows is None else rows


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
    if into.duplicate_of_id == topic.pk:
        return no(_("The other topic is closed as a duplicate of this one."))
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
    for community in (topic.community, into.community):
        if person is None or not spaces.is_keeper(person, community):
            return no(
                _("Only moderators and leads of %(community)s arrange topics.") % {"community": community}
            )
        if not (verdict := spaces.is_open(community) and spaces.has_agreed_here(person, community)):
            return verdict
    if into.merged_into_id:
        return no(_("“%(title)s” was merged itself since. Undo that first.") % {"title": into})
    verdict = may_be_read_in(into.community, topic.community)
    return verdict if not verdict and _was_changed_in(into, topic) else YES


def _was_changed_in(into: Topic, topic: Topic) -> bool:
    """Whether posts of a merged topic were edited where they stand now."""
    act = into.acts.filter(kind=Act.Kind.MERGED, facts__other=topic.pk).latest("pk")
    keys = [key for key, _number, _to in act.facts["posts"]]
    return into.posts.filter(pk__in=keys, edited_at__gt=act.at).exists()


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
    if not (verdict := may_take_part(person, topic)):
        return verdict
    if not (verdict := spaces.may_start_topic(person, other)):
        return verdict
    return may_be_read_in(topic.community, other)


def may_show_only_here(person: User | None, topic: Topic) -> Verdict:
    """Taking a topic out of its second community: its author, or who keeps order in either."""
    if topic.merged_into_id:
        return no(MERGED)
    kept = [place for place in (topic.community, topic.also_in) if place and spaces.is_keeper(person, place)]
    if person is None or not (kept or person.pk == topic.author_id):
        return no(_("The person who started a topic, or a moderator, takes it out of a community."))
    if topic.also_in in kept:
        return spaces.has_agreed_here(person, topic.also_in)
    return may_take_part(person, topic)


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
    if topic.merged_into_id:
        return no(MERGED)
    return _starter_or_keeper(person, topic)


def _starter_or_keeper(person: User | None, topic: Topic) -> Verdict:
    if person is None or not (person.pk == topic.author_id or spaces.is_keeper(person, topic.community)):
        return no(_("The person who started a topic, or a moderator, closes or reopens it as a duplicate."))
    return may_take_part(person, topic)
