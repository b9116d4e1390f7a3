"""100,000 invented members in the agencies of the real registry, for the directory. Keys are 1, 2, 3 …"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import accumulate
from random import Random
from typing import Any

from django.db import connection
from django.utils.text import slugify

from communities.agencies.importing import import_domains
from communities.agencies.models import Agency, Level
from communities.discussions.models import Kind, Post, Topic
from communities.kit.text import RENDERER_VERSION
from communities.members import listing
from communities.members.models import Acceptance, Profile, Standing, TaggedProfile, Terms, User
from communities.members.places import STATES, TIME_ZONES
from communities.platforms.models import Platform
from communities.spaces.models import Community, Visibility
from communities.tags.models import Tag

from .copying import copy_in, reset_sequences
from .filling import READER
from .invented import Writer, html_of, source_of
from .planning import UNTIL

PEOPLE, TAGS, PLATFORMS = 100_000, 800, 15
TITLES = ("Social media manager", "Public affairs specialist", "Digital strategist", "Web content editor")
TITLES += ("Communications director", "Section 508 coordinator", "Community engagement lead", "Photographer")
LANGUAGES = ("es", "ase", "zh-hans", "tl", "vi", "ar", "fr", "ko", "ru", "ht", "pt", "nv")
READER_KEY = 777

Rows = Iterator[dict[str, Any]]


class People:
    """Writes the members with what the directory shows of them, and one topic for T."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.writer = Writer(seed)
        words = self.writer.words
        self.first, self.last = words[300:3300], words[3300:19_300]
        self.tags = [slugify(word) for word in words[500 : 500 + TAGS]]
        self.zones, self.states = list(TIME_ZONES), list(STATES)

    def everything(self) -> None:
        import_domains()
        self._place_agencies()
        Platform.objects.all().delete()
        copy_in(Tag, ({"name": name, "slug": name} for name in self.tags))
        copy_in(Platform, ({"slug": f"p{key}", "name": f"Platform {key}"} for key in range(1, PLATFORMS + 1)))
        copy_in(User, self._members())
        copy_in(Profile, self._profiles())
        copy_in(TaggedProfile, self._pairs(TAGS, 5, "tag_id", "content_object_id"))
        copy_in(Profile.platforms.through, self._pairs(PLATFORMS, 6, "platform_id", "profile_id"))
        reset_sequences(User, Profile, TaggedProfile, Profile.platforms.through, Tag, Platform)
        self._topic()
        for terms in Terms.objects.all():
            Acceptance.objects.create(person_id=READER_KEY, terms=terms)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        listing.rebuild()

    def _place_agencies(self) -> None:
        """A third of the people are in 40 federal agencies and their bureaus, the others in 3,000 bodies."""
        every = list(Agency.objects.values_list("pk", "parent", "level").order_by("pk"))
        federal = [key for key, parent, level in every if level == Level.EXECUTIVE and parent is None][:40]
        self.bureaus = {key: [one for one, parent, _level in every if parent == key] for key in federal}
        others = [key for key, parent, level in every if parent is None and level != Level.EXECUTIVE]
        self.agencies = federal + self.random.sample(others, 3000)
        self.weights = list(accumulate([60 / (rank + 1) for rank in range(40)] + [0.15] * 3000))

    def _members(self) -> Rows:
        for key in range(1, PEOPLE + 1):
            name = f"{self.random.choice(self.first)} {self.random.choice(self.last)}".title()
            yield {
                "email": READER if key == READER_KEY else f"member-{key}@bench.example.gov",
                "name": name,
                "slug": f"{slugify(name)}-{key}",
                "password": "!",
                "standing": Standing.MEMBER,
                "date_joined": UNTIL - timedelta(minutes=self.random.randint(1, 3_000_000)),
            }

    def _profiles(self) -> Rows:
        random = self.random
        for key in range(1, PEOPLE + 1):
            agency = random.choices(self.agencies, cum_weights=self.weights)[0]
            bureaus = self.bureaus.get(agency)
            yield {
                "person_id": key,
                "title": random.choice(TITLES) + random.choice(("", "", ", " + self.writer.draw(1)[0])),
                "agency_id": agency,
                "bureau_id": random.choice(bureaus) if bureaus and random.random() < 0.7 else None,
                "city": random.choice(self.first).title(),
                "state": self._falling(self.states),
                "time_zone": self._falling(self.zones),
                "ask_me_about": " ".join(self.writer.draw(6)) if random.random() < 0.6 else "",
                "languages": sorted({self._falling(LANGUAGES)}) if random.random() < 0.3 else [],
                "happy_to_help": random.random() < 0.4,
                "audiences": {"place": "nobody"} if random.random() < 0.05 else {},
            }

    def _falling(self, values):
        """One of the values, the first ones often."""
        return values[min(int(self.random.paretovariate(0.7)), len(values)) - 1]

    def _pairs(self, values: int, most: int, value: str, person: str) -> Rows:
        for key in range(1, PEOPLE + 1):
            count = self.random.randint(0, most)
            for each in sorted({min(int(self.random.paretovariate(0.6)), values) for _ in range(count)}):
                yield {value: each, person: key}

    def _topic(self) -> None:
        """A public topic of 30 posts by 30 people: T shows 20 of them."""
        place = Community.objects.create(
            slug="one", name="One", purpose="For T.", visibility=Visibility.PUBLIC
        )
        topic = Topic.objects.create(
            community=place, kind=Kind.DISCUSSION, title="T", author_id=1, post_count=30
        )
        said = [self.writer.paragraphs() for _each in range(30)]
        Post.objects.bulk_create(
            Post(
                topic=topic,
                number=at,
                author_id=at,
                source=source_of(words),
                html=html_of(words),
                renderer_version=RENDERER_VERSION,
            )
            for at, words in enumerate(said, 1)
        )
