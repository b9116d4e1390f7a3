"""The vectors of a document: one of its title, and one of each stretch of its text. Made by the worker."""

from hashlib import md5

from django.db import transaction

from .meaning import Model, model
from .models import Document, Meaning

LONGEST = 900  # characters of one part: about what the model reads
MOST = 6  # parts of one document


def parts_of(document: Document) -> list[str]:
    """The texts whose vectors stand for a document: what it is called, then what it says, always named."""
    tags = ", ".join(tag.replace("-", " ") for tag in document.tags)
    named = f"{document.title} ({tags})" if tags else document.title
    return [document.title, *(f"{named}. {part}" for part in _stretches(document.body))][:MOST]


def embed(content_type_id: int, object_id: int) -> None:
    """Make the vectors of one document whose texts have changed. Nothing happens without a model."""
    found = model()
    document = Document.objects.filter(content_type=content_type_id, object_id=object_id).first()
    if found is None or document is None:
        return
    texts = parts_of(document)
    kept = {each.part: (each.model, each.digest) for each in document.meanings.defer("embedding")}
    rows = [
        _meaning(document, part, text, found)
        for part, text in enumerate(texts)
        if kept.get(part) != (found.name, digest(text))
    ]
    with transaction.atomic():
        still = Document.objects.select_for_update(of=("self",), no_key=True).filter(pk=document.pk)
        if not still.exists():
            return
        document.meanings.filter(part__gte=len(texts)).delete()
        Meaning.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=("document", "part"),
            update_fields=("model", "dimension", "digest", "embedding"),
        )


def digest(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()


def _meaning(document: Document, part: int, text: str, model: Model) -> Meaning:
    vector = model.vector(text)
    about = {"model": model.name, "dimension": len(vector), "digest": digest(text)}
    return Meaning(document=document, part=part, embedding=vector, **about)


def _stretches(body: str) -> list[str]:
    """The text in stretches that end between words."""
    found: list[str] = []
    start = 0
    while start < len(body) and len(found) < MOST:
        end = start + LONGEST
        if end < len(body):
            end = max(body.rfind(" ", start, end), start + LONGEST // 2)
        found.append(body[start:end].strip())
        start = end
    return [part for part in found if part]
