"""Who may do what in a community, and the sentence that they read when they may not."""

import inspect

import pytest
from django.utils import timezone

from communities.accounts.rules import may_close
from communities.kit.permissions import Refused
from communities.members.models import Standing, User
from communities.signin.backends import MemberBackend
from communities.spaces import rules
from communities.spaces.joining import give_role
from communities.spaces.models import Community, JoinPolicy, PostingPolicy, Role, Visibility, roles_of
from communities.spaces.reading import community_for, led_alone_by
from tests import make

YES = ""
SIGN_IN_FIRST = "Sign in or join the site first."
SIGN_IN = "Sign in or join the site to take part."
JOIN = "Join Captioners to take part."
ALREADY = "You are a member of Captioners already."
INVITATION = "Captioners is by invitation. Ask one of its leads."
NOT_A_MEMBER = "You are not a member of Captioners."
LAST_LEAD = "You are the last lead of Captioners. Name another first."
ONLY_KEEPERS_START = "In Captioners only leads and moderators start topics."
LEADS = "This is for the leads of Captioners."
ASK = "The leads of Captioners decide who joins. Ask them."
NEED_NOT = "You need not ask: anyone may join Captioners."
OVER = "Captioners is archived: it can be read, and nothing changes there."
SIGN_IN_TO_SEE = "Who belongs to Captioners is shown to members. Sign in first."
INSIDE = "Captioners shows its members only to each other."
GUIDELINES = "Only the leads of Captioners change its guidelines."
AGREES = "Guidelines are agreed to by members. Join Captioners first."
LEDGER = "The ledger of a community is for its leads and moderators."

OPEN: dict = {}
BY_INVITATION = {"join_policy": JoinPolicy.INVITATION}
ON_REQUEST = {"join_policy": JoinPolicy.REQUEST}
ARCHIVED = {"archived_at": timezone.now()}
SHOWN_TO_ALL, SHOWN_INSIDE = {"shows_members": Visibility.PUBLIC}, {"shows_members": Visibility.PRIVATE}
LEADS_POST = {"posting_policy": PostingPolicy.LEADS}

KINDS = ("visitor", "elsewhere", "belonging", "moderator", "lead", "administrator")
TABLE = [
    (rules.may_join, OPEN, (SIGN_IN_FIRST, YES, ALREADY, ALREADY, ALREADY, YES)),
    (rules.may_join, BY_INVITATION, (SIGN_IN_FIRST, INVITATION, ALREADY, ALREADY, ALREADY, INVITATION)),
    (rules.may_leave, OPEN, (NOT_A_MEMBER, NOT_A_MEMBER, YES, YES, LAST_LEAD, NOT_A_MEMBER)),
    (rules.may_post, OPEN, (SIGN_IN, JOIN, YES, YES, YES, YES)),
    (rules.may_start_topic, OPEN, (SIGN_IN, JOIN, YES, YES, YES, YES)),
    (rules.may_start_topic, LEADS_POST, (SIGN_IN, JOIN, ONLY_KEEPERS_START, YES, YES, YES)),
    (rules.may_post, LEADS_POST, (SIGN_IN, JOIN, YES, YES, YES, YES)),
    (rules.may_invite, OPEN, (LEADS, LEADS, LEADS, LEADS, YES, YES)),
    (rules.may_read_ledger, OPEN, (LEDGER, LEDGER, LEDGER, YES, YES, YES)),
    (rules.may_join, ON_REQUEST, (SIGN_IN_FIRST, ASK, ALREADY, ALREADY, ALREADY, ASK)),
    (rules.may_join, ARCHIVED, (SIGN_IN_FIRST, OVER, ALREADY, ALREADY, ALREADY, OVER)),
    (rules.may_ask, ON_REQUEST, (SIGN_IN_FIRST, YES, ALREADY, ALREADY, ALREADY, YES)),
    (rules.may_ask, OPEN, (SIGN_IN_FIRST, NEED_NOT, ALREADY, ALREADY, ALREADY, NEED_NOT)),
    (rules.may_ask, BY_INVITATION, (SIGN_IN_FIRST, INVITATION, ALREADY, ALREADY, ALREADY, INVITATION)),
    (rules.may_ask, ARCHIVED, (SIGN_IN_FIRST, OVER, ALREADY, ALREADY, ALREADY, OVER)),
    (rules.may_post, ARCHIVED, (SIGN_IN, JOIN, OVER, OVER, OVER, OVER)),
    (rules.may_start_topic, ARCHIVED, (SIGN_IN, JOIN, OVER, OVER, OVER, OVER)),
    (rules.may_lead, OPEN, (LEADS, LEADS, LEADS, LEADS, YES, YES)),
    (rules.may_see_members, OPEN, (SIGN_IN_TO_SEE, YES, YES, YES, YES, YES)),
    (rules.may_see_members, SHOWN_TO_ALL, (YES, YES, YES, YES, YES, YES)),
    (rules.may_see_members, SHOWN_INSIDE, (SIGN_IN_TO_SEE, INSIDE, YES, YES, YES, YES)),
    (rules.may_export_members, OPEN, (LEADS, LEADS, LEADS, LEADS, YES, YES)),
    (rules.may_change_guidelines, OPEN, (GUIDELINES, GUIDELINES, GUIDELINES, GUIDELINES, YES, YES)),
    (rules.may_change_settings, OPEN, (LEADS, LEADS, LEADS, LEADS, YES, YES)),
    (rules.may_archive, OPEN, (LEADS, LEADS, LEADS, LEADS, YES, YES)),
    (rules.may_archive, ARCHIVED, (LEADS, LEADS, LEADS, LEADS, YES, YES)),
    (rules.may_agree, OPEN, (AGREES, AGREES, YES, YES, YES, AGREES)),
]


def test_the_table_has_every_rule_about_a_person_and_a_community():
    asks = {
        name: list(inspect.signature(getattr(rules, name)).parameters)
        for name in rules.__all__
        if name.startswith("may_")
    }
    about_both = {name for name, given in asks.items() if given == ["person", "community"]}
    assert {rule.__name__ for rule, _policy, _expected in TABLE} == about_both and len(about_both) >= 12


@pytest.mark.parametrize(("rule", "policy", "expected"), TABLE)
def test_each_rule_answers_each_person_with_a_verdict_and_its_sentence(db, rule, policy, expected):
    community = make.community("Captioners", **policy)
    people = {
        "visitor": None,
        "elsewhere": make.belonging(make.community(), Role.LEAD),
        "belonging": make.belonging(community),
        "moderator": make.belonging(community, Role.MODERATOR),
        "lead": make.belonging(community, Role.LEAD),
        "administrator": make.administrator(),
    }
    verdicts = {kind: rule(people[kind], community) for kind in KINDS}
    assert tuple(verdict.sentence for verdict in verdicts.values()) == expected
    assert all(bool(verdict) == (not verdict.sentence) for verdict in verdicts.values())


def test_one_of_two_leads_may_leave(db):
    community = make.community()
    one, _other = make.belonging(community, Role.LEAD), make.belonging(community, Role.LEAD)
    assert rules.may_leave(one, community)


def test_a_lead_who_was_stopped_leads_nobody(db):
    community = make.community("Captioners")
    lead, stopped = make.belonging(community, Role.LEAD), make.belonging(community, Role.LEAD)
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    assert rules.lead_count(community) == community_for(lead, community.slug).community.leads_counted == 1
    assert rules.may_leave(lead, community).sentence == LAST_LEAD
    assert not community_for(lead, community.slug).may_leave
    assert not rules.may_give_role(None, community, lead, Role.MEMBER)
    assert rules.may_give_role(None, community, stopped, Role.MEMBER)
    assert (led_alone_by(lead), led_alone_by(make.fresh(stopped))) == ([community], [])
    assert not may_close(lead, lead)


@pytest.mark.parametrize("changed", [{"is_active": False}, {"standing": Standing.CLOSED}])
def test_a_community_whose_only_lead_is_gone_has_none(db, changed):
    community = make.community()
    gone = make.belonging(community, Role.LEAD)
    User.objects.filter(pk=gone.pk).update(**changed)
    assert rules.lead_count(community) == Community.objects.with_leads().get().leads_counted == 0
    assert led_alone_by(gone) == []


# --- whom a community is for --------------------------------------------------------------------

FEDERAL_ONLY = "Captioners is for people of these levels of government: Federal executive, Federal judicial."
NO_CONTRACTORS = "Captioners is not for contractors."


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, {"federal": YES, "city": YES, "contractor": YES, "nowhere": YES}),
        (
            {"levels": ["executive", "judicial"]},
            {"federal": YES, "city": FEDERAL_ONLY, "contractor": YES, "nowhere": FEDERAL_ONLY},
        ),
        (
            {"admits_contractors": False},
            {"federal": YES, "city": YES, "contractor": NO_CONTRACTORS, "nowhere": YES},
        ),
    ],
)
def test_who_fits_a_community_may_join_it(db, limits, expected):
    community = make.community("Captioners", **limits)
    make.domain("smalltown.gov", of=make.agency("Smalltown", level="city"))
    people = {
        "federal": make.member(),
        "city": make.member(email="clerk@smalltown.gov"),
        "contractor": make.member(),
        "nowhere": make.member(),
    }
    people["contractor"].profile.is_contractor = True
    people["nowhere"].profile.agency = None
    assert {kind: rules.may_join(person, community).sentence for kind, person in people.items()} == expected


def test_to_join_asks_for_nothing_that_was_not_read_with_the_person(db, django_assert_num_queries):
    person = MemberBackend().get_user(make.member().pk)
    roles_of(person)
    communities = [make.community(levels=["city"], admits_contractors=False) for _ in range(3)]
    with django_assert_num_queries(0):
        assert not any(rules.may_join(person, community) for community in communities)


# --- roles --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR])
def test_the_last_lead_stays_one_whoever_says_otherwise(db, role):
    community = make.community("Captioners")
    lead = make.belonging(community, Role.LEAD, name="Dana Whitfield")
    sentence = "Dana Whitfield is the last lead of Captioners. Name another first."
    for by in (None, lead, make.administrator()):
        with pytest.raises(Refused, match=sentence):
            give_role(community, lead, role, by=by)
    assert community.memberships.get(person=lead).role == Role.LEAD
    make.belonging(community, Role.LEAD)
    give_role(community, lead, role, by=lead)
    assert community.memberships.get(person=lead).role == role


def test_only_leads_and_administrators_give_roles(db):
    community = make.community("Captioners")
    for by in (make.member(), make.belonging(community), make.belonging(community, Role.MODERATOR)):
        with pytest.raises(Refused, match="Only leads of Captioners give roles in it"):
            give_role(community, by, Role.LEAD, by=by)
    assert not community.memberships.filter(role=Role.LEAD).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_are_demoted_at_the_same_moment_one_stays():
    community = make.community()
    one, other = (make.belonging(community, Role.LEAD) for _ in range(2))
    found = make.at_once(
        lambda: give_role(community, one, Role.MEMBER, by=make.fresh(other)),
        lambda: give_role(community, other, Role.MEMBER, by=make.fresh(one)),
    )
    assert sum(isinstance(result, Refused) for result in found) == 1, found
    assert community.memberships.filter(role=Role.LEAD).count() == 1
