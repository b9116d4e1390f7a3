"""A member proposes a community, an administrator decides; or an administrator creates one at once."""

import pytest

from communities.kit.permissions import Refused
from communities.notifications.models import Notification
from communities.spaces.models import Community, Proposal, Role, Visibility
from communities.spaces.proposing import accept_proposal, decline_proposal, propose_community
from tests import make
from tests.tools import browser, queries, verbs

ABOUT = {"name": "Alerts", "purpose": "To warn well.", "why": "Floods."}


def told(person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_member_proposes_from_the_list_of_communities_and_sees_where_it_stands(site):
    person, administrator = make.member(), make.administrator()
    client = browser(person)
    assert "/communities/propose/" in client.get("/communities/").content.decode()
    assert "/communities/propose/" not in browser().get("/communities/").content.decode()
    empty = client.post("/communities/propose/", {**ABOUT, "why": " "}).content.decode()
    assert "Fill this in." in empty and "To warn well." in empty
    page = client.post("/communities/propose/", ABOUT, follow=True).content.decode()
    assert "Floods." in page and "An administrator decides." in page and "Your decision" not in page
    client.post("/communities/propose/", ABOUT)
    assert Proposal.objects.count() == 1 and told(administrator) == ["proposed"]
    assert "Alerts" in client.get("/communities/proposals/").content.decode()
    assert "Alerts" not in browser(make.member()).get("/communities/proposals/").content.decode()


def test_an_administrator_accepts_and_the_community_is_there_with_its_lead(site):
    person, administrator = make.member("Luis Ortega"), make.administrator()
    proposal = propose_community(by=person, **ABOUT)
    client, address = browser(administrator), proposal.get_absolute_url()
    assert "Write why." in client.post(address, {"decision": "accept"}).content.decode()
    client.post(address, {"decision": "accept", "reason": "Needed."})
    community = Community.objects.get(name="Alerts")
    assert (community.slug, community.purpose) == ("alerts", "To warn well.")
    assert community.memberships.get().person == person and community.memberships.get().role == Role.LEAD
    assert "proposal" in told(person)
    assert "Needed." in browser(person).get(address).content.decode()
    with pytest.raises(Refused, match="already decided this proposal"):
        decline_proposal(proposal, by=administrator, reason="No.")


def test_an_administrator_declines_with_a_reason_that_the_member_reads(site):
    person, administrator = make.member(), make.administrator()
    proposal = propose_community(by=person, **ABOUT)
    form = {"decision": "decline", "reason": "There is one."}
    browser(administrator).post(proposal.get_absolute_url(), form)
    page = browser(person).get(proposal.get_absolute_url()).content.decode()
    assert "There is one." in page and "declined" in page and told(person) == ["proposal"]
    assert not Community.objects.filter(name="Alerts").exists()


def test_a_name_that_is_taken_is_said_to_the_administrator_but_gives_nothing_away(site):
    make.community("Alerts", visibility=Visibility.PRIVATE)
    person, administrator = make.member(), make.administrator()
    assert browser(person).post("/communities/propose/", ABOUT).status_code == 302
    form = {"decision": "accept", "reason": "Needed."}
    answer = browser(administrator).post(Proposal.objects.get().get_absolute_url(), form)
    assert "There is a community of this name already." in answer.content.decode()
    assert Community.objects.filter(name="Alerts").count() == 1
    make.community("Floods")
    answer = browser(person).post("/communities/propose/", {**ABOUT, "name": "floods"})
    assert "There is a community of this name already." in answer.content.decode()


def test_only_administrators_decide_and_create(site):
    person = make.member()
    proposal = propose_community(by=person, **ABOUT)
    for decide in (accept_proposal, decline_proposal):
        with pytest.raises(Refused, match=r"Administrators create communities\."):
            decide(proposal, by=person, reason="Mine.")
    assert browser(person).post(proposal.get_absolute_url(), {"decision": "accept"}).status_code == 403
    assert browser(make.member()).get(proposal.get_absolute_url()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_decide_at_the_same_moment_one_does():
    proposal = propose_community(by=make.member(), **ABOUT)
    one, other = make.administrator(), make.administrator("Kim Lee")
    found = make.at_once(
        lambda: accept_proposal(proposal, by=make.fresh(one), reason="Yes."),
        lambda: decline_proposal(proposal, by=make.fresh(other), reason="No."),
    )
    assert sum(isinstance(result, Refused) for result in found) == 1, found
    proposal.refresh_from_db()
    assert Community.objects.filter(name="Alerts").exists() == (proposal.state == "accepted")


def test_an_administrator_creates_a_community_with_its_first_lead(site):
    lead, client = make.member(), browser(make.administrator())
    form = {"name": "New", "purpose": "To begin.", "visibility": "private", "lead": "nobody@epa.gov"}
    assert (
        "No member of the site has this address." in client.post("/communities/new/", form).content.decode()
    )
    answer = client.post("/communities/new/", {**form, "lead": lead.email})
    made = Community.objects.get(name="New")
    assert answer.headers["Location"] == f"/communities/{made.slug}/settings/"
    assert made.slug == "new-2"  # /communities/new/ is another page
    assert (made.visibility, made.join_policy) == ("private", "invitation")
    assert made.memberships.get().person == lead and "community.created" in verbs()
    assert queries(client, "/communities/proposals/") <= 8
