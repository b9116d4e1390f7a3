"""Leads invite by address: once, for a time, for one address."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.models import JoinRequest, User
from communities.members.welcoming import ask_to_join
from communities.spaces import rules
from communities.spaces.inviting import accept_invitation, invite, send_again, withdraw_invitation
from communities.spaces.joining import give_role
from communities.spaces.keys import hash_of
from communities.spaces.models import (
    Community,
    Invitation,
    JoinPolicy,
    Membership,
    Role,
    Visibility,
    removed_from,
)
from communities.spaces.requesting import remove_member
from communities.spaces.tasks import mail_invitation
from tests import make
from tests.tools import browser, jobs, queries, verbs

ABOUT = {"name": "Gil Guest", "title": "Editor", "works_as": "employee", "agree": "on"}
ASKING = {**ABOUT, "agency_name": "Smalltown", "explanation": "I post."}


@pytest.fixture
def club(db) -> Community:
    """A private community, by invitation."""
    return make.community("Captioners", visibility=Visibility.PRIVATE, join_policy=JoinPolicy.INVITATION)


@pytest.fixture
def lead(club) -> User:
    return make.belonging(club, Role.LEAD, name="Dana Whitfield")


def page_of(community: Community) -> str:
    return f"/communities/{community.slug}/invitations/"


def age(invitation: Invitation, **by) -> None:
    """Let an invitation have been sent some time ago."""
    then = timedelta(**by)
    moved = {"invited_at": invitation.invited_at - then, "expires_at": invitation.expires_at - then}
    Invitation.objects.filter(pk=invitation.pk).update(**moved)


def code() -> str:
    return re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", mail.outbox[-1].body, re.MULTILINE)[1]


# --- inviting -----------------------------------------------------------------------------------


def test_an_invitation_is_kept_recorded_and_mailed_by_the_worker(club, lead):
    invitations = invite(club, by=lead, emails=["Guest@EPA.gov", "clerk@smalltown.org"], note="Come!")
    assert [each.email for each in invitations] == ["guest@epa.gov", "clerk@smalltown.org"]
    lasts = {each.expires_at - each.invited_at for each in invitations}
    assert lasts == {timedelta(days=14)}
    assert jobs("mail_invitation") == [{"invitation_id": each.pk} for each in invitations]
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.community_id) == ("community.invited", lead, club.pk)
    assert (entry.on, entry.facts) == (club, {"invitation": invitations[1].pk})
    ledger = browser(lead).get(f"/communities/{club.slug}/ledger/").content.decode()
    assert "invited somebody" in ledger and "smalltown" not in ledger


def test_the_key_is_in_the_mail_and_only_its_hash_is_stored(club, lead, mailoutbox):
    (invitation,) = invite(club, by=lead, emails=["guest@epa.gov"], note="Come!")
    mail_invitation(invitation.pk)
    mail_invitation(invitation.pk)
    (sent,) = mailoutbox
    assert (sent.to, sent.subject) == (["guest@epa.gov"], "Dana Whitfield invites you to Captioners")
    assert "> Come!" in sent.body
    key = re.search(r"/invitations/([\w-]+)/", sent.body)[1]
    invitation.refresh_from_db()
    assert len(key) >= 40 and invitation.key_hash == hash_of(key) != key
    assert key not in str(jobs("mail_invitation"))


def test_only_leads_and_administrators_invite(club, lead):
    for person in (make.member(), make.belonging(club), make.belonging(club, Role.MODERATOR)):
        with pytest.raises(Refused, match="This is for the leads of Captioners"):
            invite(club, by=person, emails=["guest@epa.gov"])
    assert invite(club, by=make.administrator(), emails=["guest@epa.gov"])


def test_a_lead_invites_so_many_a_day_over_all_their_communities(club, lead, monkeypatch):
    monkeypatch.setattr(rules.inviting, "INVITATIONS_A_DAY", 3)
    other = make.community()
    make.give_role(other, lead, Role.LEAD, by=None)
    invite(other, by=lead, emails=["a@epa.gov", "b@epa.gov"])
    with pytest.raises(Refused, match="and 1 more today"):
        invite(club, by=lead, emails=["c@epa.gov", "d@epa.gov"])
    invite(club, by=lead, emails=["c@epa.gov"])
    with pytest.raises(Refused, match="and 0 more today"):
        invite(club, by=lead, emails=["d@epa.gov"])
    Invitation.objects.update(invited_at=timezone.now() - timedelta(days=1, minutes=1))
    assert invite(club, by=lead, emails=["d@epa.gov"])


def test_an_expired_invitation_is_renewed_and_an_open_one_left_alone(club, lead):
    invitation, _key = make.invitation(club, email="guest@epa.gov", by=lead)
    assert invite(club, by=lead, emails=["guest@epa.gov"]) == []
    age(invitation, days=15)
    (again,) = invite(club, by=lead, emails=["guest@epa.gov"])
    assert again.pk == invitation.pk and again.expires_at > timezone.now()


def test_sending_again_makes_a_new_key_and_the_old_one_is_worth_nothing(club, lead, mailoutbox):
    invitation, key = make.invitation(club, email="guest@epa.gov", by=lead)
    with pytest.raises(Refused, match="less than a day ago"):
        send_again(invitation, by=lead)
    age(invitation, days=2)
    send_again(invitation, by=lead)
    mail_invitation(invitation.pk)
    invitation.refresh_from_db()
    assert invitation.key_hash != hash_of(key) and len(mailoutbox) == 1
    assert invitation.expires_at > timezone.now() + timedelta(days=13)
    assert browser().get(f"/invitations/{key}/").status_code == 404
    assert verbs()[-1] == "community.invited_again"


def test_what_was_withdrawn_is_not_mailed_any_more(club, lead, mailoutbox):
    (invitation,) = invite(club, by=lead, emails=["guest@epa.gov"])
    withdraw_invitation(invitation, by=lead)
    mail_invitation(invitation.pk)
    assert mailoutbox == [] and verbs()[-1] == "community.invitation_withdrawn"
    with pytest.raises(Refused, match="is withdrawn"):
        withdraw_invitation(invitation, by=lead)


def test_nobody_but_the_leads_of_a_community_changes_its_invitations(site, club, lead):
    invitation, _key = make.invitation(club, by=lead)
    outsider = make.belonging(make.community(), Role.LEAD)
    for act in (withdraw_invitation, send_again):
        with pytest.raises(Refused, match="This is for the leads"):
            act(invitation, by=outsider)
    other = make.community()
    make.give_role(other, outsider, Role.LEAD, by=None)
    answer = browser(outsider).post(f"/communities/{other.slug}/invitations/{invitation.pk}/withdraw/")
    assert answer.status_code == 404


# --- the page of leads --------------------------------------------------------------------------


def test_each_bad_line_is_named_and_nothing_is_sent_or_lost(site, club, lead):
    make.invitation(club, email="open@epa.gov", by=lead)
    member = make.belonging(club)
    lines = ["good@epa.gov", "", "dana@gmail.com", "not an address", "open@epa.gov", member.email.upper()]
    client = browser(lead)
    page = client.post(page_of(club), {"emails": "\n".join(lines), "note": "Come!"}).content.decode()
    for words in (
        "Line 3: “dana@gmail.com” – gmail.com is personal mail.",
        "Line 4: “not an address” – This is not a complete e-mail address",
        "Line 5: open@epa.gov is invited already.",
        f"Line 6: {member.email} is a member of this community already.",
    ):
        assert words in page, words
    assert "good@epa.gov\n" in page and "Come!</textarea>" in page
    assert Invitation.objects.count() == 1


def test_several_lines_are_sent_at_once_and_listed(site, club, lead):
    client = browser(lead)
    answer = client.post(page_of(club), {"emails": "a@epa.gov\r\n b@epa.gov \nA@EPA.gov\n"}, follow=True)
    page = answer.content.decode()
    assert "2 invitations are on their way." in page
    assert set(Invitation.objects.values_list("email", flat=True)) == {"a@epa.gov", "b@epa.gov"}


def test_too_many_for_today_are_refused_in_the_form(site, club, lead, monkeypatch):
    monkeypatch.setattr(rules.inviting, "INVITATIONS_A_DAY", 1)
    page = browser(lead).post(page_of(club), {"emails": "a@epa.gov\nb@epa.gov"}).content.decode()
    assert "You can invite 1 people a day" in page and "a@epa.gov\nb@epa.gov</textarea>" in page


def test_the_list_shows_each_state_with_what_can_be_done(site, club, lead):
    opened, _key = make.invitation(club, email="open@epa.gov", by=lead)
    expired, _key = make.invitation(club, email="old@epa.gov", by=lead)
    age(expired, days=20)
    used, _key = make.invitation(club, email="used@epa.gov", by=lead)
    accept_invitation(used, by=make.member("Una", email="used@epa.gov"))
    gone, _key = make.invitation(club, email="gone@epa.gov", by=lead)
    withdraw_invitation(gone, by=lead)
    client = browser(lead)
    page = client.get(page_of(club)).content.decode()
    rows = {row.partition("</h3>")[0].strip(): row for row in page.split('line-row__title">')[1:]}
    assert set(rows) == {"open@epa.gov", "old@epa.gov", "used@epa.gov", "gone@epa.gov"}
    can = {email: ("Send again" in row, "/withdraw/" in row) for email, row in rows.items()}
    assert can == {
        "open@epa.gov": (False, True),  # sent a moment ago
        "old@epa.gov": (True, True),
        "used@epa.gov": (False, False),
        "gone@epa.gov": (False, False),
    }
    assert "by Una" in rows["used@epa.gov"] and "expired" in rows["old@epa.gov"]
    sent = client.post(f"{page_of(club)}{expired.pk}/again/", follow=True).content.decode()
    assert "The invitation goes to old@epa.gov again." in sent


def test_the_page_costs_the_same_with_one_invitation_and_with_thirty(site, club, lead):
    client = browser(lead)
    make.invitation(club, by=lead)
    before = queries(client, page_of(club))
    invite(club, by=lead, emails=[f"guest{n}@tx.gov" for n in range(29)])
    assert queries(client, page_of(club)) == before <= 8


# --- accepting ----------------------------------------------------------------------------------


def test_a_member_with_that_address_joins_a_private_community_by_the_link(site, club, lead):
    guest = make.member("Gil Guest", email="guest@epa.gov")
    _invitation, key = make.invitation(club, email="guest@epa.gov", by=lead)
    client = browser(guest)
    assert client.get(club.get_absolute_url()).status_code == 404
    page = client.get(f"/invitations/{key}/")
    assert page.status_code == 200 and "Join Captioners" in page.content.decode()
    assert not Membership.objects.filter(person=guest).exists()  # opening the link does nothing
    joined = client.post(f"/invitations/{key}/", follow=True)
    assert "You are a member of Captioners now." in joined.content.decode()
    assert Membership.objects.get(person=guest).role == Role.MEMBER
    assert Community.objects.get(pk=club.pk).member_count == 2
    assert verbs()[-1] == "community.invitation_accepted"
    assert client.get(f"/invitations/{key}/").headers["Location"] == club.get_absolute_url()


def test_another_address_reads_a_clear_sentence(site, club, lead):
    invitation, key = make.invitation(club, email="guest@epa.gov", by=lead)
    other = make.member(email="other@epa.gov")
    for answer in (browser(other).get(f"/invitations/{key}/"), browser(other).post(f"/invitations/{key}/")):
        page = answer.content.decode()
        assert answer.status_code == 403 and "This invitation is for another e-mail address." in page
        assert "Sign out and come back here" in page and "guest@epa.gov" not in page
    with pytest.raises(Refused, match="another e-mail address"):
        accept_invitation(invitation, by=other)


def test_what_is_used_withdrawn_or_too_old_says_so_and_the_next_step(site, club, lead):
    used, used_key = make.invitation(club, email="used@epa.gov", by=lead)
    accept_invitation(used, by=make.member(email="used@epa.gov"))
    gone, gone_key = make.invitation(club, email="gone@epa.gov", by=lead)
    withdraw_invitation(gone, by=lead)
    old, old_key = make.invitation(club, email="old@epa.gov", by=lead)
    age(old, days=14)
    for key, sentence in (
        (used_key, "It was used already. It serves once."),
        (gone_key, "It was withdrawn. Ask Dana Whitfield, who sent it."),
        (old_key, "Ask Dana Whitfield to send it again."),
    ):
        for answer in (browser().get(f"/invitations/{key}/"), browser().post(f"/invitations/{key}/")):
            assert (answer.status_code, sentence in answer.content.decode()) == (410, True), sentence
    with pytest.raises(Refused, match="too old"):
        accept_invitation(old, by=make.member(email="old@epa.gov"))
    with pytest.raises(Refused, match="was withdrawn"):
        accept_invitation(gone, by=make.member(email="gone@epa.gov"))


def test_a_link_that_is_not_whole_says_so(site):
    answer = browser().get("/invitations/nonsense/")
    assert answer.status_code == 404 and "This link leads to no invitation" in answer.content.decode()


def test_an_invitation_does_not_let_in_whom_the_community_is_not_for(club, lead):
    Community.objects.filter(pk=club.pk).update(admits_contractors=False)
    guest = make.member(email="guest@epa.gov")
    guest.profile.is_contractor = True
    guest.profile.save()
    invitation, _key = make.invitation(club, email="guest@epa.gov", by=lead)
    with pytest.raises(Refused, match="not for contractors"):
        accept_invitation(invitation, by=guest)


def test_who_was_removed_comes_back_by_a_new_invitation_and_by_no_older_one(site, club, lead):
    guest = make.member()
    old, key = make.invitation(club, email=guest.email, by=lead)
    give_role(club, guest, Role.MEMBER, by=None)
    remove_member(club, guest, by=lead, reason="Advertising.")
    page = browser(guest).post(f"/invitations/{key}/")
    assert page.status_code == 403 and "A lead has ended your membership" in page.content.decode()
    with pytest.raises(Refused, match="Ask them to invite you anew"):
        accept_invitation(old, by=make.fresh(guest))
    withdraw_invitation(old, by=lead)
    new, _key = make.invitation(club, email=guest.email, by=lead)
    accept_invitation(new, by=make.fresh(guest))
    assert club.memberships.filter(person=guest).exists()
    assert removed_from(make.fresh(guest)) == {}  # what was before is past: they are as any other member


def test_an_invitation_that_is_sent_again_after_the_removal_counts(club, lead):
    guest = make.member()
    old, _key = make.invitation(club, email=guest.email, by=lead)
    age(old, days=2)
    give_role(club, guest, Role.MEMBER, by=None)
    remove_member(club, guest, by=lead, reason="By mistake.")
    again = send_again(Invitation.objects.get(pk=old.pk), by=lead)
    assert accept_invitation(again, by=make.fresh(guest)).role == Role.MEMBER


def test_an_invited_stranger_joins_the_site_and_lands_in_the_community(site, club, lead, client):
    _invitation, key = make.invitation(club, email="guest@epa.gov", by=lead)
    door = client.post(f"/invitations/{key}/").headers["Location"]
    assert door == f"/accounts/signup/?email=guest%40epa.gov&next=%2Finvitations%2F{key}%2F"
    assert 'value="guest@epa.gov"' in client.get(door).content.decode()
    client.post("/accounts/signup/", {"email": "guest@epa.gov", "next": f"/invitations/{key}/"})
    after = client.post("/accounts/confirm-email/", {"code": code()}).headers["Location"]
    assert after == f"/invitations/{key}/"
    welcome = client.get(after).headers["Location"]
    client.get(welcome)
    answer = client.post("/welcome/", {**ABOUT, "next": f"/invitations/{key}/"}, follow=True)
    assert answer.redirect_chain[-1][0] == club.get_absolute_url()
    assert "Welcome. You are a member of Captioners now." in answer.content.decode()


def test_an_invited_member_who_is_not_signed_in_is_led_to_sign_in(site, club, lead, client):
    guest = make.member(email="guest@epa.gov")
    _invitation, key = make.invitation(club, email="guest@epa.gov", by=lead)
    door = client.post(f"/invitations/{key}/").headers["Location"]
    assert door.startswith("/accounts/login/code/?email=guest%40epa.gov")
    assert 'value="guest@epa.gov"' in client.get(door).content.decode()
    client.post("/accounts/login/code/", {"email": "guest@epa.gov", "next": f"/invitations/{key}/"})
    client.post("/accounts/login/code/confirm/", {"code": code(), "next": f"/invitations/{key}/"})
    client.get(f"/invitations/{key}/")
    assert Membership.objects.filter(person=guest, community=club).exists()


def test_who_was_invited_from_an_unknown_domain_is_vouched_for_by_who_invited_them(site, club, lead, client):
    _invitation, key = make.invitation(club, email="clerk@smalltown.org", by=lead)
    person = make.sign_in(client, make.arriving("clerk@smalltown.org"))
    page = client.get("/welcome/").content.decode()
    assert "Dana Whitfield" in page and "invited you, and so vouches for you" in page
    assert 'name="voucher"' not in page
    client.post("/welcome/", {**ASKING, "next": f"/invitations/{key}/"})
    request = JoinRequest.objects.get()
    assert (request.vouching, request.vouched_by, request.voucher) == ("vouched", lead, "")
    assert jobs("ask_voucher") == [] and person
    assert "Dana Whitfield, who invited you" in client.get("/welcome/waiting/").content.decode()
    shown = browser(make.administrator()).get(f"/people/requests/{request.pk}/").content.decode()
    assert "invited them" in shown
    waiting = client.get(f"/invitations/{key}/").content.decode()
    assert "Your request to join the site waits for a decision." in waiting


def test_an_invitation_that_has_ended_vouches_for_nobody(club, lead):
    invitation, _key = make.invitation(club, email="clerk@smalltown.org", by=lead)
    age(invitation, days=20)
    about = {key: ASKING[key] for key in ("name", "title", "agency_name", "explanation")}
    request = ask_to_join(make.arriving("clerk@smalltown.org"), **about)
    assert (request.vouching, request.vouched_by) == ("", None)


# --- at the same moment -------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_accepting_twice_at_once_makes_one_membership():
    place = make.community("Captioners", join_policy=JoinPolicy.INVITATION)
    guest = make.member(email="guest@epa.gov")
    invitation, _key = make.invitation(place, email="guest@epa.gov")
    answers = make.at_once(*[lambda: accept_invitation(invitation, by=make.fresh(guest))] * 4)
    assert sum(isinstance(answer, Membership) for answer in answers) == 1, answers
    assert all("used already" in str(answer) for answer in answers if isinstance(answer, Refused))
    assert sum(isinstance(answer, Refused) for answer in answers) == 3
    assert Community.objects.get().member_count == Membership.objects.count()


@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_somebody_accepts_does_one_or_the_other():
    place = make.community("Captioners")
    lead, guest = make.belonging(place, Role.LEAD), make.member(email="guest@epa.gov")
    invitation, _key = make.invitation(place, email="guest@epa.gov", by=lead)
    answers = make.at_once(
        lambda: accept_invitation(invitation, by=make.fresh(guest)),
        lambda: withdraw_invitation(invitation, by=make.fresh(lead)),
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1, answers
    assert Membership.objects.filter(person=guest).exists() == bool(Invitation.objects.get().accepted_at)


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_invite_the_same_address_at_once_send_one_invitation():
    place = make.community()
    leads = [make.belonging(place, Role.LEAD) for _ in range(2)]
    answers = make.at_once(
        *[lambda lead=lead: invite(place, by=make.fresh(lead), emails=["guest@epa.gov"]) for lead in leads]
    )
    assert sorted(len(answer) for answer in answers) == [0, 1], answers
    assert Invitation.objects.count() == len(jobs("mail_invitation")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_lead_with_two_windows_sends_no_more_than_allowed(monkeypatch):
    monkeypatch.setattr(rules.inviting, "INVITATIONS_A_DAY", 1)
    lead, places = make.member(), [make.community() for _ in range(2)]
    for place in places:
        make.give_role(place, lead, Role.LEAD, by=None)
    answers = make.at_once(
        *[lambda p=place: invite(p, by=make.fresh(lead), emails=["guest@epa.gov"]) for place in places]
    )
    assert sum(isinstance(answer, Refused) for answer in answers) == 1, answers
