"""Taking part with others: an answer is accepted and changed; what is new is seen, reached and announced."""

import pytest
from playwright.sync_api import expect

from communities.discussions.tasks import tell_of_post

from .talking import DANA, LUIS, TOBY, ask, say
from .test_the_walk import WIDTHS, sign_in

# Where a post stands in its page, however far the page is scrolled.
PLACE = "(post) => post.getBoundingClientRect().top + scrollY"


@pytest.mark.parametrize("width", WIDTHS)
def test_who_asked_accepts_an_answer_changes_it_and_opens_the_question_again(walker, width):
    topic = ask(f"Who describes the pictures in a job advertisement, take {width}?", replies=2)
    expert, asker = walker(width), walker(width)
    sign_in(expert, LUIS)
    expert.go(topic.get_absolute_url())
    assert expert.page.get_by_label("Text", exact=True).count() == 1
    expert.fill("Text", "The office that advertises, with *your* list beside it.")
    expert.press("Post reply")
    expert.sees("Your reply is posted")

    sign_in(asker, DANA)
    asker.go(topic.get_absolute_url())
    asker.press("Accept as answer #2")
    asker.sees("Post #2 is the answer now.")
    asker.press("Accept as answer #4")
    asker.sees("Answer by Luis Ortega")
    expect(asker.page.locator(".post--answer")).to_have_attribute("id", "post-4")
    asker.go("/communities/accessibility/")
    row = asker.page.locator(".topic-row", has_text=topic.title)
    expect(row).to_contain_text("Solved")
    asker.follow(topic.title)
    asker.follow("Go to answer")
    expect(asker.page.locator("#post-4")).to_be_in_viewport()
    asker.press("Not the answer #4")
    asker.sees("The question is open again.")
    expect(asker.page.locator(".post--answer")).to_have_count(0)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_follower_sees_what_is_unread_goes_there_and_hears_of_more(walker, width):
    topic = ask(f"Which hashtags do you retire when a campaign ends, take {width}?", replies=22)
    reader, other = walker(width), walker(width)
    page = reader.page
    sign_in(reader, TOBY)
    reader.go(topic.get_absolute_url())
    reader.follow("Next")
    page.locator("details.follow summary").click()
    reader.look()
    reader.press("You are told of every reply", exact=False)
    expect(page.locator("details.follow summary")).to_contain_text("Following")

    sign_in(other, LUIS)
    for words in ("Those with a date in them.", "And those that others took over."):
        other.go(topic.address_of(topic.post_count))
        other.fill("Text", words)
        other.press("Post reply")
        topic.refresh_from_db()
    for post in topic.posts.filter(number__gt=23):
        tell_of_post(post.pk)

    reader.go("/communities/accessibility/")
    expect(page.locator(".topic-row", has_text=topic.title)).to_contain_text("2 new")
    reader.go("/notifications/")
    reader.sees(topic.title)
    reader.go("/communities/accessibility/")
    page.clock.install()
    reader.follow(topic.title)
    page.get_by_role("main").get_by_role("link", name="First unread post").click()
    expect(page.locator("#post-24")).to_be_in_viewport()
    reader.look()
    _hear_of_more(reader, topic)


def _hear_of_more(reader, topic) -> None:
    """Two more replies come while somebody reads: they are announced, and nothing moves."""
    page = reader.page
    page.locator("#post-23").scroll_into_view_if_needed()
    for words in ("We keep a list of them.", "So do we."):
        say(topic, words)
    before = page.evaluate("scrollY"), page.locator("#post-24").evaluate(PLACE)
    page.clock.fast_forward(46_000)
    news = page.get_by_role("status").filter(has_text="2 new replies")
    expect(news.get_by_role("link")).to_be_in_viewport()
    reader.look()
    assert (page.evaluate("scrollY"), page.locator("#post-24").evaluate(PLACE)) == before
    expect(page.locator("#post-26")).to_have_count(0)
    news.get_by_role("link").click()
    expect(page.locator("#post-26 .post__name")).to_be_focused()
    expect(page.locator("#post-27")).to_contain_text("So do we.")
    expect(page.locator("[data-news]")).to_be_empty()
    assert page.locator("#post-24").evaluate(PLACE) == before[1]
    reader.look()
    _is_said_wherever_one_reads(reader, topic)
    page.reload()
    expect(page.get_by_role("main").get_by_role("link", name="First unread post")).to_have_count(0)


def _is_said_wherever_one_reads(reader, topic) -> None:
    """Also at the top of a page that is longer than the window."""
    page = reader.page
    page.evaluate("scrollTo(0, 0)")
    say(topic, "There is one more.")
    page.clock.fast_forward(46_000)
    link = page.get_by_role("link", name="1 new reply")
    expect(link).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0
    link.click()
    expect(page.locator("#post-28 .post__name")).to_be_focused()
    expect(page.locator("#post-28")).to_be_in_viewport()
