"""In any small world, nobody finds or counts what they may not see, and everybody finds what they may."""

import random
from collections import Counter

import pytest

from communities.discussions.models import Post, Topic
from communities.discussions.writing.posting import reply
from communities.finding import spelling
from communities.finding.asked import Query
from communities.finding.models import Kind
from communities.finding.searching import find
from communities.members.models import User
from communities.spaces.models import Community, Role, Visibility, audiences_of
from portal.search.reading import search
from tests import make


def world(dice: random.Random) -> dict[str, User | None]:
    """Communities of any visibility, with members and topics; returns everybody who could ask."""
    places = [make.community(visibility=dice.choice(Visibility.values)) for _ in range(dice.randint(2, 4))]
    people = [make.member() for _ in range(3)]
    for place in places:
        for person in people:
            if dice.random() < 0.5:
                make.give_role(place, person, dice.choice(list(Role)), by=None)
        author = make.belonging(place)
        for _ in range(dice.randint(1, 3)):
            make.topic(place, by=author, tags=dice.sample(["captions", "records"], dice.randint(1, 2)))
    everybody = {f"person {n}": make.fresh(person) for n, person in enumerate(people)}
    return {**everybody, "visitor": None, "administrator": make.administrator()}


QUESTIONS = [
    {"text": "caption live video", "tag": ""},
    {"text": "video", "tag": "captions"},
    {"text": "", "tag": "records"},
    {"text": "captoin liev vidoe takes", "tag": ""},  # resembles the titles
]


@pytest.mark.parametrize("seed", range(3))
def test_search_finds_and_counts_exactly_what_each_person_may_see(db, seed):
    asked = world(random.Random(seed))
    assert Topic.objects.count() >= 3
    for kind, person in asked.items():
        visible = Topic.objects.visible_to(person)
        for question in QUESTIONS:
            view = search(person, **question, kind="topic", number=1)
            found = {result.document.object_id for result in view.page.items}
            expected = visible.filter(tags__slug=question["tag"]) if question["tag"] else visible
            allowed = set(expected.values_list("pk", flat=True))
            assert found <= allowed, (kind, question)
            if not view.results.resembling:
                assert found == allowed, (kind, question)
            counted = {value: count for value, _label, count in view.counts}
            assert counted[Kind.TOPIC] == view.page.total == len(found), (kind, question)


def test_people_are_found_by_members_and_by_nobody_else(db):
    dana = make.member("Dana Whitfield", expertise=["captions"])
    waiting = make.arriving()
    for text in ("Dana Whitfield", "dana", "captions"):
        assert search(None, text=text, kind="", tag="", number=1).total == 0
        view = search(make.member(), text=text, kind="person", tag="", number=1)
        assert view.page.items[0].document.title == dana.name
    assert search(dana, text=waiting.email, kind="person", tag="", number=1).total == 0


def test_nobody_is_found_by_their_address(db):
    person = make.member("Dana Whitfield", email="dw1988@epa.gov")
    for text in (person.email, "dw1988"):
        assert search(make.member(), text=text, kind="", tag="", number=1).total == 0


SECRETS = ["chrysanthemum", "rhinoceros", "kaleidoscope", "marmalade", "thunderstorm", "velociraptor"]


@pytest.mark.parametrize("seed", range(3))
def test_nothing_of_what_one_may_not_see_is_in_hits_counts_passages_or_spellings(db, seed):
    dice = random.Random(seed)
    asked = world(dice)
    for topic, secret in zip(Topic.objects.order_by("pk"), SECRETS, strict=False):
        reply(topic, by=topic.author, source=f"Only here we speak of the {secret} in a video.")
    spelling.learn()
    told = 0
    for kind, person in asked.items():
        seen = set(Topic.objects.visible_to(person).values_list("pk", flat=True))
        places = set(Community.objects.visible_to(person).values_list("pk", flat=True))
        texts = Post.objects.filter(topic__in=seen).values_list("source", flat=True)
        known = [secret for secret in SECRETS if any(secret in text for text in texts)]
        for text in ("video", "community", *SECRETS, *(secret[1:] for secret in SECRETS)):
            results = find(Query(text), audiences=audiences_of(person), most=500)
            found = [hit.document.object_id for hit in results.hits if hit.kind == Kind.TOPIC]
            assert set(found) <= seen, (kind, text)
            assert {hit.document.object_id for hit in results.hits if hit.kind == Kind.COMMUNITY} <= places
            assert Counter(hit.kind for hit in results.hits) == results.counts, (kind, text)
            said = " ".join([results.meant, *(hit.passage.text for hit in results.hits)])
            assert not [secret for secret in SECRETS if secret in said and secret not in known], (kind, text)
            told += bool(results.meant)
    assert told
