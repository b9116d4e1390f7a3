"""Who reports, handles and decides cases, appeals and takes back: one function for each act."""

from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussions import rules as discussions
from communities.discussions.models import Post
from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.spaces import rules as spaces
from communities.spaces.models import KEEPERS, Community, Role, roles_of

from .models import APPEAL_WITHIN, UNDO_WITHIN, Case, Decision

Outcome, Notice = Decision.Outcome, Decision.Notice
FITTING = {  # which outcomes a case of each kind may have
    Case.Kind.REPORT: (Outcome.KEEP, Outcome.HIDE, Outcome.RETURN, Outcome.REMOVE),
    Case.Kind.HELD: (Outcome.KEEP, Outcome.RETURN, Outcome.REMOVE),
    Case.Kind.MENDED: (Outcome.KEEP, Outcome.RETURN, Outcome.REMOVE),
    Case.Kind.APPEAL: (Outcome.UPHOLD, Outcome.OVERTURN),
}


def may_report(person: User | None, post: Post, *, has_reported: bool = False) -> Verdict:
    """Reporting a post whose words one reads. A suspended member may: reading, they see what is wrong."""
    if person is None or not person.is_member:
        return no(_("Sign in or join the site to report a post."))
    if person.pk == post.author_id:
        return no(_("You wrote this post. You can edit or withdraw it."))
    if not spaces.sees(person, post.topic.community):
        return no(_("There is no such place for you."))
    if not discussions.may_read_words(None, post, post.topic):
        return no(_("This post is out of sight already."))
    if has_reported:
        return no(_("You have reported this post already. You will read what becomes of it."))
    return YES


def may_keep_order(person: User | None) -> Verdict:
    """Whether the queue is for a person at all."""
    if person is None or not (person.is_superuser or set(roles_of(person).values()) & set(KEEPERS)):
        return no(_("This page is for those who keep order: leads, moderators and administrators."))
    return YES


def may_handle(person: User | None, case: Case) -> Verdict:
    """Taking on, passing on, noting, merging."""
    if person is None or not spaces.is_keeper(person, case.community):
        return no(_("Only moderators and leads of %(community)s do this.") % {"community": case.community})
    if person.pk == case.post.author_id:
        return no(_("This case is about you. Somebody else decides it."))
    if case.state == Case.State.MERGED:
        return no(_("This case was merged into another one."))
    if not case.is_open:
        return no(_decided(case))
    return YES


def may_open_held(person: User | None, case: Case) -> Verdict:
    """Looking at a post that waits for a moderator."""
    if not case.post.is_held:
        return no(_("This post does not wait any more."))
    return may_handle(person, case)


def _decided(case: Case) -> str:
    decision = case.decision
    words = _("%(name)s has already decided this: %(outcome)s. The reason: %(reason)s")
    about = {"name": decision.by, "outcome": decision.get_outcome_display(), "reason": decision.reason}
    return words % about


def may_decide(person: User | None, case: Case) -> Verdict:
    """Ending a case; an appeal is for another than who decided first."""
    if not (verdict := may_handle(person, case)):
        return verdict
    if case.appeal_of and person is not None and case.appeal_of.by_id == person.pk:
        return no(_("This is an appeal against your own decision. Somebody else decides it."))
    return YES


def may_give_outcome(case: Case, outcome: str) -> Verdict:
    if outcome not in FITTING[Case.Kind(case.kind)]:
        return no(_("This case can't end so."))
    return YES


def may_give_notice(person: User | None, case: Case, notice: str, role: str | None) -> Verdict:
    """Whether the author, who has this role in the community, may be reminded, warned or suspended."""
    author = case.post.author
    if notice == Notice.NONE:
        return YES
    if case.appeal_of_id:
        return no(_("An appeal ends with the decision standing or taken back, and with nothing else."))
    if not author.is_member:
        return no(_("%(name)s is no member of the site any more.") % {"name": author})
    if notice not in (Notice.COMMUNITY, Notice.SITE):
        return YES
    if author.is_superuser:
        return no(_("Administrators can't be suspended. Take the role first."))
    if notice == Notice.SITE and (person is None or not person.is_superuser):
        return no(_("Only administrators suspend somebody from the whole site."))
    if role in KEEPERS and not may_judge_keepers(person, case.community):
        return no(_("%(name)s keeps order here. A lead or administrator decides that.") % {"name": author})
    if role == Role.LEAD and (person is None or not person.is_superuser):
        return no(_("%(name)s leads this community. An administrator decides that.") % {"name": author})
    return YES


def may_judge_keepers(person: User | None, community: Community) -> bool:
    return person is not None and (person.is_superuser or roles_of(person).get(community.pk) == Role.LEAD)


def may_take_back(person: User | None, decision: Decision) -> Verdict:
    """Undoing a decision within a week: who keeps order there, and is not its author."""
    case = decision.case
    if person is None or not spaces.is_keeper(person, case.community) or person.pk == case.post.author_id:
        return no(_("Only moderators and leads of %(community)s do this.") % {"community": case.community})
    if decision.is_undone:
        return no(_("%(name)s has already taken this decision back.") % {"name": decision.undone_by})
    if decision.case.kind == Case.Kind.APPEAL:
        return no(_("What was decided on an appeal stays."))
    if timezone.now() > decision.at + UNDO_WITHIN:
        return no(_("A decision can be taken back for a week. This one is older."))
    appeal = Case.objects.filter(appeal_of=decision).first()
    if appeal and not appeal.is_open:
        return no(_("An appeal has been decided already. That stays."))
    return YES


def may_appeal(person: User | None, decision: Decision) -> Verdict:
    """Contesting a decision: its author, once."""
    if person is None or person.pk != decision.case.post.author_id:
        return no(_("Only who wrote the post can appeal."))
    if decision.is_undone:
        return no(_("This decision was taken back. There is nothing to appeal against."))
    if not decision.is_against_author:
        return no(_("This decision left your post as it is."))
    if Case.objects.filter(appeal_of=decision).exists():
        return no(_("You have appealed already. One can appeal once."))
    if timezone.now() > decision.at + APPEAL_WITHIN:
        return no(_("One can appeal for 30 days. This decision is older."))
    return YES


def may_mend(person: User | None, decision: Decision) -> Verdict:
    """Giving a returned post other words, for a moderator to look at again."""
    if person is None or person.pk != decision.case.post.author_id:
        return no(_("Only who wrote the post can mend it."))
    if decision.outcome != Outcome.RETURN or decision.is_undone:
        return no(_("This post was not returned to you."))
    if not decision.case.post.is_hidden:
        return no(_("This post is shown already."))
    newer = Case.objects.filter(post=decision.case.post, pk__gt=decision.case_id)
    if newer.exclude(kind=Case.Kind.APPEAL).exists():
        return no(_("You have mended this post. Wait until somebody has looked at it."))
    return spaces.may_post(person, decision.case.community)


def may_change_texts(person: User | None) -> Verdict:
    if person is None or not person.is_superuser:
        return no(_("Administrators keep the texts of reasons."))
    return YES
