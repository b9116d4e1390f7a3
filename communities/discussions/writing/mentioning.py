"""Whom a post names who can't be told of it, because they may not read it."""

from communities.kit import text
from communities.members.models import User
from communities.spaces.models import readers_of

from ..models import Post


def unreachable(post: Post) -> list[str]:
    """The members that a post names and who may not read it, as its author wrote them: “@dana-whitfield”.

    One query, and none when nobody is named. A word after an @ that is no member's address is left alone.
    """
    named: list[str] = []
    text.render(post.source, mentions=lambda slug: named.append(slug))  # all that stand where a mention may
    if not named:
        return []
    others = User.objects.members().filter(slug__in=named)
    others = others.exclude(pk__in=readers_of(post.topic.community).values("pk"))
    missed = set(others.values_list("slug", flat=True))
    return [f"@{slug}" for slug in dict.fromkeys(named) if slug in missed]
