"""Keeping posts for later, with a note that nobody else reads."""

from django.db import transaction
from django.utils import timezone

from communities.kit.permissions import require
from communities.members.models import User
from communities.spaces.models import forget_roles

from .models import Bookmark, Post
from .rules import may_bookmark


@transaction.atomic
def keep_post(post: Post, *, by: User, note: str = "") -> Bookmark:
    """Bookmark a post that `by` sees, or change the note of the bookmark."""
    if by is not None:
        forget_roles(by)
    require(may_bookmark(by, post.topic))
    fresh = {"note": note.strip(), "at": timezone.now()}
    return Bookmark.objects.update_or_create(
        post=post, person=by, defaults={"note": note.strip()}, create_defaults=fresh
    )[0]


@transaction.atomic
def drop_post(post: Post, *, by: User) -> None:
    """Remove a bookmark; without one, nothing happens."""
    Bookmark.objects.filter(post=post, person=by).delete()
