"""The rows of the invented community, table by table, as a plan says. Keys are those of the plan."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils.text import slugify

from communities.agencies.models import Agency, Level
from communities.discussions.models import HelpfulMark, Kind, Post, ReadingPosition, TaggedTopic, Topic
from communities.kit import text
from communities.ledger.models import Entry
from communities.members.models import Profile, Standing, TaggedProfile, User
from communities.notifications.models import Kind as Told
from communities.notifications.models import Notification
from communities.spaces.models import Community, JoinPolicy, Membership, Role, Visibility
from communities.tags.models import Tag

from .copying import copy_in, reset_sequences
from .invented import Writer, html_of, source_of
from .planning import COMMUNITIES, DAYS, UNTIL, Plan, PlannedTopic

READER = "reader@bench.example.gov"
AGENCIES, BUREAUS, TAGS = 60, 140, 200
SEEN_BY = {5: Visibility.MEMBERS, 10: Visibility.PRIVATE, 15: Visibility.MEMBERS, 20: Visibility.PRIVATE}
TOLD_EACH, UNREAD_SHARE = 20, 0.3
TABLES = (Agency, Tag, User, Profile, TaggedProfile, Community, Membership, Topic, Post, TaggedTopic)
TABLES += (HelpfulMark, ReadingPosition, Notification, Entry)

Rows = Iterator[dict[str, Any]]


class Filling:
    """Writes one plan's rows. `everything` says in which order."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.random = plan.random
        self.writer = Writer(plan.seed)
        self.tags = [slugify(word) for word in self.writer.words[300 : 300 + TAGS]]
        self.marks: list[tuple[int, int]] = []  # (post, person), found while the posts are written
        # read now: while rows are copied in, the connection answers no queries
        self.types = {model: ContentType.objects.get_for_model(model).pk for model in (Topic, Post)}

    def everything(self) -> None:
        """Fill all tables except that of the search documents."""
        copy_in(Agency, self._agencies())
        copy_in(Tag, ({"name": name, "slug": name} for name in self.tags))
        copy_in(User, self._members())
        copy_in(Profile, self._profiles())
        copy_in(TaggedProfile, self._expertise())
        copy_in(Community, self._communities())
        copy_in(Membership, self._memberships())
        copy_in(Topic, self._topics())
        copy_in(Post, self._posts())
        copy_in(TaggedTopic, self._topic_tags())
        copy_in(HelpfulMark, ({"post_id": post, "person_id": person} for post, person in self.marks))
        copy_in(ReadingPosition, self._positions())
        copy_in(Notification, self._notifications())
        copy_in(Entry, self._ledger())
        reset_sequences(*TABLES)

    # --- people -----------------------------------------------------------------------------------

    def _agencies(self) -> Rows:
        for key in range(1, AGENCIES + BUREAUS + 1):
            parent = None if key <= AGENCIES else self.random.randint(1, AGENCIES)
            name = " ".join(self.writer.draw(2)).title()
            kind = "Department" if parent is None else "Office"
            short = f"{'D' if parent is None else 'O'}{key:03}"
            level = Level.EXECUTIVE if parent or key % 3 else Level.STATE
            name = f"{kind} of {name} {key}"
            yield {"name": name, "abbreviation": short, "level": level, "parent_id": parent}

    def _members(self) -> Rows:
        for key in range(1, self.plan.members + 1):
            name = " ".join(self.random.choices(self.writer.words, k=2)).title()
            email = READER if key == self.plan.reader else f"member-{key}@agency-{key % AGENCIES}.example.gov"
            yield {
                "email": email,
                "name": name,
                "slug": f"{slugify(name)}-{key}",
                "password": "!",
                "standing": Standing.MEMBER,
                "date_joined": UNTIL - timedelta(days=DAYS + self.random.randint(1, 400)),
            }

    def _profiles(self) -> Rows:
        for key in range(1, self.plan.members + 1):
            bureau = self.random.randint(AGENCIES + 1, AGENCIES + BUREAUS) if key % 2 else None
            yield {
                "person_id": key,
                "title": " ".join(self.writer.draw(3)).title(),
                "agency_id": self.random.randint(1, AGENCIES),
                "bureau_id": bureau,
                "city": self.random.choice(self.writer.words[300:700]).title(),
                "ask_me_about": " ".join(self.writer.draw(8)),
                "looking_for": " ".join(self.writer.draw(8)),
            }

    def _expertise(self) -> Rows:
        for key in range(1, self.plan.members + 1):
            for tag in self._tags_for(self.random.randint(0, 4)):
                yield {"tag_id": tag, "content_object_id": key}

    def _tags_for(self, count: int) -> list[int]:
        """Keys of tags, low ones often, each once."""
        return sorted({min(int(self.random.paretovariate(0.7)), TAGS) for _ in range(count)})

    # --- places -----------------------------------------------------------------------------------

    def _communities(self) -> Rows:
        counts = dict.fromkeys(range(1, COMMUNITIES + 1), 0)
        for topic in self.plan.topics:
            counts[topic.community] += 1
        for key in range(1, COMMUNITIES + 1):
            seen_by = SEEN_BY.get(key, Visibility.PUBLIC)
            yield {
                "slug": f"practice-{key}",
                "name": f"Practice {key}: {' '.join(self.writer.draw(3))}",
                "purpose": " ".join(self.writer.draw(12)).capitalize() + ".",
                "description": source_of(self.writer.paragraphs()),
                "guidelines": source_of(self.writer.paragraphs()),
                "visibility": seen_by,
                "join_policy": JoinPolicy.INVITATION if seen_by == Visibility.PRIVATE else JoinPolicy.OPEN,
                "position": key,
                "member_count": len(self.plan.people[key]),
                "topic_count": counts[key],
            }

    def _memberships(self) -> Rows:
        for key, people in self.plan.people.items():
            for place, person in enumerate(people):
                role = Role.LEAD if place < 2 else Role.MODERATOR if place < 5 else Role.MEMBER
                yield {"community_id": key, "person_id": person, "role": role}

    # --- what is said -----------------------------------------------------------------------------

    def _topics(self) -> Rows:
        others = [kind for kind in Kind if kind != Kind.QUESTION]
        for topic in self.plan.topics:
            yield {
                "id": topic.pk,
                "community_id": topic.community,
                "kind": Kind.QUESTION if topic.is_question else self.random.choice(others),
                "title": self.writer.title(),
                "author_id": topic.authors[0],
                "created_at": topic.began,
                "is_pinned": topic.pk % 4000 == 7,
                "is_locked": topic.pk % 500 == 3,
                "answer_id": topic.key(topic.answer) if topic.answer else None,
                "answered_by_id": topic.authors[0] if topic.answer else None,
                "post_count": topic.count,
                "last_post_at": topic.at(topic.count),
                "last_post_by_id": topic.authors[-1],
            }

    def _posts(self) -> Rows:
        for topic in self.plan.topics:
            for number, author in enumerate(topic.authors, 1):
                yield self._post(topic, number, author)

    def _post(self, topic: PlannedTopic, number: int, author: int) -> dict[str, Any]:
        key, random, said = topic.key(number), self.random, self.writer.paragraphs()
        hidden = number > 1 and number != topic.answer and random.random() < 0.002
        finders = set(random.choices(self.plan.people[topic.community], k=random.randint(1, 4)))
        finders = finders - {author} if random.random() < 0.15 else set()
        self.marks += [(key, person) for person in sorted(finders)]
        at = topic.at(number)
        return {
            "id": key,
            "topic_id": topic.pk,
            "number": number,
            "author_id": author,
            "created_at": at,
            "source": source_of(said),
            "html": html_of(said),
            "renderer_version": text.RENDERER_VERSION,
            "in_reply_to": random.randint(1, number - 1) if number > 1 and random.random() < 0.3 else None,
            "edited_at": at + timedelta(minutes=9) if random.random() < 0.05 else None,
            "hidden_at": at + timedelta(hours=2) if hidden else None,
            "hidden_by_id": self.plan.people[topic.community][2] if hidden else None,
            "hidden_reason": "Advertising." if hidden else "",
            "helpful_count": len(finders),
        }

    def _topic_tags(self) -> Rows:
        for topic in self.plan.topics:
            for tag in self._tags_for(self.random.randint(1, 3)):
                yield {"tag_id": tag, "content_object_id": topic.pk}

    # --- what follows from it ---------------------------------------------------------------------

    def _positions(self) -> Rows:
        """Authors follow and have read to their last post; the reader knows half of the first community."""
        for topic in self.plan.topics:
            last = {person: number for number, person in enumerate(topic.authors, 1)}
            follows = dict.fromkeys(last, True)
            for person in self.random.choices(self.plan.people[topic.community], k=3):
                last.setdefault(person, self.random.randint(1, topic.count))
            if topic.community == 1 and topic.pk % 2:
                last.setdefault(self.plan.reader, self.random.randint(1, topic.count))
            for person, number in last.items():
                row = {"person_id": person, "topic_id": topic.pk, "last_read": number}
                yield {**row, "follows": person in follows}

    def _notifications(self) -> Rows:
        for person in range(1, self.plan.members + 1):
            for topic in self.random.sample(self.plan.topics, TOLD_EACH):
                at = topic.at(topic.count)
                yield {
                    "person_id": person,
                    "kind": Told.REPLY,
                    "actor_id": topic.authors[-1],
                    "content_type_id": self.types[Post],
                    "object_id": topic.key(topic.count),
                    "title": "A topic that you follow",
                    "created_at": at,
                    "read_at": None if self.random.random() < UNREAD_SHARE else at,
                    "mailed_at": at,
                }

    def _ledger(self) -> Rows:
        """One entry for each topic and reply, as their verbs write them."""
        for topic in self.plan.topics:
            base = {"community_id": topic.community}
            began = {"verb": "topic.started", "content_type_id": self.types[Topic], "object_id": topic.pk}
            facts = {"kind": "question" if topic.is_question else "discussion"}
            yield {**base, **began, "at": topic.began, "actor_id": topic.authors[0], "facts": facts}
            replied = {"verb": "post.replied", "content_type_id": self.types[Post]}
            replied["facts"] = {"topic": topic.pk}
            for number, author in enumerate(topic.authors[1:], 2):
                row = {"at": topic.at(number), "actor_id": author, "object_id": topic.key(number)}
                yield {**base, **replied, **row}
