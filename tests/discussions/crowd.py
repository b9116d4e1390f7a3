"""A crowd that does anything to anything, for the test of many acts. What it can do is in `acts`."""

from collections import Counter
from collections.abc import Callable

from django.core.exceptions import ValidationError

from communities.discussions.models import Post, Topic
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.members.models import User
from communities.spaces.models import Community, Role, Visibility, forget_roles
from tests import make

Work = Callable[["Crowd", int, int, int], object]
ACTS: dict[str, Work] = {}
RARE: set[str] = set()


def act(work: Work) -> Work:
    """Something that the crowd does. `at`, `by` and `to` choose to what, who, and with what."""
    ACTS[work.__name__] = work
    return work


def rare(work: Work) -> Work:
    """Something that the crowd does now and then, after which much is otherwise."""
    RARE.add(work.__name__)
    return act(work)


class Nothing(Exception):
    """There is nothing to which this could be done."""


class Crowd:
    """Three communities, an administrator, and members who come and go."""

    def __init__(self):
        self.places = [make.community(), make.community(), make.community(visibility=Visibility.PRIVATE)]
        self.boss = make.administrator()
        self.people = [make.belonging(self.places[0]), make.belonging(self.places[0], Role.MODERATOR)]
        self.people += [make.belonging(self.places[1])]
        for place in self.places[1:]:
            make.give_role(place, self.people[1], Role.MODERATOR, by=None)
        self.done: Counter[str] = Counter()
        for place in self.places:
            make.topic(place, by=self.boss)

    def does(self, name: str, at: int, by: int, to: int) -> bool:
        """Do it; whether it was possible and allowed."""
        try:
            ACTS[name](self, at, by, to)
        except (Nothing, Refused, ValidationError, Conflict):
            return False
        self.done[name] += 1
        return True

    def person(self, key: int) -> User:
        """Somebody: mostly the administrator, who may do most."""
        person = self.boss if key % 3 else self.people[key // 3 % len(self.people)]
        forget_roles(person)
        return person

    def place(self, key: int, *, beside: Community | None = None) -> Community:
        """One of the communities, or of the others."""
        places = [place for place in self.places if place != beside]
        return Community.objects.get(pk=places[key % len(places)].pk)

    def post(self, key: int, **which) -> Post:
        return one(Post.objects.filter(**which), key)

    def topic(self, key: int, **which) -> Topic:
        which = which or {"merged_into": None}
        return one(Topic.objects.filter(**which), key)

    def words(self, key: int) -> str:
        named = [self.boss, *self.people][key % (1 + len(self.people))].slug
        said = [
            "Use a captioner.",
            "Ask *first*.",
            f"@{named} knows.",
            "A | B",
            "508 applies[^1].\n\n[^1]: Yes.",
        ]
        return f"{said[key % 5]} {key % 7}"


def one(rows, key: int):
    """One of the rows, the same for the same key."""
    keys = sorted(set(rows.values_list("pk", flat=True)))
    if not keys:
        raise Nothing
    return rows.model.objects.get(pk=keys[key % len(keys)])
