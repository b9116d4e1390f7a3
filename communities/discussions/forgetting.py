"""A person who has closed the account is named in no text any more, and reads and follows nothing."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from communities.kit import text
from communities.members.models import User

from .indexing import index_topic
from .models import (
    Attachment,
    Bookmark,
    CommunityLevel,
    Draft,
    Mention,
    Post,
    Preference,
    ReadingPosition,
    Revision,
    TagLevel,
    Topic,
)
from .writing import rendering
from .writing.cleaning import forget_attachment

NOBODY = "former-member"  # reserved: no profile ever has this address


def forget(person: User) -> None:
    """Forget what the person has read, follows, keeps and has not posted.

    Their posts stay, and so do their helpful marks.
    """
    for model in (ReadingPosition, CommunityLevel, TagLevel, Bookmark, Draft):
        model.objects.filter(person=person).delete()
    Preference.objects.filter(person=person).delete()
    for key in Attachment.objects.filter(by=person, post=None).values_list("pk", flat=True):
        forget_attachment(key)


def forget_in_texts(person: User, *, slugs: Iterable[str], before: datetime) -> int:
    """Turn every mention of a closed account into one of nobody; returns in how many topics.

    Mentions are references, so the source changes with the HTML and the earlier texts: whoever gets the
    address of the profile later must not be named by them. `before` is when the account closed: what was
    written after it means somebody else. May run twice. One transaction for each topic.
    """
    slugs = {slug for slug in slugs if slug}
    concerned = Post.objects.filter(_naming(person, slugs, before))
    earlier = Revision.objects.filter(_holding("source", slugs), replaced_at__lt=before)
    answered = Topic.objects.filter(answer__author=person)
    topics = {
        *concerned.values_list("topic_id", flat=True),
        *earlier.values_list("post__topic_id", flat=True),
        *answered.values_list("pk", flat=True),  # the index says where the author of an answer works
    }
    for key in sorted(topics):
        _forget_in_topic(key, person, slugs, before)
    return len(topics)


def _naming(person: User, slugs: set[str], before: datetime) -> Q:
    earlier = Post.objects.alias(said_at=Coalesce("edited_at", "created_at")).filter(said_at__lt=before)
    mentioning = Q(pk__in=Mention.objects.filter(person=person).values("post"))
    return mentioning | _holding("source", slugs) & Q(pk__in=earlier)


def _holding(column: str, slugs: set[str]) -> Q:
    held = Q(pk__in=[])
    for slug in slugs:
        held |= Q(**{f"{column}__contains": f"@{slug}"})
    return held


@transaction.atomic
def _forget_in_topic(key: int, person: User, slugs: set[str], before: datetime) -> None:
    topic = Topic.objects.locked().get(pk=key)
    posts = Post.objects.filter(_naming(person, slugs, before), topic=topic)
    for post in posts.select_for_update(no_key=True):
        post.source = without(post.source, slugs)
        rendering.render_into(post, topic.community)
        post.save(update_fields=["source", "html", "renderer_version"])
    revisions: QuerySet[Revision] = Revision.objects.filter(post__topic=topic, replaced_at__lt=before)
    for revision in revisions.filter(_holding("source", slugs)):
        revision.source = without(revision.source, slugs)
        revision.save(update_fields=["source"])
    Mention.objects.filter(post__topic=topic, person=person).delete()
    index_topic(topic)


def without(source: str, slugs: Iterable[str]) -> str:
    """Return Markdown in which these mentions name nobody."""
    named = set(slugs)

    def nobody(found: re.Match) -> str:
        inside_a_word = found.start() and source[found.start() - 1].isalnum()  # as in an e-mail address
        return found.group() if inside_a_word or found.group(1) not in named else f"@{NOBODY}"

    return text.MENTION.sub(nobody, source)
