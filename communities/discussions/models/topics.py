from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager
from taggit.models import ItemBase

from communities.members.models import User
from communities.spaces.models import KEEPERS, Community, Membership
from communities.tags.models import Tag

POSTS_PER_PAGE = 20
# addresses of acts on a topic
RESERVED = {"reply", "follow", "reopen", "arrange", "poll", "feed", "print", "read"}


class Kind(models.TextChoices):
    """What a topic is; the subject words of the old mailing list."""

    QUESTION = "question", _("Question")
    DISCUSSION = "discussion", _("Discussion")
    SHARE = "share", _("Share")
    ANNOUNCEMENT = "announcement", _("Announcement")
    JOB = "job", _("Job")
    LOOKING_FOR = "looking-for", _("Looking for")
    SUMMARY = "summary", _("Summary")


class TaggedTopic(ItemBase):
    """A tag on a topic."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged_topics", db_index=False)
    content_object = models.ForeignKey("Topic", models.CASCADE, related_name="tagged_items")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="discussions_tag_once")]


class TopicQuerySet(models.QuerySet["Topic"]):
    def visible_to(self, person: User | None) -> "TopicQuerySet":
        """The topics that `person` may see: those of the communities they see.

        One that waits for a moderator is seen by who started it and by those who keep order there.
        """
        seen = self.filter(community__in=Community.objects.visible_to(person))
        if person is None:
            return seen.filter(held_at=None)
        if person.is_superuser:
            return seen
        keepers = Membership.objects.filter(person=person, role__in=KEEPERS).values("community")
        return seen.filter(Q(held_at=None) | Q(author=person) | Q(community__in=keepers))

    def shown_also_in(self, community: Community, person: User | None) -> "TopicQuerySet":
        """The topics of other communities that `person` sees and that this one shows as well."""
        return self.visible_to(person).filter(also_in=community)

    def shown_in(
        self, community: Community, person: User | None, *, also: list[int] | None = None
    ) -> "TopicQuerySet":
        """The topics in a community's list: its own, and those of others that are shown there as well.

        The second kind are few. Their keys are read first (or given, as `also`), so that PostgreSQL walks
        through the others along an index. Whoever sees `community` sees its own topics.
        """
        keys = (
            list(self.shown_also_in(community, person).values_list("pk", flat=True)) if also is None else also
        )
        places = Q(community=community) | Q(pk__in=keys) if keys else Q(community=community)
        return self.filter(places, merged_into=None, held_at=None)

    def listed_for(self, person: User | None) -> "TopicQuerySet":
        """The topics that `person` finds in lists: not what was merged into another one, nor what waits."""
        communities = Community.objects.visible_to(person)
        return self.filter(community__in=communities, merged_into=None, held_at=None)

    def locked(self) -> "TopicQuerySet":
        """Lock the rows for a verb, then read their communities. Rows that only point at them don't wait.

        No join: a row that was moved while somebody waited for it would no longer meet the old community.
        """
        return self.select_for_update(no_key=True).prefetch_related("community", "also_in")

    def with_position(self, person: User | None) -> "TopicQuerySet":
        """Read in the same query how far `person` has read (`last_read`), and whether they follow.

        And whether they switched the keyboard shortcuts off (`without_shortcuts`).
        """
        if person is None:
            return self
        mine = FilteredRelation("reading_positions", condition=Q(reading_positions__person=person))
        plain = User.objects.filter(pk=person.pk, discussion_preference__has_shortcuts=False)
        return self.annotate(
            mine=mine,
            last_read=F("mine__last_read"),
            follows=F("mine__follows"),
            mutes=F("mine__mutes"),
            without_shortcuts=Exists(plain),
        )

    def with_tags(self) -> "TopicQuerySet":
        """Read the tags in the same query: `topic.tag_list` has their names and slugs."""
        tags = Tag.objects.filter(tagged_topics__content_object=OuterRef("pk")).order_by("name")
        return self.annotate(
            tag_rows=ArraySubquery(tags.values(json=JSONObject(name=F("name"), slug=F("slug"))))
        )


class Topic(models.Model):
    """A conversation in a community. What was asked is its first post."""

    community = models.ForeignKey(Community, models.PROTECT, related_name="topics")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.QUESTION)
    title = models.CharField(_("title"), max_length=150)
    author = models.ForeignKey(User, models.PROTECT, related_name="topics")
    created_at = models.DateTimeField(default=timezone.now)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_locked = models.BooleanField(_("locked"), default=False)
    also_in = models.ForeignKey(  # a second community that shows the same discussion
        Community, models.SET_NULL, null=True, blank=True, related_name="shared_topics"
    )
    duplicate_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    merged_into = models.ForeignKey(  # its posts stand there; its address leads there
        "self", models.PROTECT, null=True, blank=True, related_name="merged"
    )
    link = models.URLField(_("link"), max_length=500, blank=True)  # of a share, a job
    details = models.JSONField(default=dict, blank=True)  # what its kind asks for besides, as text
    closes_on = models.DateField(_("closes on"), null=True, blank=True)  # of a job
    view_count = models.PositiveIntegerField(default=0, editable=False)
    answer = models.ForeignKey("Post", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    tags = TaggableManager(through=TaggedTopic, blank=True)
    # derived from the posts: see counting.recount
    post_count = models.PositiveIntegerField(default=0, editable=False)
    held_at = models.DateTimeField(null=True, editable=False)  # while its first post waits for a moderator
    gap_count = models.PositiveIntegerField(default=0, editable=False)  # numbers whose posts stand elsewhere
    last_post_at = models.DateTimeField(default=timezone.now, editable=False)
    last_post_by = models.ForeignKey(User, models.SET_NULL, null=True, editable=False, related_name="+")

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer=None) | Q(kind=Kind.QUESTION),
                name="discussions_only_questions_are_answered",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="discussions_topic_has_a_title"),
        ]
        indexes = [
            models.Index(
                "community", F("is_pinned").desc(), F("last_post_at").desc(), F("id").desc(),
                name="discussions_list",
            ),
            models.Index(
                "community", F("last_post_at").desc(), F("id").desc(),
                condition=Q(kind=Kind.QUESTION, answer=None), name="discussions_unanswered",
            ),
            models.Index(F("last_post_at").desc(), F("id").desc(), name="discussions_latest"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        slug = slugify(self.title)[:60]
        return reverse("topic_detail", args=[self.pk, "topic" if not slug or slug in RESERVED else slug])

    @property
    def reply_count(self) -> int:
        return max(self.post_count - self.gap_count - 1, 0)

    @property
    def is_solved(self) -> bool:
        return self.answer_id is not None

    @cached_property
    def tag_list(self) -> list[dict[str, str]]:
        """Names and slugs of the tags, from `with_tags` where the topic was read so."""
        if hasattr(self, "tag_rows"):
            return self.tag_rows
        return list(self.tags.order_by("name").values("name", "slug"))

    def page_of(self, number: int) -> int:
        """The page on which a post stands."""
        return (number - 1) // POSTS_PER_PAGE + 1

    def address_of(self, number: int) -> str:
        """The permanent address of a post."""
        page = self.page_of(number)
        return f"{self.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#post-{number}"


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, person: User | None) -> "PostQuerySet":
        """The posts of the topics that `person` may see. A hidden one keeps its place, without its text."""
        return self.filter(topic__in=Topic.objects.visible_to(person))

    def said(self) -> "PostQuerySet":
        """The posts whose words everybody reads who sees the topic."""
        return self.filter(hidden_at=None, held_at=None, withdrawn_at=None)

    def with_marks_of(self, person: User | None) -> "PostQuerySet":
        """Read in the same query whether `person` found each helpful (`marked`), and keeps it."""
        if person is None:
            return self
        mine = {"pk": OuterRef("pk")}
        marked = Post.objects.filter(helpful_marks__person=person, **mine)
        return self.annotate(
            marked=Exists(marked), bookmarked=Exists(Post.objects.filter(bookmarks__person=person, **mine))
        )

    def locked(self) -> "PostQuerySet":
        """Lock the rows for a verb, with who wrote and who hid them, and where they stand by then."""
        locked = self.select_for_update(of=("self",), no_key=True).select_related("author")
        return locked.prefetch_related("hidden_by", "topic__community")  # no join, as with topics


class Post(models.Model):
    """What one member said. Its number within the topic is given once and never changes."""

    topic = models.ForeignKey(Topic, models.PROTECT, related_name="posts", db_index=False)
    number = models.PositiveIntegerField(_("number"))
    author = models.ForeignKey(User, models.PROTECT, related_name="posts", db_index=False)
    created_at = models.DateTimeField(default=timezone.now)
    source = models.TextField(_("text"))
    html = models.TextField(editable=False)  # derived from the source by communities.kit.text
    renderer_version = models.PositiveSmallIntegerField(editable=False)
    in_reply_to = models.PositiveIntegerField(null=True, blank=True)  # a number in the same topic
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    hidden_reason = models.TextField(_("reason"), blank=True)
    held_at = models.DateTimeField(null=True, blank=True)  # waits for a moderator; told to nobody yet
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # by its author
    helpful_count = models.PositiveIntegerField(default=0, editable=False)  # derived from the marks
    submission = models.UUIDField(
        null=True, editable=False
    )  # of the form that was sent: sent twice, posted once

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="discussions_number_once"),
            models.UniqueConstraint(fields=["author", "submission"], name="discussions_submission_once"),
            models.CheckConstraint(
                condition=Q(hidden_at=None) | ~Q(hidden_reason=""), name="discussions_hidden_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.topic} #{self.number}"

    def get_absolute_url(self) -> str:
        return self.topic.address_of(self.number)

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None

    @property
    def is_held(self) -> bool:
        return self.held_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Revision(models.Model):
    """A text that a post had before it was edited. Nothing a member wrote is destroyed."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="revisions")
    source = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("revision")
        ordering = ["-replaced_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.post} {self.replaced_at:%Y-%m-%d %H:%M}"
