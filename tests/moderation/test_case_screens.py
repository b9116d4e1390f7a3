"""Cases over HTTP: report, decide, read, appeal; and what a page costs."""

from html import unescape

import pytest

from communities.discussions.models import Post
from communities.moderation.deciding import Judgment, decide
from communities.moderation.models import Case, Decision
from communities.moderation.reporting import report_post
from communities.spaces.models import Role
from tests import make
from tests.tools import browser, queries


@pytest.fixture
def post(site) -> Post:
    return make.post(make.topic(make.community("Captioners", slug="captioners")), source="Call Jo at home.")


@pytest.fixture
def lead(post):
    return make.belonging(post.topic.community, Role.LEAD, name="Lea Lead")


def text(response) -> str:
    return unescape(response.content.decode())


def test_from_a_report_to_an_appeal(post, lead):
    reporter, author = browser(make.member("Rita")), browser(post.author)
    assert f"/posts/{post.pk}/report/" in text(reporter.get(post.get_absolute_url()))
    empty = text(reporter.post(f"/posts/{post.pk}/report/", {"note": "Look."}))
    assert "Choose one." in empty and "Look." in empty
    done = reporter.post(f"/posts/{post.pk}/report/", {"worry": "abuse", "note": "Look."}, follow=True)
    assert "Nobody has decided yet" in text(done)

    keeper, case = browser(lead), Case.objects.get()
    assert case.get_absolute_url() in text(keeper.get("/moderation/"))
    page = text(keeper.get(case.get_absolute_url()))
    assert "Call Jo at home." in page and "Look." in page and "Rita" in page
    chosen = {"outcome": "hide", "notice": "reminder"}
    assert "Give a reason." in text(keeper.post(case.get_absolute_url(), chosen))
    keeper.post(case.get_absolute_url(), chosen | {"reason": "It names Jo."})

    decision = Decision.objects.get()
    page = text(author.get(decision.get_absolute_url()))
    assert "It names Jo." in page and "Rita" not in page and "A reminder" in page
    assert "You have appealed" in text(
        author.post(decision.get_absolute_url(), {"words": "Jo is a dog."}, follow=True)
    )
    assert "Jo is a dog." in text(keeper.get(Case.objects.open().get().get_absolute_url()))


def test_the_second_moderator_reads_what_the_first_did_and_keeps_what_was_typed(post, lead):
    case = report_post(post, by=make.member(), worry="spam").case
    decide(case, Judgment(outcome="keep", reason="It is fine."), by=lead)
    late = browser(make.belonging(post.topic.community, Role.MODERATOR))
    answer = text(
        late.post(case.get_absolute_url(), {"outcome": "hide", "notice": "none", "reason": "Mine."})
    )
    assert "Lea Lead has already decided this" in answer and "It is fine." in answer
    assert not Post.objects.get(pk=post.pk).is_hidden


def test_chosen_cases_are_removed_as_spam_and_others_stay(post, lead):
    other = make.post(post.topic)
    cases = [report_post(each, by=make.member(), worry="spam").case for each in (post, other)]
    browser(lead).post("/moderation/spam/", {"case": [cases[0].pk], "reason": "It sells."})
    assert Post.objects.get(pk=post.pk).is_hidden and not Post.objects.get(pk=other.pk).is_hidden


def test_a_moderator_elsewhere_finds_no_case_in_list_or_by_address(post, lead):
    case = report_post(post, by=make.member(), worry="spam").case
    stranger = browser(make.belonging(make.community(), Role.LEAD))
    assert post.topic.title not in text(stranger.get("/moderation/"))
    assert stranger.get(case.get_absolute_url()).status_code == 404


def test_the_queue_costs_the_same_for_many_cases(post, lead):
    report_post(post, by=make.member(), worry="spam")
    client = browser(lead)
    few = queries(client, "/moderation/")
    for _each in range(5):
        report_post(make.post(post.topic), by=make.member(), worry="spam")
    assert queries(client, "/moderation/") == few


def test_figures_name_nobody(post, lead):
    decide(report_post(post, by=make.member("Rita"), worry="spam").case,
           Judgment(outcome="remove", reason="It sells."), by=lead)  # fmt: skip
    page = text(browser(make.member()).get("/communities/captioners/order/"))
    assert "Remove the post for good" in page and "Rita" not in page and post.author.name not in page
