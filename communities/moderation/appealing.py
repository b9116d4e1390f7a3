"""What the author of a post may do after a decision: appeal once, or mend a post that was returned."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from communities.discussions.models import Post, Revision
from communities.discussions.writing import rendering, screening
from communities.discussions.writing.screening import Written
from communities.kit.permissions import require
from communities.ledger.recording import record
from communities.members.models import User
from communities.spaces.models import forget_roles

from . import rules
from .models import Case, Decision
from .reporting import lock_post


@transaction.atomic
def appeal(decision: Decision, *, by: User, words: str) -> Case:
    """Ask another moderator or an administrator to look at a decision, once."""
    decision = _locked(decision)
    forget_roles(by)
    require(rules.may_appeal(by, decision))
    if not words.strip():
        raise ValidationError({"words": _("Say why the decision is wrong.")})
    post = decision.case.post
    if Case.objects.open().filter(post=post, kind=Case.Kind.APPEAL).exists():
        raise ValidationError({"words": _("You have appealed about this post. Wait for the answer.")})
    made = Case.objects.create(
        kind=Case.Kind.APPEAL, post=post, appeal_of=decision, words=words.strip(), weight=4
    )
    record("case.appealed", by=by, on=post, community_id=made.community.pk, case=made.pk)
    return made


@transaction.atomic
def mend(decision: Decision, *, by: User, source: str) -> Case:
    """Give a returned post other words. It stays out of sight until a moderator has looked at it."""
    decision = _locked(decision)
    forget_roles(by)
    require(rules.may_mend(by, decision))
    post: Post = decision.case.post
    source = rendering.check(source)
    if source == post.source:
        raise ValidationError({"source": _("These are the same words. Change what the reason names.")})
    place = post.topic.community
    looked = screening.check(Written(by, place, "", source, post), because="", is_asked=False)
    Revision.objects.create(post=post, source=post.source, by=by)
    post.source, post.edited_at = source, timezone.now()
    mentioned = rendering.render_into(post, place)
    post.save()
    rendering.keep_mentions(post, mentioned)
    made = Case.objects.create(kind=Case.Kind.MENDED, post=post, weight=2)
    screening.note(post, looked, by)
    record("case.mended", by=by, on=post, community_id=made.community.pk, case=made.pk)
    return made


def _locked(decision: Decision) -> Decision:
    """The decision, after the topic, the post and the case, as all verbs lock them."""
    _topic, post = lock_post(decision.case.post)
    Case.objects.locked().get(pk=decision.case_id)
    found = Decision.objects.select_for_update(of=("self",)).select_related("case").get(pk=decision.pk)
    found.case.post = post
    return found
