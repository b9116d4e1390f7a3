"""Person × act → verdict and sentence."""

import pytest

from communities.members import rules
from communities.members.eligibility import Eligible
from communities.members.models import JoinRequest, Standing, User
from tests import make

TOLD = "You have already told us who you are."
UNKNOWN = "We don't know this domain yet. Ask to join, and a person decides."
ADMINISTRATORS = "Only administrators decide who joins."
DECIDED = "Sam Keller has already decided this request."
OWNER = "Only Dana Whitfield can change this profile."
YES = ""


@pytest.mark.parametrize(
    ("standing", "known", "sentence"),
    [
        (Standing.ARRIVING, True, YES),
        (Standing.ARRIVING, False, UNKNOWN),
        (Standing.WAITING, True, TOLD),
        (Standing.WAITING, False, TOLD),
        (Standing.MEMBER, True, TOLD),
        (Standing.DECLINED, True, TOLD),
        (Standing.DECLINED, False, TOLD),
    ],
)
def test_who_may_join_at_once(db, standing, known, sentence):
    eligible = Eligible(domain="epa.gov", known=make.domain() if known else None, at_once=known)
    verdict = rules.may_join_at_once(User(name="Dana", standing=standing), eligible)
    assert (bool(verdict), verdict.sentence) == (sentence == YES, sentence)


@pytest.mark.parametrize(
    ("standing", "sentence"),
    [(Standing.ARRIVING, YES), (Standing.WAITING, TOLD), (Standing.MEMBER, TOLD), (Standing.CLOSED, TOLD)],
)
def test_who_may_ask_to_join(standing, sentence):
    verdict = rules.may_ask_to_join(User(name="Dana", standing=standing))
    assert (bool(verdict), verdict.sentence) == (sentence == YES, sentence)


@pytest.fixture
def people(db) -> dict[str, User | None]:
    return {
        "nobody": None,
        "arriving": make.arriving(),
        "waiting": make.waiting().person,
        "member": make.member("Dana Whitfield"),
        "colleague": make.member("Luis Ortega"),
        "administrator": make.administrator("Sam Keller"),
    }


@pytest.mark.parametrize(
    ("kind", "state", "sentence"),
    [
        ("nobody", "waiting", ADMINISTRATORS),
        ("arriving", "waiting", ADMINISTRATORS),
        ("waiting", "waiting", ADMINISTRATORS),
        ("member", "waiting", ADMINISTRATORS),
        ("administrator", "waiting", YES),
        ("administrator", "admitted", DECIDED),
        ("administrator", "declined", DECIDED),
        ("administrator", "withdrawn", "Wanda Clerk has withdrawn this request."),
        ("member", "declined", ADMINISTRATORS),
        ("nobody", "admitted", ADMINISTRATORS),
    ],
)
def test_who_may_decide_a_request(people, kind, state, sentence):
    decided_by = people["administrator"] if state != "waiting" else None
    request = JoinRequest(person=people["waiting"], state=state, decided_by=decided_by)
    verdict = rules.may_decide(people[kind], request)
    assert (bool(verdict), verdict.sentence) == (sentence == YES, sentence)


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("nobody", OWNER),
        ("arriving", OWNER),
        ("waiting", OWNER),
        ("member", YES),
        ("colleague", OWNER),
        ("administrator", OWNER),
    ],
)
def test_who_may_edit_a_profile(people, kind, sentence):
    verdict = rules.may_edit_profile(people[kind], people["member"])
    assert (bool(verdict), verdict.sentence) == (sentence == YES, sentence)


@pytest.mark.parametrize("state", [{"is_active": False}, {"standing": "waiting"}, {"standing": "declined"}])
def test_who_is_stopped_waits_or_was_declined_edits_no_profile(people, state):
    person = people["member"]
    for name, value in state.items():
        setattr(person, name, value)
    verdict = rules.may_edit_profile(person, person)
    assert verdict.sentence == "Only members change their profile."
