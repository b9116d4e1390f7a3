"""Who may do what in a community, as the rules say it, asked for stand-in people.

The table on the page “About” is made by calling the rules that guard the acts, so it can't say otherwise.
Each room names its rows in `settings.COMMUNITY_RIGHTS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from communities.kit.permissions import Verdict
from communities.members.models import Standing, User

from . import rules
from .models import Community, Role, remember_roles

KINDS = {  # the columns
    "visitor": _("Visitors"),
    "site": _("Members of the site"),
    "member": _("Members here"),
    "moderator": _("Moderators"),
    "lead": _("Leads"),
    "administrator": _("Administrators"),
}


@dataclass(frozen=True)
class Right:
    """A row: what is done, by which rule, and what else is to be known of it in a community."""

    what: str | Promise
    rule: Callable[[User | None, Community], Verdict]
    note: Callable[[Community], str] = lambda community: ""


@dataclass(frozen=True)
class Row:
    """A row with its answers, in the order of KINDS."""

    what: str
    note: str
    answers: list[bool]


RIGHTS = [
    Right(_("See who belongs to it"), rules.may_see_members),
    Right(_("Join at once"), rules.may_join, rules.limits_of),
    Right(_("Ask to join"), rules.may_ask, rules.limits_of),
    Right(_("Start topics"), rules.may_start_topic, rules.waiting_posts_of),
    Right(_("Invite people"), rules.may_invite),
    Right(_("Give roles, and decide who joins or has to go"), rules.may_lead),
    Right(_("Change the guidelines"), rules.may_change_guidelines),
    Right(_("Change the settings, archive the community"), rules.may_change_settings),
    Right(_("Read the ledger of what was done here"), rules.may_read_ledger),
]


def stand_ins(community: Community) -> dict[str, User | None]:
    """Somebody of each kind, who is nowhere in the database. No query is made about them."""
    return {
        "visitor": None,
        "site": _somebody(),
        **{str(role): _somebody({community.pk: str(role)}) for role in Role},
        "administrator": _somebody(is_superuser=True),
    }


def _somebody(roles: dict[int, str] | None = None, **fields) -> User:
    person = User(standing=Standing.MEMBER, name=".", **fields)
    remember_roles(person, roles or {})
    person.__dict__["_removed"] = {}
    return person


def table_of(community: Community) -> list[Row]:
    """Who may do what. One query: who sees the community at all. Nobody else may do anything."""
    people = stand_ins(community)
    sees = _who_sees(community, people)
    rows = [Row(str(_("See it and read what is said")), "", list(sees.values()))]
    for room in settings.COMMUNITY_RIGHTS:
        for right in of_room(room):
            answers = [sees[kind] and bool(right.rule(people[kind], community)) for kind in KINDS]
            rows.append(Row(str(right.what), right.note(community), answers))
    return rows


def of_room(room: str) -> list[Right]:
    """The rows that a room has named in the settings."""
    return import_string(settings.COMMUNITY_RIGHTS[room])


def _who_sees(community: Community, people: dict[str, User | None]) -> dict[str, bool]:
    found = {
        kind: Exists(Community.objects.visible_to(people[kind]).filter(pk=OuterRef("pk"))) for kind in KINDS
    }
    return cast(dict[str, bool], Community.objects.filter(pk=community.pk).values(**found).get())
