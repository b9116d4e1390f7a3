"""Who may do what in a community, and the sentence that they read when they may not."""

import pytest

from communities.spaces import rules
from communities.spaces.models import JoinPolicy, PostingPolicy, Role
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
LEDGER = "The ledger of a community is for its leads and moderators."

OPEN: dict = {}
BY_INVITATION = {"join_policy": JoinPolicy.INVITATION}
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
    (rules.may_read_ledger, OPEN, (LEDGER, LEDGER, LEDGER, YES, YES, YES)),
]


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
