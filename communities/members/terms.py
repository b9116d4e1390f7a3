"""What members agree to: the versions in force, a new version, and that somebody agreed."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction
from django.db.models import BooleanField, Exists, JSONField, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils import timezone

from communities.kit.permissions import require
from communities.kit.text import clean_source
from communities.ledger.recording import record

from . import rules
from .models import Acceptance, Terms, User


def in_force() -> QuerySet[Terms]:
    """The version of each document that is in force now: the highest whose day has come."""
    newer = Terms.objects.filter(
        document=OuterRef("document"), version__gt=OuterRef("version"), in_force_from__lte=Now()
    )
    return Terms.objects.filter(~Exists(newer), in_force_from__lte=Now())


# Whether terms are in force to which a person has not agreed: written out, because the signed-in person is
# read with it on every request, where `in_force()` would cost a millisecond of building.
_OWES = """
    EXISTS (
        SELECT 1 FROM members_terms AS terms WHERE in_force_from <= statement_timestamp()
        AND NOT EXISTS (
            SELECT 1 FROM members_terms AS newer
            WHERE newer.document = terms.document AND newer.version > terms.version
              AND newer.in_force_from <= statement_timestamp()
        ) AND NOT EXISTS (
            SELECT 1 FROM members_acceptance WHERE person_id = "members_user"."id" AND terms_id = terms.id
        )
    )
"""


def with_agreement(people: QuerySet[User]) -> QuerySet[User]:
    """Say in the same query of each person whether they `owes_agreement`: see `User.owes_agreement`."""
    owes = RawSQL(_OWES, [], output_field=BooleanField())  # noqa: S611 (a constant)
    return people.annotate(owes_agreement=owes)  # type: ignore[no-redef]


_SUSPENDED = """
    (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'community', community_id, 'until', "until", 'reason', reason)), '[]'::jsonb)
        FROM members_suspension WHERE person_id = "members_user"."id" AND lifted_at IS NULL
        AND ("until" IS NULL OR "until" > statement_timestamp())
    )
"""


def with_suspensions(people: QuerySet[User]) -> QuerySet[User]:
    """Read in the same query what binds each person: see `suspensions_of`."""
    rows = RawSQL(_SUSPENDED, [], output_field=JSONField())  # noqa: S611 (a constant)
    return people.annotate(suspension_rows=rows)  # type: ignore[no-redef]


def waiting_for(person: User) -> list[Terms]:
    """The versions in force to which a person has not agreed, and whose text they should see."""
    return list(in_force().exclude(acceptances__person=person))


@transaction.atomic
def publish_terms(
    document: str,
    *,
    by: User | None,
    text: str,
    changes: str = "",
    in_force_from: datetime | None = None,
) -> Terms:
    """Put a new version in force. Every member is asked to agree to it; earlier ones stay as they were.

    Raises Refused for who may not. `changes` says in a sentence what is new.
    """
    require(rules.may_publish_terms(by))
    with connection.cursor() as cursor:  # two who publish at once make two versions
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('members.terms'))")
    latest = Terms.objects.filter(document=document).order_by("-version").first()
    terms = Terms.objects.create(
        document=document,
        version=latest.version + 1 if latest else 1,
        text=clean_source(text),
        changes=changes,
        in_force_from=in_force_from or timezone.now(),
    )
    record("terms.published", by=by, on=terms, document=document, version=terms.version)
    return terms


@transaction.atomic
def agree(person: User, *, to: Collection[int]) -> None:
    """Keep that a member agreed to these versions, those that they were shown. Twice is once."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    require(rules.may_agree(person))
    new = accept(person, to=to)
    if new:
        record(
            "terms.accepted",
            by=person,
            on=person,
            terms=[f"{terms.document} {terms.version}" for terms in new],
        )


def accept(person: User, *, to: Collection[int] | None = None) -> list[Terms]:
    """Write the acceptances that are missing, in the caller's transaction; without `to`, of all in force.

    Returns those that are new. What is not in force yet, or is no version at all, is left out.
    """
    shown = in_force() if to is None else Terms.objects.filter(pk__in=to, in_force_from__lte=Now())
    new = list(shown.exclude(acceptances__person=person))
    Acceptance.objects.bulk_create([Acceptance(person=person, terms=terms) for terms in new])
    return new
