"""A case is taken on, passed on, noted, merged."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.notifications.models import Kind
from communities.notifications.telling import tell
from communities.spaces import rules as spaces
from communities.spaces.models import forget_roles

from . import rules
from .models import Case, CaseNote


@transaction.atomic
def take_case(case: Case, *, by: User) -> Case:
    """Take a case on, so that others see who works on it. Who has it already is asked to pass it on."""
    case = _locked(case, by)
    if case.assignee and case.assignee_id != by.pk:
        raise ValidationError(_("%(name)s works on this already.") % {"name": case.assignee})
    if case.assignee_id != by.pk:
        case.assignee = by
        case.save(update_fields=["assignee"])
        record("case.taken", by=by, on=case.post, community_id=case.community.pk, case=case.pk)
    return case


@transaction.atomic
def pass_on(case: Case, *, by: User, to: User | None) -> Case:
    """Give a case to another who may decide it, who is told; or, without one, back to all."""
    case = _locked(case, by)
    if to is not None:
        forget_roles(to)
        if not spaces.is_keeper(to, case.community) or not rules.may_decide(to, case):
            raise ValidationError(_("%(name)s can't decide this case. Choose another.") % {"name": to})
    case.assignee = to
    case.save(update_fields=["assignee"])
    record("case.passed_on", by=by, on=case.post, community_id=case.community.pk, case=case.pk)
    if to is not None:
        title, place = case.post.topic.title, case.community
        tell([to.pk], Kind.CASE, target=case, title=title, actor=by, community=place)
    return case


@transaction.atomic
def add_note(case: Case, *, by: User, text: str) -> CaseNote:
    """Leave a note for the others who keep order."""
    case = _locked(case, by)
    if not text.strip():
        raise ValidationError({"text": _("Write what the others should know.")})
    return CaseNote.objects.create(case=case, by=by, text=text.strip())


@transaction.atomic
def merge_cases(case: Case, into: Case, *, by: User) -> Case:
    """Put a case with another of the same community: they end together. Both are locked, the older first."""
    first, second = sorted((case.pk, into.pk))
    if first == second:
        raise ValidationError(_("A case can't be merged into itself. Choose another."))
    found = {each.pk: each for each in Case.objects.locked().filter(pk__in=(first, second)).order_by("pk")}
    case, into = found[case.pk], found[into.pk]
    forget_roles(by)
    for each in (case, into):
        require(rules.may_handle(by, each))
    if case.kind != Case.Kind.REPORT or into.kind != Case.Kind.REPORT:
        raise ValidationError(_("Only reports can be merged."))
    if case.post_id != into.post_id and case.post.author_id != into.post.author_id:
        raise ValidationError(_("Only reports about posts of one member can be merged."))
    if case.community != into.community:
        raise ValidationError(_("Only reports in one community can be merged."))
    case.state, case.closed_at, case.merged_into = Case.State.MERGED, timezone.now(), into
    case.save(update_fields=["state", "closed_at", "merged_into"])
    into.weight = max(into.weight, case.weight) + 1
    into.save(update_fields=["weight"])
    record("case.merged", by=by, on=case.post, community_id=case.community.pk, case=case.pk, into=into.pk)
    return into


def _locked(case: Case, by: User) -> Case:
    case = Case.objects.locked().get(pk=case.pk)
    forget_roles(by)
    require(rules.may_handle(by, case))
    return case
