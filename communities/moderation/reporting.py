"""A member reports a post; what waits becomes a case that somebody can take on."""

from django.db import transaction

from communities.discussions.models import Post, Topic
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.spaces.models import forget_roles

from . import rules
from .models import WEIGHTS, Case, Report, Worry


@transaction.atomic
def report_post(post: Post, *, by: User, worry: str, note: str = "") -> Report:
    """Report a post, once for each person. All reports that wait on one post are one case.

    Raises Refused when the person may not, or has done so.
    """
    topic, post = lock_post(post)
    forget_roles(by)
    has_reported = Report.objects.filter(post=post, by=by).exists()
    require(rules.may_report(by, post, has_reported=has_reported))
    weight = WEIGHTS.get(Worry(worry), 1)
    case = Case.objects.locked().open().filter(post=post, kind=Case.Kind.REPORT).first()
    if case is None:
        case = Case.objects.create(kind=Case.Kind.REPORT, post=post, weight=weight)
    else:
        case.weight = max(case.weight, weight) + 1
        case.save(update_fields=["weight"])
    made = Report.objects.create(case=case, post=post, by=by, worry=worry, note=note.strip())
    record("case.reported", by=by, on=post, community_id=topic.community_id, case=case.pk, worry=worry)
    return made


@transaction.atomic
def open_held(post: Post, *, by: User) -> Case:
    """The case of a post that waits for a moderator; made when somebody first looks at it.

    Raises Refused for who keeps no order there, whose own post it is, or when nothing waits any more.
    """
    topic, post = lock_post(post)
    forget_roles(by)
    case = Case.objects.filter(post=post, kind=Case.Kind.HELD).order_by("-pk").first()
    if case is not None and (case.is_open or not post.is_held):
        return case  # whether the person sees it, the page asks
    case = Case(kind=Case.Kind.HELD, post=post, opened_at=post.held_at or post.created_at, weight=2)
    require(rules.may_open_held(by, case))
    case.save()
    record("case.opened", by=by, on=post, community_id=topic.community_id, case=case.pk)
    return case


def lock_post(post: Post) -> tuple[Topic, Post]:
    """The topic and the post, locked in the order in which all verbs lock them."""
    topic = Topic.objects.locked().get(pk=Post.objects.values_list("topic_id").get(pk=post.pk)[0])
    return topic, Post.objects.locked().get(pk=post.pk)
