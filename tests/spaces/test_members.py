"""The list of members: who sees it, finding somebody, roles, handing over, and the table for leads."""

import csv
import io

import pytest

from communities.kit.permissions import Refused
from communities.members.models import User
from communities.notifications.models import Notification
from communities.spaces.exporting import export_members
from communities.spaces.joining import give_role, hand_over, leave_community
from communities.spaces.models import Community, Role, Visibility
from tests import make
from tests.tools import browser, queries, verbs


@pytest.fixture
def club(db):
    return make.community("Captioners")


@pytest.fixture
def lead(club):
    return make.belonging(club, Role.LEAD, name="Dana Whitfield")


def page(person, club, **query) -> str:
    answer = browser(person).get(f"/communities/{club.slug}/members/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_narrowed_by_name_and_role(site, club, lead):
    make.belonging(club, name="Luis Ortega")
    make.belonging(club, Role.MODERATOR, name="Luisa Tran")
    member = make.belonging(club, name="Amy Chen")
    found = page(member, club, name="luis")
    assert "Luis Ortega" in found and "Luisa Tran" in found and "Dana Whitfield" not in found
    assert "2 members:" in found
    found = page(member, club, name="luis", role="moderator")
    assert "Luisa Tran" in found and "Luis Ortega" not in found
    assert "Nobody here fits" in page(member, club, name="zzz")
    assert queries(browser(lead), f"/communities/{club.slug}/members/?name=luis") <= 8


def test_visitors_see_members_where_the_community_and_they_themselves_say_so(site, club, lead):
    shown = make.member("Luis Ortega", audience_basics="everyone")
    give_role(club, shown, Role.MEMBER, by=None)
    assert browser().get(f"/communities/{club.slug}/members/").status_code == 302
    Community.objects.filter(pk=club.pk).update(shows_members=Visibility.PUBLIC)
    found = page(None, club)
    assert "Luis Ortega" in found and "Dana Whitfield" not in found and "1 member:" in found


def test_a_community_that_shows_its_members_to_each_other_refuses_others(site, club, lead):
    Community.objects.filter(pk=club.pk).update(shows_members=Visibility.PRIVATE)
    answer = browser(make.member()).get(f"/communities/{club.slug}/members/")
    assert answer.status_code == 403 and "shows its members only to each other" in answer.content.decode()
    assert "Dana Whitfield" in page(make.belonging(club), club)


def test_a_lead_gives_a_role_and_the_person_is_told(site, club, lead):
    member = make.belonging(club)
    address = f"/communities/{club.slug}/members/{member.slug}/"
    assert "Save the role" in browser(lead).get(address).content.decode()
    browser(lead).post(f"{address}role/", {"role": "moderator"})
    assert club.memberships.get(person=member).role == Role.MODERATOR
    assert Notification.objects.filter(person=member, kind="role").count() == 1
    assert browser(make.belonging(club)).get(address).status_code == 403
    assert browser(lead).get(f"/communities/{club.slug}/members/nobody/").status_code == 404


def test_the_last_lead_hands_over_and_may_leave_then(site, club, lead):
    member, client = make.belonging(club), browser(lead)
    assert client.post(f"/communities/{club.slug}/leave/").status_code == 403
    own = client.get(f"/communities/{club.slug}/members/{lead.slug}/").content.decode()
    assert "Dana Whitfield is the last lead of Captioners. Name another first." in own
    client.post(f"/communities/{club.slug}/members/{member.slug}/role/", {"role": "successor"})
    roles = dict(club.memberships.values_list("person_id", "role"))
    assert roles == {member.pk: Role.LEAD, lead.pk: Role.MEMBER}
    assert client.post(f"/communities/{club.slug}/leave/").status_code == 302
    assert "community.handed_over" in verbs()


def test_only_a_lead_hands_over_and_not_to_a_lead(club, lead):
    member, other = make.belonging(club), make.belonging(club, Role.LEAD)
    for by in (make.belonging(club, Role.MODERATOR), make.administrator()):
        with pytest.raises(Refused, match=r"Only a lead of Captioners hands it over\."):
            hand_over(club, by=by, to=member)
    with pytest.raises(Refused, match="leads Captioners already"):
        hand_over(club, by=lead, to=other)


def test_a_community_is_handed_to_somebody_who_is_there(club, lead):
    stopped, gone = make.belonging(club, name="Luis Ortega"), make.belonging(club, name="Amy Chen")
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    leave_community(club, by=gone)
    for person in (make.fresh(stopped), gone):
        with pytest.raises(Refused, match=f"{person.name} is no member"):
            hand_over(club, by=lead, to=person)
    assert club.memberships.get(person=lead).role == Role.LEAD


def test_a_role_that_a_lead_gives_brings_nobody_back_who_has_left(club, lead):
    gone = make.belonging(club, name="Amy Chen")
    leave_community(club, by=gone)
    with pytest.raises(Refused, match="Amy Chen is no member of Captioners"):
        give_role(club, gone, Role.MODERATOR, by=lead)
    assert not club.memberships.filter(person=gone).exists()


def test_leads_download_the_list_without_addresses_and_no_cell_is_a_formula(site, club, lead):
    User.objects.filter(pk=make.belonging(club).pk).update(name="=HYPERLINK(1)")
    answer = browser(lead).get(f"/communities/{club.slug}/members.csv")
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == ["Dana Whitfield", "'=HYPERLINK(1)"]
    assert [row["role"] for row in rows] == ["Lead", "Member"] and "@" not in text
    assert "attachment" in answer["Content-Disposition"] and "community.members_exported" in verbs()
    for other in (make.belonging(club, Role.MODERATOR), make.member()):
        assert browser(other).get(f"/communities/{club.slug}/members.csv").status_code == 403
        with pytest.raises(Refused):
            export_members(club, by=other)
    assert verbs().count("community.members_exported") == 1
