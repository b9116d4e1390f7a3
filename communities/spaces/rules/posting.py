"""Who writes in a community."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.kit.permissions import YES, Verdict, no
from communities.members.models import User
from communities.members.rules import has_agreed, is_free

from ..models import (
    Community,
    PostingPolicy,
    PreModeration,
    owes_agreement,
    roles_of,
)
from .standing import is_keeper, is_open, named


def may_post(person: User | None, community: Community) -> Verdict:
    """Whether a person may reply here."""
    if person is None or not person.is_member:
        return no(_("Sign in or join the site to take part."))
    if not (verdict := has_agreed(person) and is_free(person, community.pk, community.name)):
        return verdict
    if community.pk not in roles_of(person) and not person.is_superuser:
        return no(_("Join %(community)s to take part.") % {"community": community})
    if not (verdict := is_open(community)):
        return verdict
    return has_agreed_here(person, community)


def has_agreed_here(person: User, community: Community) -> Verdict:
    """Whether a person owes no agreement: to the terms of the site, or as a member to the guidelines here."""
    if not (verdict := has_agreed(person) and is_free(person, community.pk, community.name)):
        return verdict
    if owes_agreement(person, community):
        words = _("%(community)s has new guidelines. Agree to them first, then write.")
        return no(words % named(community), way=reverse("community_guidelines_agree", args=[community.slug]))
    return YES


def may_start_topic(person: User | None, community: Community) -> Verdict:
    verdict = may_post(person, community)
    if verdict and community.posting_policy == PostingPolicy.LEADS and not is_keeper(person, community):
        return no(_("In %(community)s only leads and moderators start topics.") % {"community": community})
    return verdict


def waiting_posts_of(community: Community) -> str:
    """Whose posts wait for a moderator first, in a sentence; empty when nobody's."""
    if community.pre_moderation == PreModeration.ALL:
        return _("Posts of members wait for a moderator before anybody reads them.")
    if community.pre_moderation == PreModeration.FIRST:
        words = ngettext(
            "The first post of each member waits for a moderator before anybody reads it.",
            "The first %(count)d posts of each member wait for a moderator before anybody reads them.",
            community.first_posts,
        )
        return words % {"count": community.first_posts}
    return ""
