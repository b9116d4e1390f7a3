"""The home page: to visitors what this is, to members what is new to them."""

import pytest

from communities.discussions.answering import accept_answer
from communities.discussions.following.following import mark_read, set_following
from communities.spaces.models import Role, Visibility
from portal.home import reading
from portal.home.setting_up import set_up_site
from tests import make
from tests.tools import browser, queries


def text(person=None) -> str:
    return browser(person).get("/").content.decode()


def solved(community, title: str):
    topic = make.topic(community, title=title)
    accept_answer(make.post(topic), by=topic.author)
    return topic


def test_a_visitor_reads_what_this_is_and_what_was_found_out_in_public(site):
    solved(make.community("Captioners"), "How was the walrus captioned?")
    make.toolkit("Accessible posts")
    page = text()
    assert site.promise in page and "How was the walrus captioned?" in page
    assert "Captioners" in page and "Accessible posts" in page and "/accounts/signup/" in page


def test_the_numbers_for_visitors_are_counted(site):
    topic = solved(make.community(), "How was the walrus captioned?")
    make.arriving()
    numbers = reading.for_visitor()["numbers"]
    assert numbers == {"members": 2, "agencies": 1, "answered": 1} and topic.author


def test_a_visitor_sees_nothing_of_members_and_of_private_communities(site):
    for visibility in (Visibility.MEMBERS, Visibility.PRIVATE):
        place = make.community(f"Club {visibility}", visibility=visibility)
        solved(place, f"What is said among {visibility}?")
    page = text()
    assert "Club" not in page and "What is said" not in page


def test_a_member_sees_what_is_unread_in_what_they_follow(site):
    person, topic = make.member(), make.topic(title="How was the walrus captioned?")
    set_following(topic, by=person, follows=True)
    assert [row.topic for row in reading.for_member(person)["followed"]] == [topic]
    mark_read(topic, person, up_to=1)
    assert reading.for_member(person)["followed"] == []


def test_a_member_sees_open_questions_that_they_could_answer(site):
    community = make.community()
    expert = make.member(expertise=["captions"])
    open_question = make.topic(community, tags=["captions"])
    make.topic(community, tags=["records"])
    make.topic(community, tags=["captions"], kind="share")
    answered = make.topic(community, tags=["captions"])
    accept_answer(make.post(answered), by=answered.author)
    make.give_role(community, expert, Role.MEMBER, by=None)
    expert = make.fresh(expert)
    own = make.topic(community, by=expert, tags=["captions"])
    rows = reading.for_member(expert)["answerable"]
    assert [row.topic for row in rows] == [open_question] and own not in [row.topic for row in rows]


def test_a_member_is_shown_nothing_of_communities_that_they_may_not_see(site):
    private = make.community("Secret club", visibility=Visibility.PRIVATE)
    make.topic(private, title="What is said in secret?", tags=["captions"])
    page = text(make.member(expertise=["captions"]))
    assert "secret" not in page.lower()


def test_who_belongs_nowhere_is_shown_where_to_go(site):
    make.community("Captioners")
    assert "Captioners" in text(make.member())


@pytest.mark.parametrize("kind", ["visitor", "member"])
def test_the_home_page_costs_the_same_with_one_of_everything_and_with_many(site, kind):
    community = make.community()
    person = make.belonging(community) if kind == "member" else None

    def fill(count: int) -> None:
        for n in range(count):
            place = make.community()
            topic = make.topic(place, tags=["captions"])
            solved(place, f"How was walrus number {n} captioned?")
            if person:
                make.give_role(place, person, Role.MEMBER, by=None)
                set_following(topic, by=person, follows=True)
                make.topic(community, by=make.fresh(person))
        make.section(make.toolkit())

    fill(1)
    client = browser(person)
    before = queries(client, "/")
    fill(8)
    assert queries(client, "/") == before <= 8


def test_a_member_reads_the_home_page_for_no_more_than_eight_statements(site):
    assert queries(browser(make.belonging(make.community())), "/") <= 8


def test_setting_up_twice_makes_nothing_twice_and_keeps_what_was_edited(site):
    site.promise = "Edited by a person."
    site.save()
    again = set_up_site()
    assert again.pk == site.pk and again.promise == "Edited by a person."
    assert sorted(page.slug for page in again.get_children()) == [
        "about",
        "accessibility",
        "privacy",
        "toolkits",
    ]
