import pytest

from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.spaces.joining import create_community, give_role, join_community, leave_community
from communities.spaces.models import Community, JoinPolicy, Membership, Role
from tests import make
from tests.tools import browser, queries, verbs


def counts_are_right() -> bool:
    """Whether each community's number of members is that of its memberships."""
    found = list(Community.objects.all())
    assert found
    return all(community.member_count == community.memberships.count() for community in found)


def test_joining_makes_a_member_counts_them_and_is_recorded(db):
    community, person = make.community(), make.member()
    membership = join_community(community, by=person)
    assert membership.role == Role.MEMBER
    assert Community.objects.get().member_count == 1
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on, entry.community_id) == (
        "community.joined",
        person,
        community,
        community.pk,
    )


def test_who_is_a_member_already_can_not_join_again(db):
    community = make.community()
    person = make.belonging(community)
    with pytest.raises(Refused, match="You are a member of"):
        join_community(community, by=person)
    assert Membership.objects.count() == Community.objects.get().member_count == 1


def test_nobody_joins_by_themselves_what_is_by_invitation(db):
    community = make.community(join_policy=JoinPolicy.INVITATION)
    with pytest.raises(Refused, match="by invitation"):
        join_community(community, by=make.member())
    assert not Membership.objects.exists() and "community.joined" not in verbs()


def test_leaving_ends_the_membership_is_recorded_and_keeps_what_was_written(db):
    community = make.community()
    person = make.belonging(community)
    topic = make.topic(community, by=person)
    leave_community(community, by=person)
    assert Community.objects.get().member_count == 0
    assert verbs()[-1] == "community.left"
    assert topic.posts.get().author == person


def test_who_left_can_come_back(db):
    community = make.community()
    person = make.belonging(community)
    leave_community(community, by=person)
    join_community(community, by=person)
    assert Community.objects.get().member_count == 1


def test_the_last_lead_can_not_leave_and_can_after_naming_another(db):
    community = make.community()
    lead, successor = make.belonging(community, Role.LEAD), make.belonging(community)
    with pytest.raises(Refused, match="Name another first"):
        leave_community(community, by=lead)
    give_role(community, successor, Role.LEAD, by=lead)
    leave_community(community, by=lead)
    assert list(community.memberships.values_list("person", "role")) == [(successor.pk, Role.LEAD)]


def test_a_role_is_recorded_with_who_gave_it_to_whom(db):
    community = make.community()
    lead, person = make.belonging(community, Role.LEAD), make.belonging(community)
    give_role(community, person, Role.MODERATOR, by=lead)
    entry = Entry.objects.latest("pk")
    assert (entry.actor, entry.on, entry.facts) == (lead, person, {"role": "moderator"})
    assert community.memberships.get(person=person).role == Role.MODERATOR
    assert counts_are_right()


def test_a_new_community_has_its_leads_and_its_making_is_recorded(db):
    administrator, lead = make.administrator(), make.member()
    community = create_community(
        by=administrator, leads=[lead], name="Captions", slug="captions", purpose="Live."
    )
    assert community.memberships.get().person == lead
    assert verbs()[-2:] == ["community.created", "community.role_given"]
    assert counts_are_right()


@pytest.mark.django_db(transaction=True)
def test_joining_twice_at_the_same_moment_makes_one_membership():
    community, person = make.community(), make.member()
    found = make.at_once(*[lambda: join_community(community, by=make.fresh(person))] * 4)
    assert sum(isinstance(result, Membership) for result in found) == 1
    assert all("already" in str(result) for result in found if isinstance(result, Refused))
    assert sum(isinstance(result, Refused) for result in found) == 3
    assert Community.objects.get().member_count == 1


@pytest.mark.django_db(transaction=True)
def test_many_who_join_at_the_same_moment_are_all_counted():
    community, people = make.community(), [make.member() for _ in range(12)]
    make.at_once(*[lambda person=person: join_community(community, by=person) for person in people])
    assert Community.objects.get().member_count == Membership.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_leave_at_the_same_moment_one_stays():
    community = make.community()
    leads = [make.belonging(community, Role.LEAD) for _ in range(2)]
    found = make.at_once(*[lambda lead=lead: leave_community(community, by=lead) for lead in leads])
    assert sorted(type(result).__name__ for result in found) == ["NoneType", "Refused"]
    assert community.memberships.count() == 1 and counts_are_right()


# --- screens ------------------------------------------------------------------------------------


def test_joining_and_leaving_on_the_page_say_what_happened(site):
    community, person = make.community("Captioners"), make.member()
    client = browser(person)
    joined = client.post(f"/communities/{community.slug}/join/", follow=True)
    assert "You are a member of Captioners now." in joined.content.decode()
    left = client.post(f"/communities/{community.slug}/leave/", follow=True)
    assert "You have left Captioners. What you wrote stays." in left.content.decode()


def test_a_refused_join_says_why(site):
    community = make.community("Captioners", join_policy=JoinPolicy.INVITATION)
    response = browser(make.member()).post(f"/communities/{community.slug}/join/")
    assert response.status_code == 403
    assert "Captioners is by invitation. Ask one of its leads." in response.content.decode()


def test_the_pages_of_communities_cost_the_same_with_one_row_and_with_thirty(site):
    community = make.community()
    person = make.belonging(community, Role.LEAD)
    make.community()  # of one to which they don't belong the page says whether they may join
    base, client = f"/communities/{community.slug}", browser(person)
    addresses = ["/communities/", f"{base}/members/", f"{base}/about/"]
    before = {address: queries(client, address) for address in addresses}
    for _ in range(29):
        make.belonging(community)
        make.community()
    assert {address: queries(client, address) for address in addresses} == before
    assert max(before.values()) <= 8, before
