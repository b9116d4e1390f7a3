"""Who keeps a community, and whether it goes on: what the other rules stand on."""

from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.members.rules import is_free

from ..models import KEEPERS, Community, Role, Visibility, roles_of


def is_keeper(person: User | None, community: Community) -> bool:
    """Whether a person keeps order here: its leads and moderators, and administrators."""
    if person is None or not person.is_member:
        return False
    if person.is_superuser:
        return True
    return roles_of(person).get(community.pk) in KEEPERS and bool(is_free(person, community.pk))


def sees(person: User | None, community: Community) -> bool:
    """Whether a person sees a community that was read already: as `Community.objects.visible_to` has it."""
    if community.visibility == Visibility.PUBLIC:
        return True
    if person is None or not person.is_member:
        return False
    inside = person.is_superuser or community.pk in roles_of(person)
    return inside or community.visibility == Visibility.MEMBERS


def is_open(community: Community) -> Verdict:
    """Whether a community goes on. An archived one is read only: nobody joins, writes or arranges there."""
    if community.is_archived:
        return no(
            _("%(community)s is archived: it can be read, and nothing changes there.") % named(community)
        )
    return YES


def named(community: Community) -> dict[str, Community]:
    """What the sentences need."""
    return {"community": community}


def may_lead(person: User | None, community: Community) -> Verdict:
    """Whether a person leads here: its leads, and administrators."""
    if person is None or not (person.is_superuser or roles_of(person).get(community.pk) == Role.LEAD):
        return no(_("This is for the leads of %(community)s.") % {"community": community})
    return YES
