"""A case that waits longer than a working day is mailed about, once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from communities.moderation.models import Case
from communities.moderation.reminding import due_since, remind
from communities.moderation.reporting import report_post
from communities.spaces.models import Role
from tests import make

WEDNESDAY = datetime(2026, 5, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize(("days_later", "since"), [(0, 5), (5, 8), (4, 7), (3, 7)])
def test_weekends_do_not_count(days_later, since):
    assert due_since(WEDNESDAY + timedelta(days=days_later)).day == since


def test_those_who_keep_order_are_mailed_once(db, mailoutbox):
    post = make.post(make.topic())
    lead = make.belonging(post.topic.community, Role.LEAD)
    report_post(post, by=make.member(), worry="spam")
    mailoutbox.clear()
    assert remind() == 0
    Case.objects.update(opened_at=timezone.now() - timedelta(days=5))
    assert (remind(), remind()) == (1, 0)
    assert [mail.to for mail in mailoutbox] == [[lead.email]]
    assert post.topic.title not in mailoutbox[0].body
