"""One case with all that helps to judge it, and what the author of a post may do after a decision."""

from dataclasses import dataclass

from communities.discussions.models import Post
from communities.kit.permissions import Verdict
from communities.members.models import User
from communities.spaces.models import KEEPERS, Membership

from . import rules
from .models import Case, CaseNote, Decision, ReasonText, Report

HISTORY = 20  # as many earlier decisions, similar cases and merged ones as one reads


@dataclass(frozen=True)
class CaseView:
    """A case as one who keeps order sees it."""

    case: Case
    around: list[Post]  # the posts before and after it
    reports: list[Report]
    notes: list[CaseNote]
    earlier: list[Case]  # on the same post
    history: list[Decision]  # about other posts of its author
    similar: list[Case]  # open ones, of the same author in the same community
    decision: Decision | None
    keepers: list[User]  # to whom it can be passed
    texts: list[ReasonText]
    may_handle: Verdict
    may_decide: Verdict
    may_take_back: Verdict | None


def case_for(case: Case, person: User) -> CaseView:
    """All that the page of a case shows. A fixed number of queries."""
    post, topic = case.post, case.post.topic
    same = Case.objects.visible_to(person).exclude(pk=case.pk)
    decision = Decision.objects.filter(case=case).select_related("by", "undone_by", "suspension").first()
    near = topic.posts.filter(number__gte=post.number - 1, number__lte=post.number + 1)
    reports = Report.objects.filter(case__in=[case.pk, *case.merged.values_list("pk", flat=True)])
    seen = Case.objects.visible_to(person).filter(post__author=post.author_id).exclude(post=post)
    past = Decision.objects.filter(case__in=seen).select_related("case__post__topic", "by")
    return CaseView(
        case=case,
        around=list(near.exclude(pk=post.pk).select_related("author")),
        reports=list(reports.select_related("by", "post")),
        notes=list(case.notes.select_related("by")),
        earlier=list(same.filter(post=post).select_related("decision__by").order_by("-pk")[:HISTORY]),
        history=list(past.order_by("-at")[:HISTORY]),
        similar=list(
            same.open()
            .filter(post__author=post.author_id, post__topic__community=case.community)
            .exclude(post=post)
            .select_related("post__topic")[:HISTORY]
        ),
        decision=decision,
        keepers=_keepers(case, person),
        texts=list(ReasonText.objects.all()),
        may_handle=rules.may_handle(person, case),
        may_decide=rules.may_decide(person, case),
        may_take_back=rules.may_take_back(person, decision) if decision else None,
    )


def _keepers(case: Case, person: User) -> list[User]:
    kept = Membership.objects.filter(community=case.community, role__in=KEEPERS)
    people = User.objects.members().filter(pk__in=kept.values("person"))
    return list(people.exclude(pk__in=[person.pk, case.post.author_id]).order_by("name"))
