"""How much somebody may do at once. It grows with time in good standing, and sooner for official addresses.

Pure functions: who knows the acts of somebody hands their moments over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from communities.kit.permissions import YES, Verdict, no

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """What somebody may do in one text, within an hour, and within a day."""

    posts_an_hour: int
    posts_a_day: int
    links: int  # in one text
    mentions: int  # in one text
    reports_a_day: int


NEW = Limits(posts_an_hour=10, posts_a_day=30, links=3, mentions=5, reports_a_day=5)
KNOWN = Limits(posts_an_hour=30, posts_a_day=100, links=10, mentions=15, reports_a_day=15)
TRUSTED = Limits(posts_an_hour=60, posts_a_day=300, links=30, mentions=30, reports_a_day=40)


@dataclass(frozen=True)
class Record:
    """What is known of somebody's time here."""

    joined: datetime
    posts: int = 0  # published and standing
    hidden: int = 0  # taken out of sight by moderators lately
    is_official: bool = False  # the address is a government's
    keeps_order: bool = False  # a lead, moderator or administrator


def limits_for(record: Record, now: datetime) -> Limits:
    """The limits of somebody with this record."""
    if record.keeps_order:
        return TRUSTED
    age = now - record.joined
    if record.hidden:
        return NEW
    if age >= 90 * DAY and record.posts >= 20:
        return TRUSTED
    needs_age, needs_posts = (DAY, 1) if record.is_official else (7 * DAY, 5)
    return KNOWN if age >= needs_age and record.posts >= needs_posts else NEW


def may_go_on(moments: Iterable[datetime], now: datetime, *, an_hour: int, a_day: int) -> Verdict:
    """Whether somebody who acted at these moments may act again; if not, the sentence says when they may."""
    latest = sorted(moments, reverse=True)
    for most, span in ((an_hour, HOUR), (a_day, DAY)):
        if len(latest) >= most and latest[most - 1] > now - span:
            return no(_wait(most, span, latest[most - 1] + span))
    return YES


def _wait(most: int, span: timedelta, until: datetime) -> str:
    words = (
        _("You have posted %(most)d times within an hour. Your text is kept; you can go on at %(moment)s.")
        if span == HOUR
        else _("You have posted %(most)d times within a day. Your text is kept; you can go on at %(moment)s.")
    )
    return words % {"most": most, "moment": date_format(localtime(until), "DATETIME_FORMAT")}
