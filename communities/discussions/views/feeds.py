"""Atom feeds of what a visitor may see: of a topic, a community, a tag. They name nobody's address."""

from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from communities.kit import text
from communities.spaces.models import Community, audiences_of
from communities.tags.models import Tag
from communities.tags.reading import tag_for

from ..models import Post, Topic
from ..reading.posts import name_of

ITEMS = 30
EXCERPT = 600  # characters


class _PostFeed(Feed):
    """The latest of some posts that a visitor may read."""

    feed_type = Atom1Feed

    def latest(self, posts) -> list[Post]:
        shown = posts.filter(topic__in=Topic.objects.listed_for(None)).said()
        return list(shown.select_related("topic", "author").order_by("-created_at", "-pk")[:ITEMS])

    def item_title(self, item: Post) -> str:
        if item.number == 1:
            return item.topic.title
        return _("Reply %(number)s to “%(title)s”") % {"number": item.number - 1, "title": item.topic.title}

    def item_description(self, item: Post) -> str:
        return escape(text.excerpt(item.html, EXCERPT))  # Django says of a summary that it is HTML

    def item_link(self, item: Post) -> str:
        return reverse("post_detail", args=[item.pk])

    def item_guid(self, item: Post) -> str:
        return settings.BASE_URL + self.item_link(item)

    def item_author_name(self, item: Post) -> str:
        return name_of(item.author)

    def item_pubdate(self, item: Post) -> datetime:
        return item.created_at

    def item_updateddate(self, item: Post) -> datetime:
        return item.edited_at or item.created_at


class _TopicFeed(_PostFeed):
    """The latest posts of one topic."""

    def get_object(self, request: HttpRequest, pk: int) -> Topic:
        try:
            return Topic.objects.listed_for(None).get(pk=pk)
        except Topic.DoesNotExist:
            raise Http404(_("There is no such topic.")) from None

    def title(self, obj: Topic) -> str:
        return obj.title

    def link(self, obj: Topic) -> str:
        return obj.get_absolute_url()

    def feed_guid(self, obj: Topic) -> str:
        return settings.BASE_URL + reverse("topic_feed", args=[obj.pk])  # the same after a new title

    def items(self, obj: Topic) -> list[Post]:
        return self.latest(obj.posts.all())


class _CommunityFeed(_PostFeed):
    """The latest topics of one community, each with its first post."""

    def get_object(self, request: HttpRequest, slug: str) -> Community:
        try:
            return Community.objects.visible_to(None).get(slug=slug)
        except Community.DoesNotExist:
            raise Http404(_("There is no such community.")) from None

    def title(self, obj: Community) -> str:
        return obj.name

    def subtitle(self, obj: Community) -> str:
        return obj.purpose

    def link(self, obj: Community) -> str:
        return obj.get_absolute_url()

    def feed_guid(self, obj: Community) -> str:
        return settings.BASE_URL + reverse("community_feed", args=[obj.slug])

    def items(self, obj: Community) -> list[Post]:
        return self.latest(Post.objects.filter(topic__in=Topic.objects.shown_in(obj, None), number=1))


class _TagFeed(_PostFeed):
    """The latest topics with a tag, of all public communities."""

    def get_object(self, request: HttpRequest, slug: str) -> Tag:
        if tag := tag_for(slug, audiences=audiences_of(None)):
            return tag
        raise Http404(_("There is no such tag."))

    def title(self, obj: Tag) -> str:
        return _("Tagged “%(tag)s”") % {"tag": obj.name}

    def link(self, obj: Tag) -> str:
        return f"{reverse('topic_list')}?tag={obj.slug}"

    def feed_guid(self, obj: Tag) -> str:
        return settings.BASE_URL + reverse("tag_feed", args=[obj.slug])

    def items(self, obj: Tag) -> list[Post]:
        return self.latest(Post.objects.filter(topic__tagged_items__tag=obj, number=1))


def topic_feed(request: HttpRequest, pk: int) -> HttpResponse:
    return _TopicFeed()(request, pk=pk)


def community_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _CommunityFeed()(request, slug=slug)


def tag_feed(request: HttpRequest, slug: str) -> HttpResponse:
    return _TagFeed()(request, slug=slug)
