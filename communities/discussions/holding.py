"""Posts that wait for a moderator: which do, and publishing one.

What waits is told to nobody, found by nobody, and read by its author and by those who keep order. Its number
is given when it is written and stays; its time is when everybody could read it.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit import text
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.notifications.models import Kind
from communities.notifications.telling import tell
from communities.spaces import rules as spaces
from communities.spaces.models import KEEPERS, Community, Membership, PreModeration, forget_roles

from . import rules
from .counting import recount, recount_communities
from .indexing import index_topic
from .models import Post, Revision, Topic
from .tasks import tell_of_post
from .writing import rendering


def waits_first(person: User, community: Community) -> bool:
    """Whether what a person writes here waits for a moderator, as the community has chosen.

    Of what is moderated first counts only what was published and still stands. At most one query.
    """
    if community.pre_moderation == PreModeration.NONE or spaces.is_keeper(person, community):
        return False
    if community.pre_moderation == PreModeration.ALL:
        return True
    return (
        Post.objects.said().filter(author=person, topic__community=community).count() < community.first_posts
    )


def tell_keepers(post: Post) -> None:
    """Tell those who keep order in the community of a post that it waits for them."""
    community = post.topic.community
    keepers = Membership.objects.filter(community=community, role__in=KEEPERS, person__is_active=True)
    people = list(keepers.values_list("person_id", flat=True))
    tell(people, Kind.HELD, target=post, title=post.topic.title, actor=post.author, community=community)


@transaction.atomic
def release_post(post: Post, *, by: User, source: str | None = None, read_source: str | None = None) -> Post:
    """Publish a post that waits: as it is, or with the words `source`, which its author is told.

    Now it is told to whom it concerns, and found. `read_source` is the text that the moderator read.
    Raises Refused when the person may not or another has published it already, ValidationError when the
    words can't be posted or the author has changed them meanwhile.
    """
    topic = Topic.objects.locked().get(pk=post.topic_id)
    post = Post.objects.locked().get(pk=post.pk)
    forget_roles(by)
    require(rules.may_release_post(by, post, topic))
    _check_same(post, read_source)
    changed = source is not None and _change_words(post, topic, by=by, source=source)
    post.held_at, post.created_at = None, timezone.now()
    post.save()
    recount(topic)
    if post.number == 1:
        topic.created_at = post.created_at
        topic.save(update_fields=["created_at"])
        recount_communities(topic.community, topic.also_in)
    record("post.released", by=by, on=post, community_id=topic.community_id, topic=topic.pk, changed=changed)
    index_topic(topic)
    kind = Kind.REWORDED if changed else Kind.RELEASED
    tell([post.author_id], kind, target=post, title=topic.title, actor=by, community=topic.community)
    tell_of_post.defer(post_id=post.pk)
    return post


def _check_same(post: Post, read_source: str | None) -> None:
    if read_source is not None and text.clean_source(read_source) != text.clean_source(post.source):
        words = _("%(name)s has changed the post meanwhile. Read it again; what you typed is below.")
        raise ValidationError(words % {"name": post.author})


def _change_words(post: Post, topic: Topic, *, by: User, source: str) -> bool:
    """Give a post other words, the old ones kept as a revision. Returns whether they are others."""
    source = rendering.check(source)
    if source == post.source:
        return False
    Revision.objects.create(post=post, source=post.source, by=by)
    post.source, post.edited_at = source, timezone.now()
    rendering.keep_mentions(post, rendering.render_into(post, topic.community))
    return True
