"""The words of the demonstration obey the rules of the site, checked without writing any of it."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

import communities.agencies
from communities.discussions.models import Kind
from communities.discussions.writing.kinds import ASKED
from communities.discussions.writing.rendering import check
from communities.spaces.models import JoinPolicy, Visibility
from communities.tags.tagging import clean_tags
from portal.demo import content
from portal.demo.accounts import MEMBERS
from portal.demo.discussions import FILE
from portal.demo.seeding import EDITORS
from portal.demo.toolkits import RICH
from portal.home.setting_up import PLATFORMS
from toolkits.blocks import BodyBlock

FACTS = {"title", "kind", "by", "days_ago", "tags", "answer", "pinned", "link", "where", "closes_in"}
REPLY_FACTS = {"by", "after", "to", "helpful", "hidden", "withdrawn", "corrected"}
PEOPLE = {entry["key"]: entry for entry in content.people()}
COMMUNITIES = {entry["slug"]: entry for entry in content.communities()}
TOPICS = content.topics()
SECTIONS = [(slug, name, data) for slug, _toolkit, parts in content.toolkits() for name, data in parts]


def keepers(entry: dict) -> set[str]:
    return {*entry["leads"], *entry.get("moderators", [])}


@pytest.fixture(params=TOPICS, ids=lambda topic: f"{topic.community}/{topic.path.stem}")
def topic(request) -> content.DemoTopic:
    return request.param


@pytest.fixture(params=SECTIONS, ids=lambda found: f"{found[0]}/{found[1]}")
def section(request) -> dict:
    return request.param[2]


def test_there_is_enough_of_everything():
    assert len(PEOPLE) >= 60 and len(COMMUNITIES) == 8
    assert len(TOPICS) >= 150 and sum(len(topic.posts) for topic in TOPICS) >= 600
    assert len(list(content.toolkits())) == 3 and len(SECTIONS) >= 30


def test_each_member_is_somebody_of_their_own_from_a_real_domain():
    data = Path(communities.agencies.__file__).parent / "data"
    registered = set()
    for name in ("gov.csv", "mil.csv"):
        with (data / name).open(encoding="utf-8", newline="") as file:
            registered |= {row[0].strip().lower() for row in csv.reader(file) if row}
    assert len(registered) >= 1000
    assert len({entry["name"] for entry in PEOPLE.values()}) == len(PEOPLE) == len(content.people())
    assert {entry["domain"] for entry in PEOPLE.values()} - registered == set()
    for entry in PEOPLE.values():
        assert entry["title"] and 1 <= len(entry["expertise"]) <= 5
        assert clean_tags(", ".join(entry["expertise"])) == entry["expertise"]


def test_communities_are_led_and_kept_by_members_that_exist():
    for entry in COMMUNITIES.values():
        named = [*entry["leads"], *entry.get("moderators", []), *entry.get("members", [])]
        assert entry["leads"] and set(named) <= set(PEOPLE), entry["slug"]
        assert entry["visibility"] in Visibility.values and len(entry["purpose"]) <= 200
    assert {entry["visibility"] for entry in COMMUNITIES.values()} == set(Visibility.values)
    assert {entry.get("join_policy") for entry in COMMUNITIES.values()} <= {None, *JoinPolicy.values}
    assert all(
        entry.get("questions") for entry in COMMUNITIES.values() if entry.get("join_policy") == "request"
    )


def test_who_can_be_signed_in_as_exists_and_is_what_is_said_of_them():
    assert {key for _kind, key, _what in MEMBERS} | set(EDITORS) <= set(PEOPLE)
    keys = {kind: key for kind, key, _what in MEMBERS}
    assert keys["lead"] in COMMUNITIES["accessibility"]["leads"]
    assert keys["moderator"] in COMMUNITIES["accessibility"]["moderators"]
    assert keys["editor"] in EDITORS
    assert not any(keys["member"] in keepers(entry) for entry in COMMUNITIES.values())


def test_each_topic_says_only_what_is_known_of_topics(topic):
    text = topic.path.read_text(encoding="utf-8")
    facts = yaml.safe_load(text.split("---\n", 2)[1])
    assert set(facts) <= FACTS
    written = [dict(part.split(":", 1) for part in raw.split(";")) for raw in content.REPLY.findall(text)]
    assert all({key.strip() for key in facts} <= REPLY_FACTS for facts in written)
    assert text.count("<!--") == len(written) == len(topic.posts) - 1


def test_each_topic_could_be_posted_through_the_form(topic):
    assert topic.community in COMMUNITIES and topic.kind in Kind.values
    assert 10 <= len(topic.title) <= 150 and topic.title == " ".join(topic.title.split())
    assert 1 <= len(topic.tags) <= 5 and clean_tags(", ".join(topic.tags)) == topic.tags
    assert all(check(post.text) for post in topic.posts)


def test_each_topic_gives_what_the_form_of_its_kind_asks_for(topic):
    given = {"link": topic.link, "where": topic.where, "closes_on": topic.closes_in}
    given = {name for name, value in given.items() if value}
    asked = ASKED[Kind(topic.kind)]
    assert set(asked.required) <= given <= set(asked.fields)


def test_each_correction_stands_in_the_text_and_each_file_is_there(topic):
    for post in topic.posts:
        assert post.corrected is None or post.text.count(post.corrected[1]) == 1
        for found in FILE.finditer(post.text):
            assert (content.CONTENT / "files" / found["name"]).is_file()
            assert found["words"].strip()
        assert "](files/" not in FILE.sub("", post.text)


def test_what_happens_names_topics_and_people_that_exist():
    happened = content.happenings()
    names = {topic.name for topic in TOPICS}
    acts = [*happened["polls"], *happened["arranged"]]
    assert {act["topic"] for act in acts} <= names
    assert {act["by"] for act in acts} <= {*PEOPLE, "administrator"}
    for pages in [happened["member"], *happened["others"]]:
        assert pages["key"] in {key for _kind, key, _what in MEMBERS}
        read = {
            *pages["follows"]["topics"],
            *pages["has_read"],
            *(each["topic"] for each in pages["bookmarks"]),
        }
        assert read <= names
        assert {draft["place"] for draft in pages["drafts"]} <= names | set(COMMUNITIES)
    waiting = happened["waiting"]
    writers = {said["by"] for said in [*waiting["topics"], *waiting["replies"]]}
    place = COMMUNITIES[waiting["community"]]
    assert writers and writers <= set(place["members"]) and not writers & keepers(place)
    keys = {kind: key for kind, key, _what in MEMBERS}
    assert {keys["lead"], keys["moderator"]} <= keepers(place)  # what waits is seen by who signs in as one


def test_each_topic_is_written_by_members_who_may(topic):
    entry = COMMUNITIES[topic.community]
    writers = {topic.by, *(post.by for post in topic.posts)}
    assert writers <= set(PEOPLE) and topic.posts[0].by == topic.by
    if entry["visibility"] == "private":
        assert writers <= keepers(entry) | set(entry.get("members", []))
    if topic.kind == "announcement":
        assert topic.by in keepers(entry)


def test_each_topic_is_answered_by_a_reply_of_another_when_it_is_a_question(topic):
    if topic.answer is not None:
        assert topic.kind == "question" and 2 <= topic.answer <= len(topic.posts)
        assert topic.posts[topic.answer - 1].by != topic.by


def test_each_reply_comes_after_what_it_replies_to_and_is_found_helpful_by_others_only(topic):
    assert topic.days_ago >= 0
    for number, post in enumerate(topic.posts, start=1):
        assert post.to is None or 1 <= post.to < number
        assert (post.after > timedelta()) == (number > 1)
        assert 0 <= post.helpful <= len(PEOPLE) // 2


def test_no_text_is_a_placeholder():
    files = [path for path in content.CONTENT.rglob("*") if path.suffix in (".md", ".yaml")]
    assert len(files) >= 190
    for path in files:
        text = path.read_text(encoding="utf-8").lower()
        assert not [
            word for word in ("lorem", "ipsum", "todo", "tbd", "xxx", "foo bar") if f" {word}" in text
        ], path


def test_no_two_topics_of_a_community_have_the_same_title():
    titles = [(topic.community, topic.title.lower()) for topic in TOPICS]
    assert len(set(titles)) == len(titles)


def test_each_toolkit_names_its_makers_and_what_it_promises():
    for slug, toolkit, sections in content.toolkits():
        assert set(toolkit["made_by"]) <= set(PEOPLE) and toolkit["made_by"], slug
        assert 20 <= len(toolkit["promise"]) <= 600 and len(sections) >= 5
        assert clean_tags(", ".join(toolkit["tags"])) == toolkit["tags"]
        assert len({name for name, _data in sections}) == len(sections)


def test_each_section_has_an_owner_a_date_and_platforms_that_exist(section):
    assert section["owner"] in PEOPLE
    assert section["verified_days_ago"] >= 0 and section["review_months"] >= 1
    assert 0 < len(section["summary"]) <= 300 and 0 < len(section["title"]) <= 255
    assert set(section.get("platforms") or []) <= set(PLATFORMS)
    assert clean_tags(", ".join(section.get("tags") or [])) == (section.get("tags") or [])


def test_each_block_of_a_section_has_the_parts_of_its_kind(section):
    kinds = BodyBlock().child_blocks
    assert section["body"]
    for block in section["body"]:
        ((kind, value),) = block.items()
        parts = getattr(kinds[kind], "child_blocks", None)
        if parts is None:
            assert isinstance(value, str) and value.strip()
            continue
        needed = {name for name, part in parts.items() if part.required and name != "platforms"}
        assert needed <= set(value) <= set(parts), kind
        assert all(isinstance(value[name], str) for name in RICH & set(value))
        assert len(value.get("title", "")) <= 120 and set(value.get("platforms") or []) <= set(PLATFORMS)


def test_some_sections_are_overdue_and_most_are_not():
    """The demonstration shows both."""
    overdue = [data for *_rest, data in SECTIONS if data["verified_days_ago"] > data["review_months"] * 31]
    assert 1 <= len(overdue) < len(SECTIONS) / 3
