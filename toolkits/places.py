"""Where pages are: finding the one at an address together with those above it, and who may go there.

Wagtail walks down to a page with two statements a level, and then asks again what stands above it. But an
address names all pages on the way, so that one statement can read them.
"""

from itertools import accumulate, pairwise
from typing import TypeVar

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from wagtail.models import Page, PageViewRestriction, Site, get_page_models

Pages = TypeVar("Pages", bound=QuerySet)
ROOT = Page._get_path("", 1, 1)  # the path in the tree of the page above all others


class PlacedPage(Page):
    """A page that knows, where `page_at` found it, which pages on the way to it are restricted."""

    restricted_on_the_way: list[int] | None = None  # keys; None: not known

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Wagtail's answer, for at most one statement, and for none where nothing is restricted."""
        if self.restricted_on_the_way is None:
            return super().get_view_restrictions()
        return PageViewRestriction.objects.filter(page__in=self.restricted_on_the_way)


def public(pages: Pages) -> Pages:
    """Those of `pages` that everybody may read: Wagtail's `public()` without a statement of its own."""
    restrictions = PageViewRestriction.objects.annotate(
        below=ExpressionWrapper(OuterRef("path"), output_field=CharField())
    )
    return pages.exclude(Exists(restrictions.filter(below__startswith=F("page__path"))))


def page_at(path: str) -> Page | None:
    """The page at a path below the site's address, such as `toolkits/alt-text/`, in one statement.

    It comes as its own class, and so do those above it: `get_parent()` costs nothing. None is no verdict:
    there may be no such page, or only Wagtail can tell, as where several sites have the same paths.
    """
    sites = Site.get_site_root_paths()  # from the cache; Wagtail forgets it when a site changes
    if len(sites) != 1:
        return None
    address = sites[0].root_path + path
    found = list(_on_the_way(address))
    page = next((each for each in found if each.url_path == address), None)
    way = [each for each in found if page and page.path.startswith(each.path)]
    return _placed(way) if page and len(way) == page.depth else None


def _on_the_way(address: str) -> QuerySet[Page]:
    """The pages that an address names from the root on, with the columns of their own classes.

    The names of its parts are asked for too: there is an index on them, and none on addresses.
    """
    parts = [part for part in address.split("/") if part]
    named = Q(slug__in=parts, url_path__in=[f"/{step}/" for step in accumulate(parts, "{}/{}".format)])
    restricted = Exists(PageViewRestriction.objects.filter(page=OuterRef("pk")))
    pages = Page.objects.filter(Q(path=ROOT) | named).select_related(*_kinds())
    return pages.annotate(is_restricted=restricted).order_by("depth")


def _kinds() -> list[str]:
    """What the table of each type of page is called in a query of all pages."""
    links = [model._meta.pk.remote_field for model in get_page_models() if model is not Page]
    return [link.name for link in links if link.model is Page]


def _placed(way: list[Page]) -> Page:
    """The last page of a way as its own class, with what the way has shown."""
    own = [_own(page) for page in way]
    for above, below in pairwise(own):
        below._cached_parent_obj = above  # as Wagtail does on its way down
    if not any(page.alias_of_id for page in way):  # an alias has the restrictions of its original
        own[-1].restricted_on_the_way = [page.pk for page in way if page.is_restricted]
    return own[-1]


def _own(page: Page) -> Page:
    """A page as its own class, from the columns that were read with it."""
    kind = next((kind for kind in _kinds() if hasattr(page, kind)), None)
    return (getattr(page, kind) if kind else page).specific
