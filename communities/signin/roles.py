"""Which accounts hold a role that demands a second factor, and which have one set up."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q, QuerySet

from communities.members.models import User
from communities.spaces.models import KEEPERS, Membership

Holder = Any  # a User as `with_roles` has read it: with `is_editor`, `is_keeper`, `has_second_factor`

# Recovery codes alone are no second factor: they stand in for one that was lost.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """Say in the same query of each person `is_editor`, `is_keeper` and `has_second_factor`.

    An editor may open Wagtail's interface; a keeper is a lead or moderator of any community.
    """
    may_edit = Permission.objects.filter(
        Q(group__user=OuterRef("pk")) | Q(user=OuterRef("pk")),
        codename="access_admin",
        content_type__app_label="wagtailadmin",
    )
    return people.annotate(
        is_editor=Q(is_superuser=True) | Exists(may_edit),
        is_keeper=Exists(Membership.objects.filter(person=OuterRef("pk"), role__in=KEEPERS)),
        has_second_factor=Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)),
    )
