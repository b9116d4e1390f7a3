"""Finding an agency by its name."""

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q, QuerySet
from django.db.models.functions import Length

from .models import Agency

ALIKE = 0.5  # of trigrams: "Smaltown" is found as Smalltown


def agencies_named(words: str, count: int = 8) -> QuerySet[Agency]:
    """The agencies (not their bureaus) whose name or abbreviation is most like `words`, best first."""
    bodies = Agency.objects.current().filter(parent=None)
    if not words.strip():
        return bodies.none()
    found = bodies.annotate(likeness=TrigramWordSimilarity(words, "name"))
    alike = found.filter(Q(likeness__gte=ALIKE) | Q(abbreviation__iexact=words.strip()))
    return alike.order_by("-likeness", Length("name"), "name")[:count]
