"""Writing the demonstration community, through the same verbs that people use."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from communities.agencies.matching import match
from communities.agencies.models import Agency
from communities.discussions.following.following import set_community_level
from communities.discussions.models import Level
from communities.members.editing import AUDIENCE, edit_profile
from communities.members.models import Audience, Standing, User
from communities.members.welcoming import join
from communities.platforms.models import Platform
from communities.spaces.changing import archive_community
from communities.spaces.guiding import publish_guidelines
from communities.spaces.joining import create_community, give_role
from communities.spaces.models import Community, JoinPolicy, Role, Visibility
from toolkits.roles import make_editor

from . import content
from .discussions import write_topics
from .happenings import write_happenings
from .toolkits import write_toolkits

Say = Callable[[str], None]
EDITORS = ("ruth-okafor", "amy-tran")
ADMINISTRATOR = {"email": "admin+demo@gsa.gov", "name": "Sam Keller", "title": "Site administrator"}
BEGAN = timedelta(days=1400)  # how long ago the first members joined


@transaction.atomic
def seed(say: Say) -> None:
    """Write everything, or nothing. The caller has made sure that the site is set up and empty."""
    now = timezone.now()
    people = write_people(now)
    say(f"{len(people)} members of {Agency.objects.filter(people__isnull=False).distinct().count()} agencies")
    communities = write_communities(people, now)
    say(f"{len(communities)} communities")
    topics = write_topics(people, communities, now)
    say(f"{len(topics)} topics")
    people["administrator"] = User.objects.get(email=ADMINISTRATOR["email"])
    write_happenings(people, communities, topics, now)
    archive(people, communities)
    say("polls, posts that wait, drafts, requests to join, an invitation and a proposal")
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
        entry["key"]: _member(entry, now - BEGAN + timedelta(days=place))
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
        usual = JoinPolicy.INVITATION if entry["visibility"] == Visibility.PRIVATE else JoinPolicy.OPEN
        community = create_community(
            by=None,
            leads=[people[key] for key in entry["leads"]],
            slug=entry["slug"],
            name=entry["name"],
            purpose=entry["purpose"],
            description=entry["description"],
            visibility=entry["visibility"],
            join_policy=entry.get("join_policy", usual),
            questions=entry.get("questions", []),
            position=position,
            created_at=now - BEGAN,
        )
        publish_guidelines(community, by=None, text=content.happenings()["guidelines"]["first"])
        for key in entry["leads"]:
            set_community_level(community, by=people[key], level=Level.FOLLOW)
        for key in entry.get("moderators", []):
            give_role(community, people[key], Role.MODERATOR, by=None)
        for key in entry.get("members", []):
            if key not in entry["leads"]:
                give_role(community, people[key], Role.MEMBER, by=None)
        made[entry["slug"]] = community
    return made


def archive(people: dict[str, User], communities: dict[str, Community]) -> None:
    """Close the communities whose work is done, when all was said in them."""
    for entry in content.communities():
        if entry.get("archived"):
            archive_community(communities[entry["slug"]], by=people[entry["leads"][0]])
