"""A case ends with a decision: about the post, and about who wrote it. It can be taken back for a week."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.holding import release_post
from communities.discussions.models import Post
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.members.suspending import lift, suspend
from communities.notifications.models import Kind
from communities.notifications.telling import tell
from communities.spaces.models import Membership, forget_roles

from . import rules
from .models import Case, Decision, Report
from .reporting import lock_post

Outcome, Notice = Decision.Outcome, Decision.Notice


@dataclass(frozen=True)
class Judgment:
    """What a moderator has chosen: about the post, about its author, and why."""

    outcome: str
    reason: str
    notice: str = Notice.NONE
    days: int | None = None  # of a suspension; None: for good


@transaction.atomic
def decide(case: Case, judgment: Judgment, *, by: User) -> Decision:
    """End a case. Its author and all who reported it are told.

    Raises Refused when the person may not, or another has decided it already (with what they decided), and
    ValidationError without a reason.
    """
    lock_post(case.post)
    case = Case.objects.locked().get(pk=case.pk)
    forget_roles(by)
    require(rules.may_decide(by, case))
    require(rules.may_give_outcome(case, judgment.outcome))
    require(rules.may_give_notice(by, case, judgment.notice, _role_of(case)))
    reason = judgment.reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Give a reason. The author reads it.")})
    made = Decision(case=case, by=by, outcome=judgment.outcome, notice=judgment.notice, reason=reason)
    _act_on_post(case.post, made, by=by)
    if case.appeal_of and judgment.outcome == Outcome.OVERTURN:
        _take_back(case.appeal_of, by=by)
    _act_on_author(case, made, judgment, by=by)
    made.save()
    case.state, case.closed_at, case.assignee = Case.State.DECIDED, made.at, case.assignee or by
    case.save(update_fields=["state", "closed_at", "assignee"])
    facts: dict[str, Any] = {
        "case": case.pk,
        "outcome": made.outcome,
        "notice": made.notice,
        "reason": reason,
    }
    record("case.decided", by=by, on=case.post, community_id=case.community.pk, **facts)
    _tell(made)
    return made


def _role_of(case: Case) -> str | None:
    """What the author is in the community, read now."""
    mine = Membership.objects.filter(community=case.community, person=case.post.author_id)
    return mine.values_list("role", flat=True).first()


def _act_on_post(post: Post, decision: Decision, *, by: User) -> None:
    if decision.outcome == Outcome.KEEP:
        if post.is_held:
            release_post(post, by=by)
            decision.has_shown = True
        elif post.is_hidden and decision.case.kind == Case.Kind.MENDED:
            restore_post(post, by=by)
            decision.has_shown = True
    elif decision.outcome in (Outcome.HIDE, Outcome.RETURN, Outcome.REMOVE) and not post.is_hidden:
        hide_post(post, by=by, reason=decision.reason)
        decision.has_hidden = True


def _act_on_author(case: Case, decision: Decision, judgment: Judgment, *, by: User) -> None:
    if judgment.notice not in (Notice.COMMUNITY, Notice.SITE):
        return
    until = timezone.now() + timedelta(days=judgment.days) if judgment.days else None
    place = case.community.pk if judgment.notice == Notice.COMMUNITY else None
    decision.suspension = suspend(
        case.post.author, by=by, reason=decision.reason, until=until, community_id=place
    )


def _tell(decision: Decision) -> None:
    """Tell the author of what concerns them, and who reported the post how it ended."""
    case, title = decision.case, decision.case.post.topic.title
    about: dict[str, Any] = {"title": title, "actor": None, "community": case.community}
    asked = case.kind in (
        Case.Kind.MENDED,
        Case.Kind.APPEAL,
    )  # of a post that is published they are told already
    if decision.is_against_author or asked:
        # without the community: who was suspended from a private one reads it too
        tell([case.post.author_id], Kind.JUDGED, target=decision, title=title, actor=None)
    for report in Report.objects.filter(case__in=[case, *case.merged.all()]):
        tell([report.by_id], Kind.OUTCOME, target=report, **about)


@transaction.atomic
def take_back(decision: Decision, *, by: User) -> Decision:
    """Undo what a decision did, within a week. Raises Refused when another was first."""
    lock_post(decision.case.post)
    Case.objects.locked().get(pk=decision.case_id)
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    forget_roles(by)
    require(rules.may_take_back(by, decision))
    waiting = Case.objects.locked().open().filter(appeal_of=decision).first()
    if waiting:
        waiting.state, waiting.closed_at = Case.State.DECIDED, timezone.now()
        waiting.save(update_fields=["state", "closed_at"])
        words = _("The decision was taken back before the appeal was decided.")
        Decision.objects.create(case=waiting, by=by, outcome=Outcome.OVERTURN, reason=words)
    _take_back(decision, by=by)
    tell(
        [decision.case.post.author_id],
        Kind.JUDGED,
        target=decision,
        title=decision.case.post.topic.title,
        actor=None,
    )
    return decision


def _take_back(decision: Decision, *, by: User) -> None:
    """Undo what it did itself: what others did meanwhile stays."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    if decision.is_undone:
        return
    post = Post.objects.locked().get(pk=decision.case.post_id)
    if decision.has_hidden and post.is_hidden:
        restore_post(post, by=by)
    if decision.suspension:
        lift(decision.suspension, by=by)
    decision.undone_at, decision.undone_by = timezone.now(), by
    decision.save(update_fields=["undone_at", "undone_by"])
    place = decision.case.community.pk
    record("case.undone", by=by, on=decision.case.post, community_id=place, case=decision.case_id)
