from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User

from .models import KEEPERS, Community, JoinPolicy, PostingPolicy, Role, roles_of


def is_keeper(person: User | None, community: Community) -> bool:
    """Whether a person keeps order here: its leads and moderators, and administrators."""
    return person is not None and (person.is_superuser or roles_of(person).get(community.pk) in KEEPERS)


def may_join(person: User | None, community: Community) -> Verdict:
    if person is None:
        return no(_("Sign in or join the site first."))
    if community.pk in roles_of(person):
        return no(_("You are a member of %(community)s already.") % {"community": community})
    if community.join_policy == JoinPolicy.INVITATION:
        return no(_("%(community)s is by invitation. Ask one of its leads.") % {"community": community})
    return YES


def may_leave(person: User | None, community: Community) -> Verdict:
    role = roles_of(person).get(community.pk)
    if role is None:
        return no(_("You are not a member of %(community)s.") % {"community": community})
    if role == Role.LEAD and lead_count(community) == 1:
        return no(_("You are the last lead of %(community)s. Name another first.") % {"community": community})
    return YES


def lead_count(community: Community) -> int:
    """How many leads there are, from the query that read the community where it asked (`with_leads`)."""
    if hasattr(community, "leads_counted"):
        return community.leads_counted
    return community.memberships.filter(role=Role.LEAD).count()


def may_post(person: User | None, community: Community) -> Verdict:
    """Whether a person may reply here."""
    if person is None:
        return no(_("Sign in or join the site to take part."))
    if community.pk not in roles_of(person) and not person.is_superuser:
        return no(_("Join %(community)s to take part.") % {"community": community})
    return YES


def may_start_topic(person: User | None, community: Community) -> Verdict:
    verdict = may_post(person, community)
    if verdict and community.posting_policy == PostingPolicy.LEADS and not is_keeper(person, community):
        return no(_("In %(community)s only leads and moderators start topics.") % {"community": community})
    return verdict


def may_read_ledger(person: User | None, community: Community) -> Verdict:
    if not is_keeper(person, community):
        return no(_("The ledger of a community is for its leads and moderators."))
    return YES


def may_change_guidelines(person: User | None, community: Community) -> Verdict:
    if person is None or not (person.is_superuser or roles_of(person).get(community.pk) == Role.LEAD):
        return no(_("Only the leads of %(community)s change its guidelines.") % {"community": community})
    return YES
