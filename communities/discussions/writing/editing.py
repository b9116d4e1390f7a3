"""An author edits a post; the text it had stays as a revision."""

from django.db import transaction
from django.utils import timezone

from communities.kit import text
from communities.kit.errors import Conflict
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.spaces.models import forget_roles

from .. import rules
from ..indexing import index_topic
from ..models import Post, Revision, Topic
from ..tasks import tell_of_post
from . import rendering, screening
from .attaching import bind_attachments
from .drafting import discard_draft, place_of
from .screening import Written


@transaction.atomic
def edit_post(post: Post, *, by: User, source: str, read_source: str, because: str = "") -> Post:
    """Replace the text of a post. `read_source` is the text that the editor started from,
    `because` why the new one is right although screening warned of it.

    Raises Refused when the person may not, ValidationError when the text can't be posted, and Conflict
    when the post was changed meanwhile.
    """
    topic = Topic.objects.locked().get(pk=post.topic_id)
    post = Post.objects.locked().get(pk=post.pk)
    forget_roles(by)
    require(rules.may_edit_post(by, post, topic))
    source = rendering.check(source)
    if source == post.source:
        discard_draft(by, place_of(post))
        return post
    if text.clean_source(read_source) != text.clean_source(post.source):
        raise Conflict(post.source)
    looked = screening.check(
        Written(by, topic.community, "", source, post), because=because, is_asked=bool(because)
    )
    Revision.objects.create(post=post, source=post.source, by=by)
    post.source, post.edited_at = source, timezone.now()
    post.held_at = post.held_at or screening.held_from(looked, post.edited_at)
    mentioned = rendering.render_into(post, topic.community)
    post.save()
    fresh = rendering.keep_mentions(post, mentioned)
    bind_attachments(post, by=by)
    discard_draft(by, place_of(post))
    record("post.edited", by=by, on=post, community_id=topic.community_id, topic=topic.pk)
    screening.note(post, looked, by)
    index_topic(topic)
    if fresh:
        tell_of_post.defer(post_id=post.pk, only_mentions=True)
    return post
