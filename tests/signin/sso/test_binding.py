"""One person at the provider and one account here, also when everything comes at once."""

import pytest
from allauth.socialaccount.models import SocialAccount

from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.models import User
from communities.signin.sso.binding import bind
from communities.signin.sso.checking import Identity
from tests import make


def identity(sub: str) -> Identity:
    return Identity("https://secure.login.gov/", sub, ("dana@epa.gov",), second_factor=True)


@pytest.mark.django_db(transaction=True)
def test_somebody_new_in_two_tabs_at_once_gets_one_account():
    dana = identity("dana")
    answers = make.at_once(*[lambda: bind(dana, "dana@epa.gov")] * 3)
    assert len({person.pk for person, _is_new in answers}) == 1
    assert sorted(is_new for _person, is_new in answers) == [False, False, True]
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)
    assert Entry.objects.filter(verb="member.sso_bound").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_with_one_address_at_once_one_gets_the_account():
    answers = make.at_once(
        lambda: bind(identity("dana"), "dana@epa.gov"), lambda: bind(identity("other"), "dana@epa.gov")
    )
    assert {type(answer) for answer in answers} == {tuple, Refused}
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)
