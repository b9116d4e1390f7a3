from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Func, Value
from django.utils.translation import gettext_lazy as _

EVERYONE = "everyone"
MEMBERS = "members"
PENDING = 128  # kB of an inverted index that are not sorted in yet: every search reads them through
VISITORS = "visitors"  # who has not signed in: of a thing that members find in a fuller document


def community_audience(community_id: int) -> str:
    """Return the audience made of the members of one community."""
    return f"community:{community_id}"


class Kind(models.TextChoices):
    """What a result is, as the tabs of the search page say it."""

    TOPIC = "topic", _("Discussions")
    TOOLKIT = "toolkit", _("Toolkits")
    PERSON = "person", _("People")
    COMMUNITY = "community", _("Communities")
    TAG = "tag", _("Tags")


class Document(models.Model):
    """What can be found of one thing. Derived: `manage.py reindex` makes it again from its source."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", db_index=False)
    object_id = models.BigIntegerField()
    source = GenericForeignKey("content_type", "object_id")
    kind = models.CharField(max_length=10, choices=Kind)
    audience = models.CharField(max_length=40)
    url = models.CharField(max_length=500)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    tags = ArrayField(models.CharField(max_length=100), default=list)
    labels = ArrayField(models.CharField(max_length=60), default=list)  # by what it can be narrowed: by:7
    facts = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    vector = SearchVectorField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="finding_one_document_each")
        ]
        indexes = [
            GinIndex(fields=["vector"], name="finding_vector", gin_pending_list_limit=PENDING),
            # the same words without replies, and of titles and tags alone: see searching._LIKELY
            GinIndex(
                Func("vector", Value("{a,b,c}"), function="ts_filter"),
                name="finding_questions",
                gin_pending_list_limit=PENDING,
            ),
            GinIndex(
                Func("vector", Value("{a,b}"), function="ts_filter"),
                name="finding_titles",
                gin_pending_list_limit=PENDING,
            ),
            GinIndex(fields=["title"], opclasses=["gin_trgm_ops"], name="finding_title_trigrams"),
            GinIndex(fields=["tags"], name="finding_tags"),
            GinIndex(fields=["labels"], name="finding_labels"),
            models.Index(fields=["kind", "audience"], name="finding_kind_audience"),
        ]

    def __str__(self) -> str:
        return self.title


class RealField(models.FloatField):
    """Four bytes: what vectors of meaning need."""

    def db_type(self, connection) -> str:
        return "real"


class Meaning(models.Model):
    """What one part of a document means, as a vector of one model. Made by the worker (`tasks`).

    An array, so that the table is there without PostgreSQL's extension; with it, an index compares them.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="meanings")
    part = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=60)
    dimension = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=32)  # of the text that was read
    embedding = ArrayField(RealField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "part"], name="finding_one_meaning_each")]

    def __str__(self) -> str:
        return f"{self.document_id}.{self.part}"


class Synonym(models.Model):
    """Words for one thing, as staff keep them: whoever looks for one finds the others."""

    words = models.CharField(
        _("words for the same thing"),
        max_length=300,
        help_text=_("Separated by commas, for instance: alt text, image description"),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class Word(models.Model):
    """A word as it stands in documents of one audience, for “Did you mean”. Made again every night."""

    word = models.CharField(max_length=40)
    audience = models.CharField(max_length=40)
    documents = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "word"], name="finding_one_word_each")]
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="finding_word_trigrams")]

    def __str__(self) -> str:
        return self.word
