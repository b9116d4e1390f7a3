"""Versions of guidelines, requests to join, proposals, and the CSV of members, as their pages need them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from communities.kit import text
from communities.kit.differing import Piece, difference
from communities.kit.paging import Page, page_of_counted_keys
from communities.kit.permissions import Verdict
from communities.members.models import User

from . import rules
from .models import Community, Guidelines, Membership, MembershipRequest, Proposal
from .reading import members_of

REQUESTS_PER_PAGE = 30
MOST_PROPOSALS = 100


@dataclass(frozen=True)
class GuidelinesView:
    """One version of a community's guidelines among the others."""

    guidelines: Guidelines
    html: str
    versions: list[Guidelines]  # all, the newest first
    changed: list[Piece]  # since the version before; empty for the first

    @property
    def in_force(self) -> bool:
        return self.guidelines == self.versions[0]


def guidelines_of(community: Community, version: int | None = None) -> GuidelinesView:
    """A version, the one in force unless told. Raises Guidelines.DoesNotExist."""
    versions = list(community.guidelines.select_related("published_by"))
    found = next((each for each in versions if version in (None, each.version)), None)
    if found is None:
        raise Guidelines.DoesNotExist
    earlier = next((each for each in versions if each.version < found.version), None)
    return GuidelinesView(
        guidelines=found,
        html=text.render(found.text, below=1).html,
        versions=versions,
        changed=difference(earlier.text, found.text) if earlier else [],
    )


def changed_since(versions: list[Guidelines], agreed: int) -> list[Piece]:
    """What is new in the version in force to somebody who agreed to an earlier one."""
    before = next((each for each in versions if each.version == agreed), None)
    return difference(before.text, versions[0].text) if before and before != versions[0] else []


# --- requests to join ---------------------------------------------------------------------------


@dataclass(frozen=True)
class RequestView:
    """A request to join, with what the person who looks may do about it."""

    request: MembershipRequest
    may_decide: Verdict
    may_admit: Verdict
    may_withdraw: Verdict


def requests_page(community: Community, number: int) -> tuple[list[MembershipRequest], Page]:
    """Who waits, the longest waiting first, and one page of what was decided, the latest first."""
    asked = community.requests.select_related(
        "person__profile__agency", "person__profile__bureau", "decided_by"
    )
    waits = MembershipRequest.State.WAITING
    decided = asked.exclude(state=waits).order_by("-decided_at", "-pk")
    page = page_of_counted_keys(decided, number, per_page=REQUESTS_PER_PAGE)
    found = {each.pk: each for each in decided.filter(pk__in=page.items)} if page.items else {}
    page = replace(page, items=[found[key] for key in page.items if key in found])
    return list(asked.filter(state=waits)), page


def request_for(person: User, pk: int) -> RequestView:
    """A request that the person may see. Raises MembershipRequest.DoesNotExist."""
    found = MembershipRequest.objects.visible_to(person)
    request = found.select_related(
        "community", "decided_by", "person__profile__agency", "person__profile__bureau"
    ).get(pk=pk)
    return RequestView(
        request=request,
        may_decide=rules.may_decide_request(person, request),
        may_admit=rules.may_admit(person, request),
        may_withdraw=rules.may_withdraw_request(person, request),
    )


# --- proposals ----------------------------------------------------------------------------------


def proposals(person: User) -> tuple[list[Proposal], list[Proposal]]:
    """What waits and what was decided lately: a member's own, or all for an administrator."""
    seen = Proposal.objects.visible_to(person).select_related("proposed_by", "decided_by", "community")
    waits = Proposal.State.WAITING
    decided = seen.exclude(state=waits).order_by("-decided_at")
    return list(seen.filter(state=waits)[:MOST_PROPOSALS]), list(decided[:MOST_PROPOSALS])


def proposal_for(person: User, pk: int) -> Proposal:
    """A proposal that the person may see. Raises Proposal.DoesNotExist."""
    seen = Proposal.objects.visible_to(person)
    return seen.select_related("proposed_by__profile__agency", "decided_by", "community").get(pk=pk)


# --- the members as a table ---------------------------------------------------------------------

COLUMNS = ("name", "title", "agency", "role", "since")


def member_rows(community: Community, viewer: User) -> Iterator[dict[str, str]]:
    """What the list of members says, one row each; no addresses, which no profile shows."""
    rows = members_of(community, viewer=viewer)
    rows = rows.select_related("person__profile__agency", "person__profile__bureau")
    return (_row(each) for each in rows.iterator(chunk_size=500))


def _row(membership: Membership) -> dict[str, str]:
    profile = membership.person.profile
    return {
        "name": membership.person.name,
        "title": profile.title,
        "agency": profile.agency_name,
        "role": str(membership.get_role_display()),
        "since": membership.since.date().isoformat(),
    }
