import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy

from communities.kit.errors import Conflict
from communities.kit.permissions import YES, Refused, Verdict, no, require


def test_yes_is_true_and_says_nothing():
    assert YES
    assert YES.sentence == ""


def test_no_is_false_and_says_why():
    verdict = no("Only leads may do this.")
    assert not verdict
    assert verdict.sentence == "Only leads may do this."


def test_a_lazy_sentence_becomes_plain_text():
    assert type(no(gettext_lazy("Only leads may do this.")).sentence) is str


def test_requiring_a_yes_does_nothing():
    assert require(YES) is None


def test_requiring_a_no_refuses_with_its_sentence():
    with pytest.raises(Refused, match=r"^Only leads may do this\.$"):
        require(no("Only leads may do this."))


def test_a_refusal_is_a_403_for_django():
    assert issubclass(Refused, PermissionDenied)


def test_a_verdict_cannot_be_turned():
    with pytest.raises(AttributeError):
        no("No.").allowed = True


def test_equal_verdicts_are_equal_so_that_a_table_can_compare_them():
    assert no("No.") == Verdict(allowed=False, sentence="No.") != YES


def test_a_conflict_shows_how_the_thing_stands_now():
    assert Conflict("their words").now == "their words"
