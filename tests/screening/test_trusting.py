"""How much somebody may do: more with time in good standing, and the sentence says when one may go on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from communities.discussions.models import Post
from communities.discussions.writing import screening
from communities.screening.trusting import KNOWN, NEW, TRUSTED, Record, limits_for, may_go_on
from communities.spaces.models import Role
from tests import make
from tests.tools import browser

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("days", "more", "limits"),
    [
        (0, {}, NEW), (400, {}, NEW), (8, {"posts": 5}, KNOWN), (8, {"posts": 4}, NEW),
        (6, {"posts": 50}, NEW),
        (2, {"posts": 1, "is_official": True}, KNOWN), (0, {"posts": 1, "is_official": True}, NEW),
        (91, {"posts": 20}, TRUSTED), (91, {"posts": 19}, KNOWN), (91, {"posts": 500, "hidden": 1}, NEW),
        (0, {"keeps_order": True}, TRUSTED),
    ],
)  # fmt: skip
def test_limits_grow_with_time_in_good_standing(days, more, limits):
    now = timezone.now()
    assert limits_for(Record(joined=now - days * DAY, **more), now) == limits


def test_the_limits_only_ever_grow():
    for name in ("posts_an_hour", "posts_a_day", "links", "mentions", "reports_a_day"):
        assert getattr(NEW, name) < getattr(KNOWN, name) < getattr(TRUSTED, name)


def test_the_sentence_says_when_one_may_go_on():
    now = timezone.now()
    three = [now - timedelta(minutes=50), now - timedelta(minutes=40), now - timedelta(minutes=5)]
    assert may_go_on(three, now, an_hour=4, a_day=10)
    assert "within an hour" in may_go_on(three, now, an_hour=3, a_day=10).sentence
    assert may_go_on(three, now + timedelta(minutes=11), an_hour=3, a_day=10)
    assert "within a day" in may_go_on(three, now + 5 * HOUR, an_hour=3, a_day=3).sentence
    assert may_go_on([], now, an_hour=1, a_day=1)


def flood(topic, person, count):
    at = timezone.now() - timedelta(minutes=5)
    rows = [
        Post(topic=topic, number=100 + n, author=person, source="x", renderer_version=1, created_at=at)
        for n in range(count)
    ]
    Post.objects.bulk_create(rows)


@pytest.mark.django_db
def test_who_has_posted_much_is_told_when_to_go_on_and_keeps_the_text(site):
    topic = make.topic()
    person = make.belonging(topic.community)
    flood(topic, person, NEW.posts_an_hour)
    assert not screening.pace_of(person, topic.community)
    typed = {"body": "One more thing to say.", "submission": "7c9e6679-7425-40de-944b-e07fc1f90ae7"}
    page = browser(person).post(f"/topics/{topic.pk}/reply/", typed).content.decode()
    assert "you can go on at" in page and typed["body"] in page
    assert not Post.objects.filter(source=typed["body"]).exists()


@pytest.mark.django_db
def test_limits_are_those_of_who_acts(site):
    topic = make.topic()
    lead, person = make.belonging(topic.community, Role.LEAD), make.belonging(topic.community)
    flood(topic, person, NEW.posts_an_hour)
    assert screening.limits_of(lead, topic.community) == TRUSTED
    assert screening.pace_of(lead, topic.community)
