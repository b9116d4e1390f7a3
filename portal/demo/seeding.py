"""Writing the demonstration community, through the same verbs that people use."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from communities.agencies.matching import match
from communities.agencies.models import Agency
from communities.discussions.answering import accept_answer
from communities.discussions.following.following import set_community_level
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Level, Topic
from communities.discussions.writing.posting import reply, start_topic
from communities.members.editing import AUDIENCE, edit_profile
from communities.members.models import Audience, JoinRequest, Standing, User
from communities.members.welcoming import ask_to_join, join
from communities.platforms.models import Platform
from communities.spaces.guiding import publish_guidelines
from communities.spaces.inviting import invite
from communities.spaces.joining import create_community, give_role, join_community
from communities.spaces.models import Community, JoinPolicy, Role, Visibility
from communities.spaces.proposing import propose_community
from toolkits.roles import make_editor

from . import content
from .toolkits import write_toolkits

Say = Callable[[str], None]
GUIDELINES = """\
- Ask plainly, and say what you have tried.
- Speak from your own work. Say when you are not sure.
- Leave out personal data of members of the public.
- Nothing here is legal advice.
"""
EDITORS = ("ruth-okafor", "amy-tran")
VOUCHER, INVITED_TO, GUEST = "dana-whitfield", "accessibility", "pat.quinn+demo@noaa.gov"
WAITS = timedelta(days=2, hours=3)
APPLICANT = {
    "email": "wanda.ames+demo@pineridge-county.example",
    "name": "Wanda Ames",
    "title": "Deputy clerk",
    "agency_name": "Pine Ridge County",
    "explanation": "I run the county's Facebook page and its alerts. Our site is https://pineridge-county.example.",
}
PROPOSAL = {
    "name": "Emergency alerts",
    "purpose": "Warn the public quickly, plainly and in every language it reads.",
    "why": "Cities, counties and federal agencies alert the same people on one day. Six of us want to join.",
}
ADMINISTRATOR = {"email": "admin+demo@gsa.gov", "name": "Sam Keller", "title": "Site administrator"}


@transaction.atomic
def seed(say: Say) -> None:
    """Write everything, or nothing. The caller has made sure that the site is set up and empty."""
    now = timezone.now()
    people = write_people(now)
    say(f"{len(people)} members of {Agency.objects.filter(people__isnull=False).distinct().count()} agencies")
    communities = write_communities(people, now)
    say(f"{len(communities)} communities")
    topics = write_topics(people, communities, now)
    say(f"{topics} topics")
    write_arrivals(people, communities, now)
    say("one request to join, and one invitation")
    for key in EDITORS:
        make_editor(people[key])
    sections = write_toolkits(people, now)
    say(f"three toolkits with {sections} sections")


def address(entry: dict) -> str:
    """The address of an invented member: in a real domain, and marked."""
    return f"{entry['key'].replace('-', '.')}+demo@{entry['domain']}"


def write_people(now: datetime) -> dict[str, User]:
    """Make the members by their key, and the administrator."""
    people = {
        entry["key"]: _member(entry, now - timedelta(days=1000 - place))
        for place, entry in enumerate(content.people())
    }
    administrator = User.objects.create_superuser(
        ADMINISTRATOR["email"], name=ADMINISTRATOR["name"], standing=Standing.ARRIVING
    )
    administrator.emailaddress_set.create(email=administrator.email, verified=True, primary=True)
    join(administrator, name=ADMINISTRATOR["name"], title=ADMINISTRATOR["title"])
    return people


def _member(entry: dict, joined: datetime) -> User:
    person = User.objects.create_user(address(entry), slug=entry["key"], date_joined=joined)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    known = match(entry["domain"])
    join(
        person,
        name=entry["name"],
        title=entry["title"],
        bureau=known.suggested_bureau if _works_there(known) else None,
    )
    person = User.objects.get(pk=person.pk)
    edit_profile(
        person,
        by=person,
        name=entry["name"],
        expertise=entry["expertise"],
        city=entry["city"],
        state=entry["state"],
        time_zone=entry["time_zone"],
        ask_me_about=entry.get("ask_me_about", ""),
        looking_for=entry.get("looking_for", ""),
        languages=entry.get("languages", []),
        links=entry.get("links", []),
        platforms=Platform.objects.filter(slug__in=entry.get("platforms", [])),
        happy_to_help=entry.get("happy_to_help", False),
        takes_messages=entry.get("takes_messages", True),
        **_audiences(entry),
    )
    return person


def _audiences(entry: dict) -> dict[str, Audience]:
    """Who sees which part of a profile, where it is not the members."""
    chosen = dict.fromkeys(entry.get("everyone", []), Audience.EVERYONE)
    chosen |= dict.fromkeys(entry.get("nobody", []), Audience.NOBODY)
    return {f"{AUDIENCE}{part}": audience for part, audience in chosen.items()}


def _works_there(known) -> bool:
    """The registry's bureau is who registered the domain; it is taken where it has an abbreviation."""
    return bool(known.suggested_bureau and known.suggested_bureau.abbreviation)


def write_communities(people: dict[str, User], now: datetime) -> dict[str, Community]:
    """Make the communities with their leads, moderators and first members."""
    made = {}
    for position, entry in enumerate(content.communities()):
        private = entry["visibility"] == Visibility.PRIVATE
        community = create_community(
            by=None,
            leads=[people[key] for key in entry["leads"]],
            slug=entry["slug"],
            name=entry["name"],
            purpose=entry["purpose"],
            description=entry["description"],
            visibility=entry["visibility"],
            join_policy=JoinPolicy.INVITATION if private else JoinPolicy.OPEN,
            position=position,
            created_at=now - timedelta(days=1000),
        )
        publish_guidelines(community, by=None, text=GUIDELINES)
        for key in entry["leads"]:
            set_community_level(community, by=people[key], level=Level.FOLLOW)
        for key in entry.get("moderators", []):
            give_role(community, people[key], Role.MODERATOR, by=None)
        for key in entry.get("members", []):
            if key not in entry["leads"]:
                give_role(community, people[key], Role.MEMBER, by=None)
        made[entry["slug"]] = community
    return made


def write_arrivals(people: dict[str, User], communities: dict[str, Community], now: datetime) -> None:
    """Somebody from an unknown domain who waits since the day before yesterday, and an open invitation."""
    lead, place = people[VOUCHER], communities[INVITED_TO]
    person = User.objects.create_user(APPLICANT["email"], date_joined=now - WAITS)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    request = ask_to_join(
        person,
        name=APPLICANT["name"],
        title=APPLICANT["title"],
        agency_name=APPLICANT["agency_name"],
        explanation=APPLICANT["explanation"],
        voucher=lead.email,
        going_to=place.get_absolute_url(),
    )
    JoinRequest.objects.filter(pk=request.pk).update(asked_at=now - WAITS)
    invite(place, by=lead, emails=[GUEST], note="You captioned our webinar. Tell the others how!")
    publish_guidelines(
        place,
        by=lead,
        text=GUIDELINES + "- Give every picture in a post its alternative text.\n",
        changes="Pictures in posts need alternative text.",
    )
    propose_community(by=lead, **PROPOSAL)


def write_topics(people: dict[str, User], communities: dict[str, Community], now: datetime) -> int:
    """Write all topics in the order of time. Returns how many."""
    found = content.topics()
    for topic in found:
        try:
            _write_topic(topic, people, communities[topic.community], now)
        except (ValidationError, KeyError) as error:
            raise ValueError(f"{topic.path.name}: {error}") from error
    return len(found)


def _write_topic(
    entry: content.DemoTopic, people: dict[str, User], community: Community, now: datetime
) -> None:
    at = now - timedelta(days=entry.days_ago)
    first, *rest = entry.posts
    _take_part(people[entry.by], community, at)
    topic = start_topic(
        community,
        by=people[entry.by],
        kind=entry.kind,
        title=entry.title,
        source=first.text,
        tags=entry.tags,
        details={"where": entry.where} if entry.where else None,
        at=at,
    )
    posts = [topic.posts.get()]
    for post in rest:
        at = min(at + post.after, now)
        _take_part(people[post.by], community, at)
        posts.append(reply(topic, by=people[post.by], source=post.text, in_reply_to=post.to, at=at))
    _mark(entry, posts, people, community)
    if entry.answer:
        accept_answer(posts[entry.answer - 1], by=people[entry.by], at=at)
    if entry.pinned:
        Topic.objects.filter(pk=topic.pk).update(is_pinned=True)


def _take_part(person: User, community: Community, at: datetime) -> None:
    if not community.memberships.filter(person=person).exists():
        join_community(community, by=person, at=at)


def _mark(entry: content.DemoTopic, posts: list, people: dict[str, User], community: Community) -> None:
    """Give each post its helpful marks, from members of the community, always the same ones."""
    for post, said in zip(posts, entry.posts, strict=True):
        others = community.memberships.exclude(person=post.author).order_by("person__slug")
        start = len(post.source) % max(others.count() - said.helpful, 1)
        for membership in others.select_related("person")[start : start + said.helpful]:
            mark_helpful(post, by=membership.person, helpful=True)
