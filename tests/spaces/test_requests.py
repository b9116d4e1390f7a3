"""Joining on request: the questions, the leads' decision, where the person stands, and removal."""

import pytest

from communities.kit.permissions import Refused
from communities.members.models import User
from communities.notifications.models import Notification
from communities.notifications.tasks import mail_notification
from communities.spaces import listing
from communities.spaces.guiding import publish_guidelines
from communities.spaces.inviting import accept_invitation
from communities.spaces.joining import give_role, join_community
from communities.spaces.models import (
    Community,
    JoinPolicy,
    Membership,
    MembershipRequest,
    Role,
    owes_agreement,
)
from communities.spaces.requesting import (
    admit_to_community,
    ask_to_join_community,
    decline_request,
    remove_member,
    withdraw_request,
)
from tests import make
from tests.tools import browser, queries, verbs

QUESTIONS = ["What do you caption?", "With what?"]


@pytest.fixture
def club(db) -> Community:
    return make.community("Captioners", join_policy=JoinPolicy.REQUEST, questions=QUESTIONS)


@pytest.fixture
def lead(club):
    return make.belonging(club, Role.LEAD, name="Dana Whitfield")


@pytest.fixture
def person(db):
    return make.member("Luis Ortega")


def told(person) -> list[str]:
    return list(Notification.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def ask(club, person) -> MembershipRequest:
    return ask_to_join_community(club, by=person, answers=[(question, "Video.") for question in QUESTIONS])


def test_who_asks_answers_the_questions_and_sees_where_they_stand(site, club, lead, person):
    publish_guidelines(club, by=None, text="Ask plainly.")
    client, address = browser(person), f"/communities/{club.slug}/ask/"
    assert address in client.get(f"/communities/{club.slug}/about/").content.decode()
    empty = client.post(address, {"answer_0": "Weekly briefings."}).content.decode()
    assert "Answer this question. A sentence is enough." in empty and "Weekly briefings." in empty
    assert "Tick this box to ask to join." in empty and not MembershipRequest.objects.exists()
    said = {"answer_0": "Weekly briefings.", "answer_1": "A person.", "agrees": "on"}
    page = client.post(address, said, follow=True).content.decode()
    asked = MembershipRequest.objects.get()
    assert asked.answers == [["What do you caption?", "Weekly briefings."], ["With what?", "A person."]]
    assert "waiting" in page and "Weekly briefings." in page and "Withdraw your request" in page
    assert "Your decision" not in page
    assert client.get(address).headers["Location"] == asked.get_absolute_url()
    about = client.get(f"/communities/{club.slug}/about/").content.decode()
    assert "You have asked to join" in about and told(lead) == ["asked"]


def test_who_sends_the_form_twice_has_asked_once(club, lead, person):
    assert ask(club, person) == ask(club, person)
    assert (MembershipRequest.objects.count(), told(lead)) == (1, ["asked"])


def test_a_lead_admits_and_the_person_is_told_and_inside(site, club, lead, person):
    publish_guidelines(club, by=None, text="Ask plainly.")
    asked, client = ask(club, person), browser(lead)
    listed = client.get(f"/communities/{club.slug}/requests/").content.decode()
    assert "Luis Ortega" in listed and asked.get_absolute_url() in listed
    assert "Video." in client.get(asked.get_absolute_url()).content.decode()
    client.post(asked.get_absolute_url(), {"decision": "admit"})
    membership = Membership.objects.get(person=person, community=club)
    assert (membership.role, membership.guidelines_version) == (Role.MEMBER, 1)
    assert told(person) == ["admitted"] and "community.request_admitted" in verbs()
    club.refresh_from_db()
    assert club.member_count == 2


def test_a_lead_declines_with_a_reason_that_the_person_reads(site, club, lead, person):
    asked, client = ask(club, person), browser(lead)
    empty = client.post(asked.get_absolute_url(), {"decision": "decline"}).content.decode()
    assert "Write why. The person reads it." in empty
    client.post(asked.get_absolute_url(), {"decision": "decline", "reason": "It is for captioners."})
    assert told(person) == ["declined"]
    page = browser(person).get(asked.get_absolute_url()).content.decode()
    assert "declined" in page and "It is for captioners." in page and "Dana Whitfield" in page
    assert ask(club, person).pk != asked.pk  # they may ask again


def test_what_is_decided_or_withdrawn_is_not_decided_again(club, lead, person):
    asked = ask(club, person)
    withdraw_request(asked, by=person)
    with pytest.raises(Refused, match="Luis Ortega has withdrawn this request"):
        admit_to_community(asked, by=lead)
    again = ask(club, person)
    decline_request(again, by=lead, reason="No.")
    with pytest.raises(Refused, match="Dana Whitfield has already decided"):
        admit_to_community(again, by=lead)
    with pytest.raises(Refused, match="decided, or withdrawn"):
        withdraw_request(again, by=person)
    assert not Membership.objects.filter(person=person).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_decide_at_the_same_moment_one_does():
    club = make.community("Captioners", join_policy=JoinPolicy.REQUEST)
    one, other = (make.belonging(club, Role.LEAD) for _ in range(2))
    asked = ask_to_join_community(club, by=make.member(), answers=[])
    found = make.at_once(
        lambda: admit_to_community(asked, by=make.fresh(one)),
        lambda: decline_request(asked, by=make.fresh(other), reason="No."),
    )
    assert sum(isinstance(result, Refused) for result in found) == 1, found
    asked.refresh_from_db()
    inside = club.memberships.filter(person=asked.person).exists()
    assert inside == (asked.state == MembershipRequest.State.ADMITTED)


@pytest.mark.django_db(transaction=True)
def test_who_asks_several_times_at_the_same_moment_has_asked_once():
    club = make.community("Captioners", join_policy=JoinPolicy.REQUEST)
    person = make.member()
    asks = [lambda: ask_to_join_community(club, by=make.fresh(person), answers=[]) for _ in range(4)]
    assert len(set(make.at_once(*asks))) == club.requests.count() == 1


@pytest.mark.parametrize("kind", ["stranger", "member", "moderator", "lead of another"])
def test_a_request_is_between_the_person_and_the_leads(site, club, lead, person, kind):
    asked = ask(club, person)
    others = {
        "stranger": lambda: make.member(),
        "member": lambda: make.belonging(club),
        "moderator": lambda: make.belonging(club, Role.MODERATOR),
        "lead of another": lambda: make.belonging(make.community(), Role.LEAD),
    }
    other = others[kind]()
    client = browser(other)
    assert client.get(asked.get_absolute_url()).status_code == 404
    assert client.post(asked.get_absolute_url(), {"decision": "admit"}).status_code == 404
    with pytest.raises(Refused):
        admit_to_community(asked, by=other)


def test_nobody_admits_themselves(site, club, lead, person):
    asked = ask(club, person)
    assert browser(person).post(asked.get_absolute_url(), {"decision": "admit"}).status_code == 403
    assert not Membership.objects.filter(person=person).exists()


def test_whom_the_community_is_not_for_is_not_admitted_either(club, lead, person):
    asked = ask(club, person)
    Community.objects.filter(pk=club.pk).update(levels=["city"])
    with pytest.raises(Refused, match="for people of these levels of government: City"):
        admit_to_community(asked, by=lead)


def test_each_mail_says_why_one_gets_it_and_where_to_change_that(club, lead, person, mailoutbox):
    asked = ask(club, person)
    decline_request(asked, by=lead, reason="No.")
    admit_to_community(ask(club, person), by=lead)
    remove_member(club, person, by=lead, reason="No.")
    for key in Notification.objects.order_by("pk").values_list("pk", flat=True):
        mail_notification(key)
    why = [" ".join(mail.body.partition("-- \n")[2].split()) for mail in mailoutbox]
    asking = "because you asked to join Captioners on"
    leading, gone = "because you lead Captioners on", "because you were a member of Captioners on"
    assert [any(part in each for part in (leading, asking, gone)) for each in why] == [True] * 5
    assert [leading in each for each in why] == [True, False, True, False, False]
    assert [asking in each for each in why] == [False, True, False, True, False]
    for mail in mailoutbox:
        page, _kind = mail.alternatives[0]
        for text in (mail.body, page):
            assert "/notifications/mail/" in text and "topic" not in text and "follow" not in text


def test_who_asked_agreed_to_the_guidelines_that_were_in_force_then(club, lead, person):
    publish_guidelines(club, by=None, text="Ask plainly.")
    asked = ask(club, person)
    publish_guidelines(club, by=lead, text="Ask plainly. Be kind.", asks_again=True)
    admit_to_community(asked, by=lead)
    assert Membership.objects.get(person=person).guidelines_version == 1
    assert owes_agreement(make.fresh(person), club)


def test_who_came_in_another_way_waits_no_longer(club, lead, person):
    asked = ask(club, person)
    invitation, _key = make.invitation(club, email=person.email, by=lead)
    accept_invitation(invitation, by=person)
    asked.refresh_from_db()
    assert (asked.state, asked.decided_by) == (MembershipRequest.State.WITHDRAWN, None)
    with pytest.raises(Refused, match="has withdrawn this request"):
        decline_request(asked, by=lead, reason="No.")


def test_the_latest_decision_comes_first_and_a_request_that_was_withdrawn_has_its_place(club, lead, person):
    withdraw_request(ask(club, person), by=person)
    later = ask(club, make.member())
    decline_request(later, by=lead, reason="No.")
    _waiting, page = listing.requests_page(club, 1)
    assert [each.person for each in page.items] == [later.person, person]


# --- removal ------------------------------------------------------------------------------------


def test_who_is_removed_reads_why_and_comes_back_by_asking(site, person):
    club = make.community("Open door")
    lead = make.belonging(club, Role.LEAD, name="Ruth Okafor")
    join_community(club, by=person)
    address, client = f"/communities/{club.slug}/members/{person.slug}/", browser(lead)
    assert "Write why. The person reads it." in client.post(address, {}).content.decode()
    client.post(address, {"reason": "You advertised."})
    assert not Membership.objects.filter(person=person).exists() and told(person) == ["removed"]
    gone = MembershipRequest.objects.get(person=person)
    assert "You advertised." in browser(person).get(gone.get_absolute_url()).content.decode()
    person = make.fresh(person)
    with pytest.raises(Refused, match="A lead has ended your membership of Open door. Ask to join again."):
        join_community(club, by=person)
    about = browser(person).get(f"/communities/{club.slug}/about/").content.decode()
    assert f"/communities/{club.slug}/ask/" in about
    admit_to_community(ask_to_join_community(club, by=person, answers=[]), by=lead)
    assert club.memberships.filter(person=person).exists()
    assert "community.member_removed" in verbs()


def test_only_leads_remove_and_never_the_last_lead_nor_themselves(club, lead, person):
    member, moderator = make.belonging(club), make.belonging(club, Role.MODERATOR)
    for by in (member, moderator, person):
        with pytest.raises(Refused, match="This is for the leads"):
            remove_member(club, member, by=by, reason="No.")
    with pytest.raises(Refused, match="leave the community"):
        remove_member(club, lead, by=lead, reason="No.")
    with pytest.raises(Refused, match="the last lead"):
        remove_member(club, lead, by=make.administrator(), reason="No.")
    with pytest.raises(Refused, match="Luis Ortega is no member of Captioners"):
        remove_member(club, person, by=lead, reason="No.")


def test_a_lead_whose_account_was_stopped_is_no_last_lead_and_is_removed(club, lead):
    stopped = make.belonging(club, Role.LEAD)
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    remove_member(club, stopped, by=lead, reason="Left the service.")
    assert not Membership.objects.filter(person=stopped).exists()


def test_of_two_leads_who_remove_somebody_the_second_is_told(site, club, lead, person):
    give_role(club, person, Role.MEMBER, by=None)
    form = f"/communities/{club.slug}/members/{person.slug}/"
    remove_member(club, person, by=lead, reason="You advertised.")
    assert browser(lead).post(form, {"reason": "Spam."}).status_code == 404
    assert MembershipRequest.objects.get(person=person).reason == "You advertised."


def test_the_pages_of_requests_cost_the_same_with_one_and_with_many(site, club, lead):
    decline_request(ask(club, make.member()), by=lead, reason="No.")
    ask(club, make.member())
    address, client = f"/communities/{club.slug}/requests/", browser(lead)
    few = queries(client, address)
    for _ in range(4):
        ask(club, make.member())
        decline_request(ask(club, make.member()), by=lead, reason="No.")
    assert queries(client, address) == few <= 10
    assert queries(client, MembershipRequest.objects.earliest("pk").get_absolute_url()) <= 8
