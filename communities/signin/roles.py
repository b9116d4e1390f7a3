"""Which accounts hold a role that demands a second factor, and which have one set up."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from communities.members.models import User
from communities.spaces.models import KEEPERS

Holder = Any  # a User as `with_roles` has read it: with `is_editor`, `is_keeper`, `has_second_factor`

# Recovery codes alone are no second factor: they stand in for one that was lost.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


# Written out, because the signed-in person is read with them on every request: as querysets they would cost
# three milliseconds of building each time, as much as a whole small page.
_MAY_EDIT = """
    "members_user"."is_superuser" OR EXISTS (
        SELECT 1 FROM auth_permission AS permission
        JOIN django_content_type AS kind ON kind.id = permission.content_type_id
        WHERE permission.codename = 'access_admin' AND kind.app_label = 'wagtailadmin' AND (
            EXISTS (
                SELECT 1 FROM members_user_groups AS mine
                JOIN auth_group_permissions AS theirs ON theirs.group_id = mine.group_id
                WHERE mine.user_id = "members_user"."id" AND theirs.permission_id = permission.id
            ) OR EXISTS (
                SELECT 1 FROM members_user_user_permissions AS own
                WHERE own.user_id = "members_user"."id" AND own.permission_id = permission.id
            )
        )
    )
"""
_KEEPS = """
    EXISTS (SELECT 1 FROM spaces_membership WHERE person_id = "members_user"."id" AND role = ANY(%s))
"""
_HAS_SECOND_FACTOR = """
    EXISTS (SELECT 1 FROM mfa_authenticator WHERE user_id = "members_user"."id" AND type = ANY(%s))
"""


def with_roles(people: QuerySet[User]) -> QuerySet[User]:
    """Say in the same query of each person `is_editor`, `is_keeper` and `has_second_factor`.

    An editor may open Wagtail's interface; a keeper is a lead or moderator of any community.
    """
    return people.annotate(
        is_editor=_true_if(_MAY_EDIT),
        is_keeper=_true_if(_KEEPS, list(KEEPERS)),
        has_second_factor=_true_if(_HAS_SECOND_FACTOR, list(SECOND_FACTORS)),
    )


def _true_if(statement: str, *params) -> RawSQL:
    return RawSQL(statement, params, output_field=BooleanField())  # noqa: S611 (constants, as above)
