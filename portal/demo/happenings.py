"""What happens in the demonstration beside topics and replies, as content/happenings.yaml says it."""

from datetime import datetime, timedelta

from communities.discussions.arranging.arranging import lock_topic, pin_topic, retag_topic
from communities.discussions.arranging.duplicating import close_as_duplicate
from communities.discussions.arranging.merging import merge_topics, split_topic
from communities.discussions.arranging.moving import move_topic, show_also_in
from communities.discussions.bookmarking import keep_post
from communities.discussions.following.following import (
    mark_read,
    set_community_level,
    set_tag_level,
    set_topic_level,
)
from communities.discussions.following.telling import tell_of
from communities.discussions.models import Draft, Level, Poll, Post, Topic
from communities.discussions.polls.polling import close_poll, start_poll, vote
from communities.discussions.writing.drafting import place_of, save_draft
from communities.discussions.writing.posting import reply, start_topic
from communities.members.models import JoinRequest, User
from communities.members.welcoming import ask_to_join
from communities.notifications.telling import STALE
from communities.spaces.changing import change_community
from communities.spaces.guiding import publish_guidelines
from communities.spaces.inviting import invite
from communities.spaces.models import Community
from communities.spaces.proposing import propose_community
from communities.spaces.requesting import ask_to_join_community
from communities.tags.tagging import tags_named

from . import content
from .discussions import take_part

People = dict[str, User]
Communities = dict[str, Community]
Topics = dict[str, Topic]
WAITS = timedelta(days=2, hours=3)
TOUCHED = timedelta(hours=20)  # how long ago the member wrote a draft
FIELDS = ("kind", "title", "body", "tags")


def write_happenings(people: People, communities: Communities, topics: Topics, now: datetime) -> None:
    """Write all of it, when everybody and everything is there."""
    happened = content.happenings()
    for entry in happened["polls"]:
        _write_poll(entry, people, topics, now)
    for entry in happened["arranged"]:
        _arrange(entry, people, communities, topics, now)
    _write_waiting(happened["waiting"], people, communities, topics, now)
    _tell(now)
    for entry in [happened["member"], *happened["others"]]:
        _write_pages_of(entry, people, communities, topics, now)
    for entry in happened["guidelines"]["later"]:
        text = happened["guidelines"]["first"] + entry["add"]
        place, by = communities[entry["community"]], people[entry["by"]]
        publish_guidelines(place, by=by, text=text, changes=entry["changes"])
    _write_arrivals(happened, people, communities, now)


def _arrange(entry: dict, people: People, communities: Communities, topics: Topics, now: datetime) -> None:
    topic, by = topics[entry["topic"]], people[entry["by"]]
    match entry:
        case {"pin": pinned}:
            pin_topic(topic, by=by, pinned=pinned)
        case {"lock": reason}:
            lock_topic(topic, by=by, locked=True, reason=reason)
        case {"retag": tags}:
            retag_topic(topic, by=by, tags=tags)
        case {"duplicate_of": name}:
            close_as_duplicate(topic, of=topics[name], by=by)
        case {"merge_into": name}:
            merge_topics(topic, into=topics[name], by=by)
        case {"split": numbers, "title": title}:
            split_topic(topic, numbers, by=by, title=title)
        case {"move_to": slug}:
            move_topic(topic, by=by, to=communities[slug])
        case {"show_in": slug}:
            take_part(by, communities[slug], now)
            show_also_in(topic, by=by, other=communities[slug])
        case _:
            raise ValueError(f"{entry['topic']}: nothing is known of this act")


def _write_poll(entry: dict, people: People, topics: Topics, now: datetime) -> None:
    topic, by = topics[entry["topic"]], people[entry["by"]]
    is_multiple = bool(entry.get("several"))
    closes_at = now + timedelta(days=entry["closes_in"]) if "closes_in" in entry else None
    words = {"question": entry["question"], "options": entry["options"]}
    poll = start_poll(topic, by=by, is_multiple=is_multiple, closes_at=closes_at, **words)
    Poll.objects.filter(pk=poll.pk).update(created_at=topic.created_at)
    members = topic.community.memberships.exclude(person__slug=content.happenings()["member"]["key"])
    voters = [membership.person for membership in members.select_related("person").order_by("person__slug")]
    for person, choices in zip(voters, _ballots(entry["votes"], is_multiple=is_multiple), strict=False):
        vote(poll, by=person, choices=choices)
    if entry.get("closed"):
        close_poll(poll, by=by)
        Poll.objects.filter(pk=poll.pk).update(closed_at=topic.last_post_at)


def _ballots(votes: list[int], *, is_multiple: bool) -> list[list[int]]:
    """What each voter chooses, so that each option has its number of votes."""
    if not is_multiple:
        return [[place] for place, count in enumerate(votes) for _voter in range(count)]
    return [
        [place for place, count in enumerate(votes) if voter < count] or [0] for voter in range(max(votes))
    ]


def _write_waiting(
    entry: dict, people: People, communities: Communities, topics: Topics, now: datetime
) -> None:
    """From now on first posts wait for a moderator in one community; some are waiting."""
    place, lead = Community.objects.get(pk=communities[entry["community"]].pk), people[entry["by"]]
    wish = {name: entry[name] for name in ("pre_moderation", "first_posts")}
    place = change_community(place, by=lead, read_version=place.version, **wish)
    for said in entry["topics"]:
        words = {"kind": said["kind"], "title": said["title"], "source": said["body"], "tags": said["tags"]}
        start_topic(place, by=people[said["by"]], at=now - timedelta(hours=said["hours_ago"]), **words)
    for said in entry["replies"]:
        at = now - timedelta(hours=said["hours_ago"])
        reply(topics[said["topic"]], by=people[said["by"]], source=said["body"], at=at)


def _tell(now: datetime) -> None:
    """Tell of what is fresh at once. The worker, which comes to it later, tells nobody twice."""
    fresh = Post.objects.said().filter(created_at__gt=now - STALE)
    for post in fresh.select_related("topic__community", "author").order_by("created_at"):
        tell_of(post)


def _write_pages_of(
    entry: dict, people: People, communities: Communities, topics: Topics, now: datetime
) -> None:
    """Drafts, bookmarks and follows of somebody that one signs in as, and how far they have read."""
    person = people[entry["key"]]
    follows = entry["follows"]
    for name in follows["topics"]:
        set_topic_level(topics[name], by=person, level=Level.FOLLOW)
    for slug in follows["communities"]:
        take_part(person, communities[slug], now)
        set_community_level(communities[slug], by=person, level=Level.FOLLOW)
    for tag in tags_named(follows["tags"]):
        set_tag_level(tag, by=person, level=Level.FOLLOW)
    for name, number in entry["has_read"].items():
        mark_read(topics[name], person, up_to=number)
    for mark in entry["bookmarks"]:
        keep_post(topics[mark["topic"]].posts.get(number=mark["post"]), by=person, note=mark["note"])
    for draft in entry["drafts"]:
        place = topics.get(draft["place"]) or communities[draft["place"]]
        save_draft(person, place_of(place), {name: draft.get(name, "") for name in FIELDS}, version=0)
    Draft.objects.filter(person=person).update(saved_at=now - TOUCHED)


def _write_arrivals(happened: dict, people: People, communities: Communities, now: datetime) -> None:
    """Somebody from an unknown domain who waits since the day before yesterday, who asks to join a
    community, an open invitation, and a proposal."""
    _write_applicant(dict(happened["applicant"]), people, communities, now)
    for entry in happened["asks_to_join"]:
        place = communities[entry["community"]]
        answers = list(zip(place.questions, entry["answers"], strict=True))
        ask_to_join_community(place, by=people[entry["by"]], answers=answers)
    guest, wish = happened["invitation"], dict(happened["proposal"])
    place = communities[guest["community"]]
    invite(place, by=people[guest["by"]], emails=[guest["email"]], note=guest["note"])
    propose_community(by=people[wish.pop("by")], **wish)


def _write_applicant(entry: dict, people: People, communities: Communities, now: datetime) -> None:
    person = User.objects.create_user(entry.pop("email"), date_joined=now - WAITS)
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    entry["voucher"] = people[entry["voucher"]].email
    entry["going_to"] = communities[entry["going_to"]].get_absolute_url()
    request = ask_to_join(person, **entry)
    JoinRequest.objects.filter(pk=request.pk).update(asked_at=now - WAITS)
