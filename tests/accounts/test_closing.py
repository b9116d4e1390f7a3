"""Closing an account: who may, what goes, what stays, and what happens at the same moment."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError

from communities.accounts import rules
from communities.accounts.closing import close_account
from communities.discussions.models import Mention, Post, Revision
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.posting import reply
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.models import Message, Profile, Standing, User
from communities.members.welcoming import join
from communities.spaces.joining import leave_community
from communities.spaces.models import Membership, Role
from tests import make
from tests.accounts.tools import forgotten, proved
from tests.tools import browser, verbs

pytestmark = pytest.mark.django_db


def test_one_closes_ones_own_account_and_nobody_elses():
    dana, luis = make.member(), make.member()
    assert not rules.may_close(luis, dana)
    with pytest.raises(Refused, match="owner or an administrator"):
        close_account(dana, by=luis)
    close_account(dana, by=dana)
    dana = User.objects.get(pk=dana.pk)
    assert (dana.standing, dana.is_active, dana.name, dana.slug) == (Standing.CLOSED, False, "", None)
    assert str(dana) == "Former member"
    assert not Profile.objects.filter(person=dana).exists()
    assert not EmailAddress.objects.filter(user=dana).exists()


def test_an_administrator_closes_with_a_reason_that_the_ledger_keeps():
    dana, administrator = make.member(), make.administrator()
    with pytest.raises(ValidationError, match="Give a reason"):
        close_account(dana, by=administrator, reason="  ")
    close_account(dana, by=administrator, reason="Left the agency.")
    entry = Entry.objects.get(verb="member.closed")
    assert (entry.actor, entry.facts) == (administrator, {"reason": "Left the agency."})


def test_closing_twice_is_refused_and_written_once():
    dana = make.member()
    close_account(dana, by=dana)
    with pytest.raises(Refused, match="closed already"):
        close_account(dana, by=dana)
    assert verbs().count("member.closed") == 1


def test_the_only_lead_hands_over_first():
    community = make.community("Accessibility")
    lead = make.belonging(community, Role.LEAD)
    with pytest.raises(Refused, match="First name another lead in Accessibility"):
        close_account(lead, by=lead)
    make.belonging(community, Role.LEAD)
    close_account(lead, by=lead)
    community.refresh_from_db()
    assert community.member_count == community.memberships.count() == 1


def test_the_only_administrator_stays():
    administrator = make.administrator()
    with pytest.raises(Refused, match="only administrator"):
        close_account(administrator, by=administrator)
    make.administrator("Kim Ames")
    close_account(administrator, by=administrator)
    assert not User.objects.get(pk=administrator.pk).is_superuser


def test_who_waits_for_a_decision_can_be_closed_by_an_administrator():
    request = make.waiting()
    close_account(request.person, by=make.administrator(), reason="Asked us to.")
    request.refresh_from_db()
    assert (request.state, request.explanation) == ("withdrawn", "")


def test_posts_stay_and_are_a_former_members(site):
    topic = make.topic()
    post = make.post(topic)
    close_account(post.author, by=post.author)
    page = browser(topic.author).get(topic.get_absolute_url()).content.decode()
    assert "Use a captioner." in page
    assert "Former member" in page


def test_the_address_may_join_anew_as_somebody_else():
    dana = make.member("Dana Whitfield", email="dana@epa.gov")
    close_account(dana, by=dana)
    again = join(make.arriving("dana@epa.gov"), name="Dana Whitfield", title="Editor")
    assert again.pk != dana.pk
    assert again.slug == "dana-whitfield"


def test_a_mention_becomes_one_of_nobody_in_the_text_its_html_and_its_earlier_texts():
    topic = make.topic()
    dana = make.belonging(topic.community, name="Dana Whitfield")
    before = "Ask @dana-whitfield first. Her mail is not x@dana-whitfield.example, write `@dana-whitfield`."
    post = make.post(topic, source=before)
    edit_post(post, by=post.author, source=f"{before} Thanks.", read_source=before)
    close_account(dana, by=dana)
    forgotten()
    post.refresh_from_db()
    assert post.source.count("@former-member") == 2
    assert post.source.count("dana-whitfield") == 1  # part of an address that somebody typed
    assert "Dana" not in post.html
    assert "former-member" in Revision.objects.get().source
    assert not Mention.objects.exists()


def test_whoever_gets_the_name_later_is_not_named_by_old_texts():
    topic = make.topic()
    dana = make.belonging(topic.community, name="Dana Whitfield")
    post = make.post(topic, source="Ask @dana-whitfield.")
    close_account(dana, by=dana)
    other = make.belonging(topic.community, name="Dana Whitfield")
    later = make.post(topic, source="Welcome, @dana-whitfield!")
    forgotten()
    post.refresh_from_db()
    edit_post(post, by=post.author, source=f"{post.source} Thanks.", read_source=post.source)
    assert list(Mention.objects.values_list("post", "person")) == [(later.pk, other.pk)]


def test_nobody_is_called_former_member():
    assert make.member("Former Member").slug != "former-member"


def test_a_message_stays_for_the_other_one_until_both_have_closed():
    dana, luis = make.member(), make.member()
    Message.objects.create(sender=dana, recipient=luis, subject="Captions", text="How?")
    close_account(dana, by=dana)
    assert Message.objects.count() == 1
    close_account(luis, by=luis)
    assert Message.objects.count() == 0


def test_the_address_gets_a_last_mail(django_capture_on_commit_callbacks):
    dana = make.member()
    with django_capture_on_commit_callbacks(execute=True):
        close_account(dana, by=dana)
    (letter,) = mail.outbox
    assert letter.to == [dana.email]
    assert "closed" in letter.subject


def test_every_session_ends():
    dana = make.member()
    here, there = proved(dana), browser(dana)
    assert there.get("/account/").status_code == 200
    here.post("/account/close/", {"sure": "on"})
    assert here.get("/account/").status_code == there.get("/account/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_closing_while_posting_leaves_either_a_post_of_a_former_member_or_none():
    for _round in range(4):
        topic = make.topic()
        dana = make.belonging(topic.community)
        posted, closed = make.at_once(
            lambda t=topic, p=dana: reply(t, by=p, source="Use a captioner."),
            lambda p=dana: close_account(p, by=p),
        )
        assert closed is None
        assert isinstance(posted, Post | Refused)
        forgotten()
        assert User.objects.get(pk=dana.pk).standing == Standing.CLOSED
        assert not dana.reading_positions.exists()
        assert topic.posts.count() == (2 if isinstance(posted, Post) else 1)


@pytest.mark.django_db(transaction=True)
def test_closing_while_being_mentioned_leaves_no_name():
    for number in range(4):
        topic = make.topic()
        dana = make.belonging(topic.community, name=f"Dana Whitfield{number}")
        mentioned, closed = make.at_once(
            lambda t=topic, p=dana: reply(t, by=t.author, source=f"Ask @{p.slug}."),
            lambda p=dana: close_account(p, by=p),
        )
        assert closed is None
        forgotten()
        mentioned.refresh_from_db()
        assert "Whitfield" not in mentioned.html
        assert not Mention.objects.filter(person=dana).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_leads_who_go_at_once_one_stays():
    community = make.community()
    first, second = (make.belonging(community, Role.LEAD) for _lead in range(2))
    answers = make.at_once(
        lambda: close_account(first, by=first), lambda: leave_community(community, by=second)
    )
    assert sum(isinstance(each, Refused) for each in answers) == 1
    assert Membership.objects.filter(community=community, role=Role.LEAD).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_are_mentioned_together_close_at_once():
    topic = make.topic()
    people = [make.belonging(topic.community, name=name) for name in ("Dana Whitfield", "Luis Ortega")]
    make.post(topic, source="Ask @dana-whitfield or @luis-ortega.")
    assert make.at_once(*(lambda p=p: close_account(p, by=p) for p in people)) == [None, None]
    forgotten()
    assert topic.posts.last().html.count("@former-member") == 2
