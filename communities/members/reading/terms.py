"""The guidelines and notices, for everybody to read."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.db.models.functions import Now

from communities.kit import text

from .. import rules, terms
from ..models import Terms, User


@dataclass(frozen=True)
class TermsView:
    """One version of a document, rendered."""

    terms: Terms
    html: str
    latest: Terms | None  # the version in force, when it is another
    may_publish: bool


@dataclass(frozen=True)
class DocumentView:
    """A document: the version in force and the earlier ones, newest first."""

    current: Terms
    earlier: list[Terms]


def version_of(person: User | None, document: str, version: int | None = None) -> TermsView:
    """One version of a document, the one in force unless told. Raises Terms.DoesNotExist."""
    latest = current(document)
    found = latest if version is None else Terms.objects.get(document=document, version=version)
    if found is None:
        raise Terms.DoesNotExist
    return TermsView(
        terms=found,
        html=text.render(found.text, below=1).html,
        latest=None if found == latest else latest,
        may_publish=person is not None and bool(rules.may_publish_terms(person)),
    )


def current(document: str) -> Terms | None:
    """The version of a document that is in force."""
    return terms.in_force().filter(document=document).first()


def documents() -> list[DocumentView]:
    """All documents that have a version in force."""
    every = list(Terms.objects.filter(in_force_from__lte=Now()).order_by("document", "-version"))
    found = {document: [t for t in every if t.document == document] for document in Terms.Document.values}
    return [DocumentView(versions[0], versions[1:]) for versions in found.values() if versions]


def to_agree(person: User) -> list[Terms]:
    """What is new to a member and waits for their agreement."""
    return terms.waiting_for(person)


def all_in_force() -> QuerySet[Terms]:
    """What somebody who joins is asked to agree to."""
    return terms.in_force()
