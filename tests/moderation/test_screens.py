"""Keeping order over HTTP, and the pages of the ledger."""

from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from communities.agencies import keeping
from communities.discussions.answering import accept_answer
from communities.discussions.arranging.arranging import rename_topic
from communities.discussions.arranging.moving import move_topic
from communities.discussions.hiding import hide_post
from communities.discussions.models import Post
from communities.members.terms import publish_terms
from communities.spaces.models import Role, Visibility
from tests import make
from tests.tools import browser, queries, verbs


@pytest.fixture
def post(site) -> Post:
    return make.post(make.topic(make.community("Captioners", slug="captioners")), source="Call Jo at home.")


@pytest.fixture
def lead(post):
    return make.belonging(post.topic.community, Role.LEAD, name="Lea Lead")


def text(response) -> str:
    return unescape(response.content.decode())


def test_a_lead_hides_a_post_with_a_reason_and_stands_at_it(post, lead):
    response = browser(lead).post(
        f"/posts/{post.pk}/hide/", {"reason": "It names a private person."}, follow=True
    )
    assert response.redirect_chain[0][0] == post.get_absolute_url()
    assert "The post is hidden, and its author can read why." in text(response)
    assert "It names a private person." in text(response)
    assert Post.objects.get(pk=post.pk).hidden_by == lead


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_without_a_reason_nothing_is_hidden_and_the_form_says_so(post, lead, reason):
    response = browser(lead).post(f"/posts/{post.pk}/hide/", {"reason": reason})
    assert "Give a reason. The author reads it." in text(response)
    assert not Post.objects.get(pk=post.pk).is_hidden and "post.hidden" not in verbs()


def test_a_reason_that_is_too_long_is_kept_in_the_form(post, lead):
    response = browser(lead).post(f"/posts/{post.pk}/hide/", {"reason": "because " * 200})
    assert "because because" in text(response) and not Post.objects.get(pk=post.pk).is_hidden


def test_the_page_shows_what_is_about_to_be_hidden_and_warns_when_it_is_the_answer(post, lead):
    client = browser(lead)
    page = text(client.get(f"/posts/{post.pk}/hide/"))
    assert "Call Jo at home." in page and "accepted answer" not in page
    accept_answer(post, by=post.topic.author)
    assert "accepted answer" in text(client.get(f"/posts/{post.pk}/hide/"))


def test_the_second_moderator_reads_who_was_first(post, lead):
    hide_post(post, by=lead, reason="Private.")
    other = make.belonging(post.topic.community, Role.MODERATOR)
    response = browser(other).post(f"/posts/{post.pk}/hide/", {"reason": "Me too."})
    assert response.status_code == 403 and "Lea Lead has already hidden this post." in text(response)
    assert Post.objects.get(pk=post.pk).hidden_reason == "Private."


def test_a_member_reads_who_hides_posts_here(post):
    response = browser(post.author).post(f"/posts/{post.pk}/hide/", {"reason": "I regret it."})
    assert response.status_code == 403
    assert "Only moderators and leads of Captioners hide posts." in text(response)


def test_a_post_is_restored_from_its_page_by_the_button_that_stands_there(post, lead):
    hide_post(post, by=lead, reason="A mistake of mine.")
    client = browser(lead)
    page = text(client.get(post.get_absolute_url()))
    assert f'action="/posts/{post.pk}/restore/"' in page, "restoring is a form: it can't be a link"
    response = client.post(f"/posts/{post.pk}/restore/", follow=True)
    assert "The post is shown again." in text(response) and "Call Jo at home." in text(response)
    assert not Post.objects.get(pk=post.pk).is_hidden


# --- the ledger -----------------------------------------------------------------------------------


def test_the_ledger_of_a_community_holds_what_was_done_there_and_nothing_else(post, lead):
    elsewhere = make.topic(make.community("Elsewhere"), title="How is the heliotrope watered?")
    hide_post(post, by=lead, reason="It names a private person.")
    page = text(browser(lead).get("/communities/captioners/ledger/"))
    assert "Lea Lead" in page and "hid a post" in page and "It names a private person." in page
    assert elsewhere.title not in page and elsewhere.author.name not in page


def test_a_community_that_a_topic_left_keeps_what_was_done_and_not_the_words_that_few_read(post, lead):
    few = make.community("Few", visibility=Visibility.PRIVATE)
    keeper = make.belonging(few, Role.LEAD)
    make.give_role(post.topic.community, keeper, Role.MODERATOR, by=None)
    move_topic(post.topic, by=keeper, to=few)
    rename_topic(post.topic, by=keeper, title="How is the heliotrope watered?")
    ledger = "/communities/captioners/ledger/"
    page = text(browser(lead).get(ledger))
    assert "started a topic" in page and "moved a topic" in page and "heliotrope" not in page
    assert f"/topics/{post.topic_id}/" not in page
    assert "heliotrope" in text(browser(keeper).get(ledger))


def test_the_ledger_of_the_site_holds_what_was_done_anywhere(post):
    elsewhere = make.topic(make.community("Elsewhere"), title="How is the heliotrope watered?")
    page = text(browser(make.administrator()).get("/ledger/"))
    assert elsewhere.title in page and post.topic.title in page and "Elsewhere" in page


def test_the_ledger_names_no_address_and_no_words_of_members(post, lead):
    hide_post(post, by=lead, reason="Private.")
    for client, address in (
        (browser(lead), "/communities/captioners/ledger/"),
        (browser(make.administrator()), "/ledger/"),
    ):
        page = text(client.get(address))
        assert "@epa.gov" not in page.replace(str(make.administrator().email), "") and "Call Jo" not in page


def test_the_newest_acts_come_first_and_older_ones_on_the_next_page(post, lead):
    for _ in range(52):
        make.post(post.topic, by=lead)
    client = browser(lead)
    first, second = (text(client.get(f"/communities/captioners/ledger/?page={page}")) for page in (1, 2))
    assert f"{post.topic.title} #54" in first and f"{post.topic.title} #54" not in second
    assert "started a topic" in second and "started a topic" not in first
    assert client.get("/communities/captioners/ledger/?page=3").status_code == 404


def test_the_ledger_costs_the_same_with_few_acts_and_with_fifty(post, lead):
    hide_post(post, by=lead, reason="Private.")
    make.section(make.toolkit())
    clients = {"/communities/captioners/ledger/": browser(lead), "/ledger/": browser(make.administrator())}
    for address, client in clients.items():
        client.get(address)  # the session has begun, and what the process keeps is read
    before = {address: queries(client, address) for address, client in clients.items()}
    for n in range(50):
        topic = make.topic(post.topic.community, by=lead)
        if n % 5 == 0:
            hide_post(make.post(topic), by=lead, reason="Private.")
            make.section(make.toolkit())
    assert {address: queries(client, address) for address, client in clients.items()} == before
    assert max(before.values()) <= 8


def test_acts_on_agencies_and_terms_cost_the_ledger_nothing_also_when_the_thing_is_gone(site):
    by = make.administrator()
    client = browser(by)
    before = queries(client, "/ledger/")
    port = keeping.add_agency(by=by, name="Port of Kodiak", level="special", state="AK")
    keeping.add_domain("portofkodiak.org", by=by, body=port)
    tomorrow = timezone.now() + timedelta(days=1)  # so that nobody is asked to agree yet
    publish_terms("notices", by=by, text="New words.", changes="All.", in_force_from=tomorrow)
    keeping.remove_agency(keeping.add_agency(by=by, name="A slip", level="city", state="AK"), by=by)
    assert queries(client, "/ledger/") == before
    page = text(client.get("/ledger/"))
    assert port.get_absolute_url() in page and "portofkodiak.org" in page and "/terms/notices/" in page


def test_the_pages_about_hiding_cost_the_same_in_a_long_topic(post, lead):
    client = browser(lead)
    before = queries(client, f"/posts/{post.pk}/hide/")
    for _ in range(20):
        make.post(post.topic)
    assert queries(client, f"/posts/{post.pk}/hide/") == before <= 8
