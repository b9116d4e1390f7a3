"""What the directory is read from. All of it is derived: `listing` writes it, `manage.py reindex` anew."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F

from .people import User

SEGMENT = 8192  # people in one row of bits: a kilobyte, which PostgreSQL keeps within its page


class Facet(models.TextChoices):
    """By what the directory is narrowed. Their order is that of the page."""

    AGENCY = "agency"
    LEVEL = "level"
    EXPERTISE = "expertise"
    PLATFORM = "platform"
    STATE = "state"
    ZONE = "zone"
    LANGUAGE = "language"
    HELP = "help"


EVERYBODY = "everybody"  # the facet with one value, which every entry has


class DirectoryFacet(models.Model):
    """One value of a facet, such as one agency, and how many members have it."""

    facet = models.CharField(max_length=10)
    value = models.CharField(max_length=100)  # as it stands in an address
    label = models.CharField(max_length=250)  # of an agency, tag or platform; others are named in code
    under = models.BigIntegerField(null=True)  # of a bureau: the key of its department
    people = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "value"], name="members_facet_once")]
        indexes = [models.Index("facet", "under", F("people").desc(), "label", name="members_facet_top")]

    def __str__(self) -> str:
        return f"{self.facet}: {self.label}"


class BitsField(models.Field):
    """SEGMENT bits. Only SQL reads and writes them."""

    def db_type(self, connection) -> str:
        return f"bit({SEGMENT})"


class DirectoryBits(models.Model):
    """Who has one value, among the people whose keys are from `segment` × SEGMENT on: a bit for each.

    With them PostgreSQL counts what any choice of values has in common in a few milliseconds, whatever
    the number of members: `&` and `bit_count` take a kilobyte at once, where counting rows takes each row.
    """

    facet = models.ForeignKey(DirectoryFacet, models.CASCADE, related_name="bits", db_index=False)
    segment = models.IntegerField()
    bits = BitsField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["facet", "segment"], name="members_bits_once")]

    def __str__(self) -> str:
        return f"{self.facet_id}, {self.segment}"


class DirectoryEntry(models.Model):
    """What the directory says of one member, as other members see it. A page needs nothing else."""

    person = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="entry")
    sort_name = models.CharField(max_length=200)  # without capitals and accents
    joined_at = models.DateTimeField()
    facets = ArrayField(models.BigIntegerField())  # keys of DirectoryFacet
    vector = SearchVectorField()
    card = models.JSONField()  # see listing.card_of

    class Meta:
        indexes = [
            models.Index(fields=["sort_name", "person"], include=["facets"], name="members_listed_by_name"),
            models.Index(fields=["-joined_at", "-person"], include=["facets"], name="members_listed_newest"),
            GinIndex(fields=["facets"], name="members_listed_facets"),
            GinIndex(fields=["vector"], name="members_listed_words"),
        ]

    def __str__(self) -> str:
        return self.sort_name


class DirectoryWord(models.Model):
    """A word that some entry holds, or held: what a misspelt word is compared with."""

    word = models.CharField(primary_key=True, max_length=60)

    class Meta:
        indexes = [GistIndex(fields=["word"], opclasses=["gist_trgm_ops"], name="members_words_alike")]

    def __str__(self) -> str:
        return self.word
