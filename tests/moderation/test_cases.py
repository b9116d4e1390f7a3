"""Reports, cases, decisions, appeals, suspensions: who may, what follows, and two at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.discussions.models import Post
from communities.discussions.writing.posting import reply
from communities.kit.permissions import Refused
from communities.members.models import Suspension
from communities.moderation import listing, rules
from communities.moderation.appealing import appeal, mend
from communities.moderation.deciding import Judgment, decide, take_back
from communities.moderation.handling import merge_cases, pass_on, take_case
from communities.moderation.models import UNDO_WITHIN, Case, Decision, Report
from communities.moderation.reporting import open_held, report_post
from communities.notifications.models import Kind, Notification
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import verbs

HIDE = Judgment(outcome="hide", reason="It names a private person.")
KEEP = Judgment(outcome="keep", reason="It is fine.")
WEEK = Judgment(outcome="hide", reason="Again.", notice="community", days=7)


@pytest.fixture
def post(db) -> Post:
    return make.post(make.topic(make.community("Captioners", slug="captioners")), source="Call Jo at home.")


@pytest.fixture
def lead(post):
    return make.belonging(post.topic.community, Role.LEAD, name="Lea Lead")


@pytest.fixture
def moderator(post):
    return make.belonging(post.topic.community, Role.MODERATOR, name="Mo Moderator")


@pytest.fixture
def case(post) -> Case:
    return report_post(post, by=make.member(), worry="abuse").case


def test_all_reports_that_wait_on_one_post_are_one_case_and_weigh_more(post, case):
    report_post(post, by=make.member(), worry="personal")
    assert Case.objects.get().reports.count() == 2
    assert Case.objects.get().weight > case.weight


def test_nobody_reports_twice_nor_their_own_post_nor_what_they_do_not_see(post):
    person = make.member()
    report_post(post, by=person, worry="spam")
    with pytest.raises(Refused, match="already"):
        report_post(post, by=person, worry="spam")
    with pytest.raises(Refused, match="You wrote"):
        report_post(post, by=post.author, worry="spam")
    closed = make.post(make.topic(make.community(visibility=Visibility.PRIVATE)))
    with pytest.raises(Refused):
        report_post(closed, by=person, worry="spam")


def test_only_those_who_keep_order_there_see_a_case_and_nobody_one_about_themselves(post, case, lead):
    elsewhere = make.belonging(make.community(), Role.LEAD)
    make.give_role(post.topic.community, post.author, Role.MODERATOR, by=None)
    for person in (elsewhere, post.author, make.belonging(post.topic.community)):
        assert not Case.objects.visible_to(person).exists()
        assert listing.waiting_for(person)[0] == 0
        with pytest.raises(Refused):
            decide(case, HIDE, by=person)
    assert Case.objects.visible_to(lead).get() == case
    assert Case.objects.visible_to(make.administrator()).get() == case


def test_a_decision_hides_the_post_and_tells_the_author_and_who_reported_it(post, case, lead):
    decide(case, HIDE, by=lead)
    assert Post.objects.get(pk=post.pk).hidden_reason == HIDE.reason
    told = Notification.objects.filter(kind__in=[Kind.JUDGED, Kind.OUTCOME])
    assert {(note.person_id, note.kind) for note in told} == {
        (post.author_id, Kind.JUDGED),
        (Report.objects.get().by_id, Kind.OUTCOME),
    }
    assert "case.decided" in verbs()


def test_without_a_reason_nothing_is_decided(post, case, lead):
    with pytest.raises(ValidationError):
        decide(case, Judgment(outcome="hide", reason="  "), by=lead)
    assert not Post.objects.get(pk=post.pk).is_hidden and not Decision.objects.exists()


def test_the_second_reads_what_the_first_decided(case, lead, moderator):
    decide(case, HIDE, by=lead)
    with pytest.raises(Refused, match="Lea Lead has already decided this: Hide the post"):
        decide(case, KEEP, by=moderator)


def test_a_suspended_member_reads_but_does_not_write_until_it_ends(post, case, lead):
    decide(case, WEEK, by=lead)
    with pytest.raises(Refused, match="not write there until .* Again"):
        reply(post.topic, by=post.author, source="But still.")
    assert post.topic in type(post.topic).objects.visible_to(post.author)
    began = timezone.now() - timedelta(days=8)
    Suspension.objects.update(since=began, until=began + timedelta(days=7))
    assert reply(post.topic, by=post.author, source="I am back.")


def test_a_suspension_from_one_community_leaves_the_others(post, case, lead):
    other = make.topic()
    make.give_role(other.community, post.author, Role.MEMBER, by=None)
    decide(case, WEEK, by=lead)
    assert reply(other, by=post.author, source="Elsewhere I may.")


def test_only_administrators_suspend_from_the_site(post, case, lead):
    whole = Judgment(outcome="remove", reason="Fraud.", notice="site")
    with pytest.raises(Refused, match="Only administrators"):
        decide(case, whole, by=lead)
    decide(case, whole, by=make.administrator())
    with pytest.raises(Refused, match="any more"):
        make.topic(make.community(), by=make.fresh(post.author))


def test_a_moderator_does_not_suspend_a_lead(case, post, moderator):
    make.give_role(post.topic.community, post.author, Role.LEAD, by=None)
    with pytest.raises(Refused, match="decides that"):
        decide(case, WEEK, by=moderator)


def test_taking_back_shows_the_post_and_ends_the_suspension_within_a_week(post, case, lead, moderator):
    decision = take_back(decide(case, WEEK, by=lead), by=moderator)
    assert not Post.objects.get(pk=post.pk).is_hidden
    assert reply(post.topic, by=make.fresh(post.author), source="Thank you.")
    with pytest.raises(Refused, match="already taken"):
        take_back(decision, by=lead)
    Decision.objects.update(at=timezone.now() - UNDO_WITHIN - timedelta(hours=1), undone_at=None)
    assert "for a week" in rules.may_take_back(lead, Decision.objects.get()).sentence


def test_one_appeals_once_and_another_decides_it(post, case, lead, moderator):
    decision = decide(case, HIDE, by=lead)
    made = appeal(decision, by=post.author, words="It names nobody.")
    with pytest.raises(Refused, match="once"):
        appeal(decision, by=post.author, words="Again.")
    with pytest.raises(Refused, match="your own decision"):
        decide(made, Judgment(outcome="overturn", reason="True."), by=lead)
    decide(made, Judgment(outcome="overturn", reason="True."), by=moderator)
    assert not Post.objects.get(pk=post.pk).is_hidden
    assert Decision.objects.get(pk=decision.pk).is_undone


def test_a_returned_post_is_mended_and_shown_when_a_moderator_has_looked(post, case, lead):
    decision = decide(case, Judgment(outcome="return", reason="Take the name out."), by=lead)
    again = mend(decision, by=post.author, source="Call somebody.")
    assert Post.objects.get(pk=post.pk).is_hidden
    decide(again, KEEP, by=lead)
    shown = Post.objects.get(pk=post.pk)
    assert not shown.is_hidden and shown.source == "Call somebody." and shown.revisions.count() == 1


def test_a_held_post_is_published_by_a_decision(post, lead):
    Post.objects.filter(pk=post.pk).update(held_at=timezone.now())
    assert listing.held_posts(lead) == [post]
    decide(open_held(post, by=lead), KEEP, by=lead)
    assert not Post.objects.get(pk=post.pk).is_held and listing.held_posts(lead) == []


def test_cases_are_taken_passed_on_and_merged(post, case, lead, moderator):
    take_case(case, by=lead)
    with pytest.raises(ValidationError, match="Lea Lead works"):
        take_case(case, by=moderator)
    assert pass_on(case, by=lead, to=moderator).assignee == moderator
    other = make.post(post.topic, by=post.author)
    second = report_post(other, by=make.member(), worry="spam").case
    merge_cases(second, case, by=lead)
    decide(case, KEEP, by=lead)
    assert Notification.objects.filter(kind=Kind.OUTCOME).count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_decide_at_once_and_one_decision_stands(post, case, lead, moderator):
    answers = make.at_once(lambda: decide(case, HIDE, by=lead), lambda: decide(case, KEEP, by=moderator))
    assert sorted(type(each).__name__ for each in answers) == ["Decision", "Refused"]
    assert Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_report_while_it_is_decided_is_answered_or_waits_in_a_case_of_its_own(post, case, lead):
    person = make.member()
    make.at_once(lambda: decide(case, KEEP, by=lead), lambda: report_post(post, by=person, worry="spam"))
    report = Report.objects.get(by=person)
    answered = Notification.objects.filter(kind=Kind.OUTCOME, person=person).exists()
    assert answered != report.case.is_open


@pytest.mark.django_db(transaction=True)
def test_an_appeal_while_the_decision_is_taken_back_leaves_nothing_open(post, case, lead, moderator):
    decision = decide(case, HIDE, by=lead)
    make.at_once(
        lambda: appeal(decision, by=post.author, words="No."), lambda: take_back(decision, by=moderator)
    )
    assert not Case.objects.open().exists() and not Post.objects.get(pk=post.pk).is_hidden
