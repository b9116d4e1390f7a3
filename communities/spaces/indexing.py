"""A community as a document of the search index, for whoever may read what is said in it."""

from collections.abc import Iterator

from communities.finding.indexing import Findable, put
from communities.finding.models import Kind
from communities.finding.rebuilding import Source
from communities.kit.text import plain, render

from .models import Community


def index_community(community: Community) -> None:
    """Write the document of one community, after what else changes with it: see lock_every_document."""
    put(_findable(community))


def findable_communities(keys: list[int]) -> Iterator[Findable]:
    """The documents of these communities."""
    return (_findable(community) for community in Community.objects.filter(pk__in=keys).order_by("pk"))


COMMUNITIES = Source(Community, findable_communities)


def _findable(community: Community) -> Findable:
    return Findable(
        source=community,
        kind=Kind.COMMUNITY,
        audience=community.audience,
        url=community.get_absolute_url(),
        title=community.name,
        changed_at=community.created_at,
        summary=community.purpose,
        body=plain(render(community.description).html) if community.description else "",
        labels=[f"in:{community.pk}", *(f"level:{level}" for level in community.levels)],
        facts={"community": community.slug, "retired": community.is_archived},
    )
