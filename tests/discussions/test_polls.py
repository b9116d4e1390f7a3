"""A poll in a topic: making it, voting, changing one's vote, closing it, and what is shown of it to whom."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from communities.accounts.closing import close_account
from communities.discussions.arranging.moving import show_also_in
from communities.discussions.data import data_of
from communities.discussions.models import Poll, Topic, Vote
from communities.discussions.polls.polling import close_poll, start_poll, vote
from communities.discussions.polls.reading import poll_view
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.members.models import User
from communities.spaces.joining import leave_community
from communities.spaces.models import Role, Visibility
from tests import make
from tests.accounts.tools import forgotten
from tests.tools import browser, queries, verbs

OPTIONS = ["Instagram", "X", "YouTube"]


@pytest.fixture
def topic(db):
    return make.topic(make.community("Captioners"))


@pytest.fixture
def poll(topic):
    return start_poll(topic, by=topic.author, question="Which one next?", options=OPTIONS)


def view(poll: Poll, person):
    return poll_view(Topic.objects.select_related("community", "poll").get(pk=poll.topic_id), person)


def votes(poll: Poll) -> list[list[int]]:
    return list(poll.votes.order_by("pk").values_list("choices", flat=True))


def test_who_started_a_topic_or_a_keeper_adds_one_poll_to_it(topic):
    with pytest.raises(Refused, match="adds a poll"):
        start_poll(topic, by=make.belonging(topic.community), question="Which?", options=OPTIONS)
    poll = start_poll(topic, by=topic.author, question=" Which  one? ", options=[" A ", "", "B"])
    assert (poll.question, poll.options, poll.is_closed) == ("Which one?", ["A", "B"], False)
    assert verbs()[-1] == "poll.started"
    with pytest.raises(Refused, match="has a poll already"):
        keeper = make.belonging(topic.community, Role.MODERATOR)
        start_poll(topic, by=keeper, question="Which?", options=OPTIONS)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"options": ["One"]}, "2 to 10 options; there are 1"),
        ({"options": [str(n) for n in range(11)]}, "there are 11"),
        ({"options": ["Same", "same"]}, "Two options are the same"),
        ({"options": ["A", "B" * 151]}, "150 characters"),
        ({"question": " "}, "Ask something"),
        ({"closes_at": timezone.now() - timedelta(days=1)}, "in the future"),
    ],
)
def test_what_is_no_poll_is_said_in_words(topic, wrong, words):
    with pytest.raises(ValidationError, match=words):
        start_poll(topic, by=topic.author, **{"question": "Which?", "options": OPTIONS, **wrong})
    assert not Poll.objects.exists()


def test_a_member_votes_once_and_changes_the_vote(poll):
    voter = make.belonging(poll.topic.community)
    vote(poll, by=voter, choices=[1])
    vote(poll, by=voter, choices=[2])
    assert votes(poll) == [[2]]


def test_several_are_chosen_only_where_the_poll_says_so(topic, poll):
    other = make.topic(topic.community)
    several = start_poll(other, by=other.author, question="Which?", options=OPTIONS, is_multiple=True)
    voter = make.belonging(topic.community)
    vote(several, by=voter, choices=[2, 0, 2])
    assert votes(several) == [[0, 2]]
    for choices in ([0, 1], [], [3], [-1]):
        with pytest.raises(ValidationError):
            vote(poll, by=voter, choices=choices)
    assert votes(poll) == []


def test_who_may_not_write_in_the_community_does_not_vote(poll):
    with pytest.raises(Refused, match="Join Captioners"):
        vote(poll, by=make.member(), choices=[0])
    with pytest.raises(Refused, match="closes it"):
        close_poll(poll, by=make.belonging(poll.topic.community))


@pytest.mark.parametrize("way", ["by hand", "by its time"])
def test_in_a_closed_poll_nobody_votes_and_everybody_sees_the_results(poll, way):
    voter = make.belonging(poll.topic.community)
    vote(poll, by=voter, choices=[0])
    if way == "by hand":
        close_poll(poll, by=poll.topic.author)
        assert verbs()[-1] == "poll.closed"
    else:
        Poll.objects.update(closes_at=timezone.now())
    for act in (lambda: vote(poll, by=voter, choices=[1]), lambda: close_poll(poll, by=poll.topic.author)):
        with pytest.raises(Refused, match="This poll is closed"):
            act()
    assert [option.votes for option in view(poll, None).options] == [1, 0, 0]


def test_results_are_shown_to_whom_voted_and_to_nobody_else_before_it_closes(poll):
    one, two, three = (make.belonging(poll.topic.community) for _ in range(3))
    vote(poll, by=one, choices=[0])
    vote(poll, by=two, choices=[0])
    vote(poll, by=three, choices=[2])
    seen = view(poll, one)
    assert [(each.votes, each.percent, each.is_mine) for each in seen.options] == [
        (2, 67, True),
        (0, 0, False),
        (1, 33, False),
    ]
    for person in (None, poll.topic.author, make.administrator()):
        unseen = view(poll, person)
        assert not unseen.may_see_results and unseen.voters == 3
        assert [(each.votes, each.percent, each.is_mine) for each in unseen.options] == [(0, 0, False)] * 3


@pytest.mark.django_db(transaction=True)
def test_a_vote_that_is_sent_twice_at_once_counts_once():
    topic = make.topic()
    poll = start_poll(topic, by=topic.author, question="Which?", options=OPTIONS)
    voter = make.belonging(topic.community)
    outcome = make.at_once(*(lambda n=n: vote(poll, by=make.fresh(voter), choices=[n % 3]) for n in range(6)))
    assert all(isinstance(each, Vote) for each in outcome), outcome
    assert Vote.objects.count() == 1 and view(poll, voter).voters == 1


@pytest.mark.django_db(transaction=True)
def test_votes_while_a_poll_is_closed_are_counted_or_refused():
    topic = make.topic()
    poll = start_poll(topic, by=topic.author, question="Which?", options=OPTIONS)
    people = [make.belonging(topic.community) for _each in range(4)]
    closed, *outcome = make.at_once(
        lambda: close_poll(poll, by=make.fresh(topic.author)),
        *(lambda by=by: vote(poll, by=make.fresh(by), choices=[0]) for by in people),
    )
    assert isinstance(closed, Poll) and all(isinstance(each, Vote | Refused) for each in outcome), outcome
    counted = sum(isinstance(each, Vote) for each in outcome)
    assert [option.votes for option in view(poll, None).options] == [counted, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_two_who_add_a_poll_at_once_add_one():
    topic = make.topic()
    boss = make.administrator()
    outcome = make.at_once(
        *[lambda: start_poll(topic, by=make.fresh(boss), question="Which?", options=OPTIONS)] * 2
    )
    assert sum(isinstance(each, Refused) for each in outcome) == 1 and Poll.objects.count() == 1


def test_the_vote_of_a_closed_account_still_counts_and_names_nobody(site, poll):
    leaves, stays = (make.belonging(poll.topic.community, name=name) for name in ("Dana W", "Luis O"))
    for person in (leaves, stays):
        vote(poll, by=person, choices=[1])
    close_account(leaves, by=leaves)
    forgotten()
    seen = view(poll, make.fresh(stays))
    assert (seen.voters, seen.options[1].votes) == (2, 2)
    page = browser(stays).get(poll.topic.get_absolute_url()).content.decode()
    assert "2 votes, 100%" in page and "Dana W" not in page
    assert not User.objects.filter(votes__poll=poll, name="Dana W").exists()


def test_who_left_the_community_votes_no_more_and_the_vote_still_counts(poll):
    voter = make.belonging(poll.topic.community)
    vote(poll, by=voter, choices=[0])
    leave_community(poll.topic.community, by=voter)
    with pytest.raises(Refused, match="Join Captioners"):
        vote(poll, by=make.fresh(voter), choices=[1])
    assert votes(poll) == [[0]] and view(poll, None).voters == 1


# --- pages ----------------------------------------------------------------------------------------


def test_a_poll_is_added_voted_in_and_closed_in_the_browser(site, topic):
    author, voter = browser(topic.author), browser(make.belonging(topic.community))
    form = author.get(f"/topics/{topic.pk}/poll/").content.decode()
    assert "44 U.S.C. 3501–3521" in form and "survey the public" in form
    sent = {"question": "Which one next?", "options": "Instagram\nX\n\nYouTube", "closes_on": ""}
    response = author.post(f"/topics/{topic.pk}/poll/", sent)
    assert response.headers["Location"] == f"{topic.get_absolute_url()}#poll"
    poll = Poll.objects.get()
    address = topic.get_absolute_url()
    page = voter.get(address).content.decode()
    assert 'type="radio"' in page and "You see the results when you have voted" in page
    wrong = voter.post(f"/polls/{poll.pk}/vote/", {})
    assert wrong.status_code == 422 and "Choose one of the options." in wrong.content.decode()
    page = voter.post(f"/polls/{poll.pk}/vote/", {"choices": "1"}, follow=True).content.decode()
    assert "1 vote, 100%" in page and "your choice" in page and "Change my vote" in page
    assert 'value="1" class="usa-radio__input"' in voter.get(f"/polls/{poll.pk}/vote/").content.decode()
    page = author.post(f"/polls/{poll.pk}/close/", follow=True).content.decode()
    assert "The poll is closed." in page and "1 vote, 100%" in page
    assert "1 vote, 100%" in browser().get(address).content.decode()


def test_what_is_wrong_with_a_poll_stands_beside_its_field_and_what_was_typed_stays(site, topic):
    sent = {"question": "Which one?", "options": "Only one", "closes_on": "2020-01-01"}
    response = browser(topic.author).post(f"/topics/{topic.pk}/poll/", sent)
    page = response.content.decode()
    assert (
        response.status_code == 422 and "there are 1 now" in page and "Choose today or a later day." in page
    )
    assert "Only one</textarea>" in page and not Poll.objects.exists()


def test_a_page_with_a_poll_costs_one_query_more(site, topic, poll):
    voter = make.belonging(topic.community)
    vote(poll, by=voter, choices=[0])
    with_poll = queries(browser(voter), topic.get_absolute_url())
    without = queries(browser(voter), make.topic(topic.community).get_absolute_url())
    assert with_poll <= without + 1 <= 9


def test_a_poll_of_a_private_community_is_for_nobody_else(site):
    topic = make.topic(make.community(visibility=Visibility.PRIVATE))
    poll = start_poll(topic, by=topic.author, question="Heliotrope?", options=OPTIONS)
    stranger = browser(make.member())
    assert stranger.get(f"/polls/{poll.pk}/vote/").status_code == 404
    assert stranger.post(f"/polls/{poll.pk}/vote/", {"choices": "0"}).status_code == 404
    assert stranger.post(f"/polls/{poll.pk}/close/").status_code == 404


@pytest.mark.parametrize("sent", [["0", "1"], ["3"], ["-1"], ["x"], [""]])
def test_a_vote_that_was_tampered_with_is_refused_in_words_and_counts_nothing(site, poll, sent):
    """Several in a poll for one, an option of another poll, and what is none."""
    voter = browser(make.belonging(poll.topic.community))
    answer = voter.post(f"/polls/{poll.pk}/vote/", {"choices": sent})
    assert answer.status_code == 422 and "Choose one" in answer.content.decode().partition("usa-error")[2]
    assert votes(poll) == []


@pytest.mark.parametrize("sent", [["0", "3"], ["0", "x"]])
def test_where_several_may_be_chosen_each_must_be_an_option(site, topic, sent):
    several = start_poll(topic, by=topic.author, question="Which?", options=OPTIONS, is_multiple=True)
    voter = browser(make.belonging(topic.community))
    assert voter.post(f"/polls/{several.pk}/vote/", {"choices": sent}).status_code == 422
    assert votes(several) == []
    voter.post(f"/polls/{several.pk}/vote/", {"choices": ["0", "2"]})
    assert votes(several) == [[0, 2]]


def test_the_page_says_who_may_vote(site, topic, poll):
    page = browser().get(topic.get_absolute_url()).content.decode()
    assert "Who may write in Captioners may vote, once." in page and "Nobody sees who voted for what." in page
    other = make.community("Designers")
    show_also_in(topic, by=make.administrator(), other=other)
    assert "in Captioners or Designers may vote" in browser().get(topic.get_absolute_url()).content.decode()
    vote(poll, by=make.belonging(other), choices=[0])


def test_a_poll_closes_at_the_end_of_the_day_where_who_made_it_is(site, topic):
    person = topic.author
    person.profile.time_zone = "Pacific/Honolulu"
    person.profile.save()
    day = timezone.localdate(timezone=ZoneInfo("Pacific/Honolulu")) + timedelta(days=30)
    sent = {"question": "Which?", "options": "A\nB", "closes_on": day.isoformat()}
    assert browser(person).post(f"/topics/{topic.pk}/poll/", sent).status_code == 302
    closes = Poll.objects.get().closes_at.astimezone(ZoneInfo("Pacific/Honolulu"))
    assert (closes.date(), closes.hour, closes.minute) == (day, 23, 59)
    here = browser(person).get(topic.get_absolute_url()).content.decode()
    there = browser().get(topic.get_absolute_url()).content.decode()
    assert "11:59 p.m. HST" in here and "HST" not in there and re.search(r"[45]:59 a\.m\. E[SD]T", there)


def test_until_it_closes_no_page_feed_or_download_says_what_was_voted_to_who_has_not(site, topic):
    options = ["Heliotrope", "Vermilion"]
    poll = start_poll(topic, by=topic.author, question="Which colour?", options=options)
    for person in (make.belonging(topic.community) for _each in range(7)):
        vote(poll, by=person, choices=[1])
    reader = make.belonging(topic.community)
    for person in (None, reader, topic.author, make.administrator()):
        client, place = browser(person), topic.community.slug
        pages = [topic.get_absolute_url(), f"/topics/{topic.pk}/feed/", f"/communities/{place}/"]
        pages += [f"/communities/{place}/feed/"] + ([f"/polls/{poll.pk}/vote/"] if person == reader else [])
        for page in pages:
            words = client.get(page).content.decode()
            assert "100%" not in words and "poll__bar" not in words and "7 votes" not in words, page
    rows = {part.key: list(part.rows()) for part in data_of(topic.author) if part.key in ("votes", "polls")}
    assert rows["votes"] == [] and rows["polls"][0]["options"] == options
    assert set(rows["polls"][0]) == {"question", "options", "begun", "address"}
    assert not Document.objects.filter(body__contains="Vermilion").exists()
