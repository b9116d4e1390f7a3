import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from communities.discussions.answering import accept_answer
from communities.discussions.hiding import hide_post, restore_post
from communities.discussions.models import Post, Topic
from communities.discussions.reading import topics as reading
from communities.finding.models import Document
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.notifications.models import Notification
from communities.spaces.models import Role
from portal.search.reading import search
from tests import make
from tests.tools import browser, verbs

SECRET = "Heliotrope"  # a word that is nowhere else


@pytest.fixture
def post(db) -> Post:
    return make.post(make.topic(), source=f"Call {SECRET} at home.")


@pytest.fixture
def lead(post):
    return make.belonging(post.topic.community, Role.LEAD, name="Lea Lead")


def test_hiding_keeps_the_text_and_says_who_when_and_why(post, lead):
    hide_post(post, by=lead, reason="  It names a private person. ")
    post = Post.objects.get(pk=post.pk)
    assert SECRET in post.source and post.hidden_at
    assert (post.hidden_by, post.hidden_reason) == (lead, "It names a private person.")
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.on) == ("post.hidden", lead, post)
    assert entry.facts == {"topic": post.topic_id, "reason": "It names a private person."}
    assert entry.community_id == post.topic.community_id


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_nothing_is_hidden_without_a_reason(post, lead, reason):
    with pytest.raises(ValidationError, match="Give a reason. The author reads it."):
        hide_post(post, by=lead, reason=reason)
    assert not Post.objects.get(pk=post.pk).is_hidden and "post.hidden" not in verbs()


def test_the_database_itself_keeps_no_hidden_post_without_a_reason(post, lead):
    hide_post(post, by=lead, reason="Private.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(hidden_reason="")


def test_only_those_who_keep_order_hide(post):
    for person in (post.author, post.topic.author, make.belonging(make.community(), Role.LEAD)):
        with pytest.raises(Refused, match="Only moderators and leads of"):
            hide_post(post, by=person, reason="I don't like it.")


def test_a_hidden_answer_is_no_answer_any_more_and_is_none_when_it_is_restored(post, lead):
    accept_answer(post, by=post.topic.author)
    hide_post(post, by=lead, reason="Private.")
    topic = Topic.objects.get()
    assert (topic.answer, topic.answered_by) == (None, None)
    assert Document.objects.get(kind="topic").facts["solved"] is False
    restore_post(post, by=lead)
    assert Topic.objects.get().answer is None


def test_the_author_is_told_and_reads_the_reason_on_the_page(post, lead):
    hide_post(post, by=lead, reason="It names a private person.")
    note = Notification.objects.get()
    assert (note.person, note.kind, note.target) == (post.author, "hidden", post)
    html = browser(post.author).get(post.topic.get_absolute_url()).content.decode()
    assert "It names a private person." in html and SECRET in html


def pages(post: Post) -> list[str]:
    """Every page on which what was said in a topic could stand."""
    topic = post.topic
    slug = topic.community.slug
    listed = [f"/communities/{slug}/", f"/communities/{slug}/?show=unsolved", f"/communities/{slug}/about/"]
    found = [f"/search/?q={SECRET}", "/search/?q=call+home", "/search/?tag=captions", "/"]
    return [topic.get_absolute_url(), *listed, *found]


def readers(post: Post):
    return {"visitor": None, "asker": post.topic.author, "other": make.belonging(post.topic.community)}


def words(client, address: str) -> str:
    """What a page says beside what was typed into its search box."""
    return client.get(address).content.decode().replace(f'value="{SECRET}"', "").replace(f"“{SECRET}”", "")


def test_others_read_the_hidden_text_on_no_page_in_no_list_and_in_no_result(site, post, lead):
    accept_answer(post, by=post.topic.author)
    for person in readers(post).values():
        assert SECRET in browser(person).get(post.topic.get_absolute_url()).content.decode()
    hide_post(post, by=lead, reason="Private.")
    for kind, person in readers(post).items():
        for address in pages(post):
            html = words(browser(person), address)
            assert f"{SECRET} at home" not in html and "Private." not in html, (kind, address)


def test_nobody_finds_a_topic_by_words_that_are_hidden_and_everybody_by_words_that_are_restored(post, lead):
    def finds(person) -> int:
        return search(person, text=SECRET, kind="", tag="", number=1).total

    assert {kind: finds(person) for kind, person in readers(post).items()} == dict.fromkeys(readers(post), 1)
    hide_post(post, by=lead, reason="Private.")
    assert finds(None) == finds(post.topic.author) == finds(lead) == 0
    assert SECRET not in Document.objects.get(kind="topic").body
    restore_post(post, by=lead)
    assert finds(None) == 1


def test_others_can_not_reach_the_hidden_text_through_editing_or_hiding(site, post, lead):
    hide_post(post, by=lead, reason="Private.")
    outsider = browser(make.belonging(post.topic.community))
    for address in (f"/posts/{post.pk}/edit/", f"/posts/{post.pk}/hide/"):
        response = outsider.get(address)
        assert response.status_code == 403 and SECRET not in response.content.decode()


def test_a_hidden_post_keeps_its_place_and_its_number(post, lead):
    make.post(post.topic)
    hide_post(post, by=lead, reason="Private.")
    page = reading.topic_page(reading.topic_for(None, post.topic_id), None, 1)
    assert [(view.post.number, view.hidden, bool(view.html)) for view in page.posts] == [
        (1, False, True),
        (2, True, False),
        (3, False, True),
    ]


def test_restoring_shows_the_post_tells_its_author_and_keeps_the_reason_in_the_ledger(post, lead):
    hide_post(post, by=lead, reason="A mistake of mine.")
    restore_post(post, by=lead)
    post = Post.objects.get(pk=post.pk)
    assert (post.hidden_at, post.hidden_by, post.hidden_reason) == (None, None, "")
    assert verbs()[-2:] == ["post.hidden", "post.restored"]
    assert Entry.objects.get(verb="post.hidden").facts["reason"] == "A mistake of mine."
    assert list(Notification.objects.values_list("kind", flat=True)) == ["hidden", "restored"]


def test_what_is_not_hidden_is_not_restored(post, lead):
    with pytest.raises(Refused, match="This post is not hidden"):
        restore_post(post, by=lead)


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_the_same_moment_the_second_reads_the_name_of_the_first():
    post = make.post(make.topic())
    people = [make.belonging(post.topic.community, Role.MODERATOR, name) for name in ("Mia One", "Moe Two")]
    found = make.at_once(
        *[lambda one=one: hide_post(post, by=make.fresh(one), reason=f"{one} says so.") for one in people]
    )
    refused = [result for result in found if isinstance(result, Refused)]
    hidden = Post.objects.select_related("hidden_by").get(pk=post.pk)
    assert [str(refusal) for refusal in refused] == [f"{hidden.hidden_by} has already hidden this post."]
    assert hidden.hidden_reason == f"{hidden.hidden_by} says so."
    assert verbs().count("post.hidden") == Notification.objects.count() == 1
