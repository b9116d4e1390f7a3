"""The demonstration, written once for all tests here, through the verbs that people use."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.db.models import Q

from communities.discussions.models import (
    Act,
    Attachment,
    Bookmark,
    CommunityLevel,
    Draft,
    Kind,
    Poll,
    Post,
    Revision,
    Topic,
)
from communities.finding.models import MEMBERS, Document
from communities.ledger.models import Entry
from communities.members.models import JoinRequest, User
from communities.notifications.models import Kind as Told
from communities.notifications.models import Notification
from communities.spaces.models import Community, Invitation, JoinPolicy, Visibility
from portal.demo import content
from portal.search.reading import search
from tests import make
from tests.tools import browser, jobs
from toolkits.models import SectionPage, ToolkitPage


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The complete demonstration, in a transaction that is rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        make.bring_back_the_beginnings()
        said = StringIO()
        call_command("demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


def test_the_demonstration_is_as_large_as_a_living_community(demo):
    assert User.objects.members().count() >= 60 and Community.objects.count() == 8
    assert Topic.objects.count() >= 150 and Post.objects.count() >= 600
    assert ToolkitPage.objects.live().count() == 3 and SectionPage.objects.live().count() >= 30


def test_it_says_how_much_it_wrote(demo):
    assert f"{len(content.topics())} topics" in demo and "8 communities" in demo


def test_its_counters_and_its_documents_are_right(demo):
    for community in Community.objects.all():
        shown = Q(community=community) | Q(also_in=community)
        read = Topic.objects.filter(shown, merged_into=None, held_at=None)
        assert community.topic_count == read.count()
        assert community.member_count == community.memberships.count()
    for topic in Topic.objects.all():
        assert topic.post_count == topic.posts.count() + topic.gap_count or topic.merged_into_id
    documents = Document.objects.values_list("kind", flat=True)
    assert list(documents).count("topic") == Topic.objects.filter(merged_into=None, held_at=None).count()
    people = Document.objects.filter(kind="person", audience=MEMBERS)  # public profiles have another one
    assert people.count() == User.objects.members().count()


def test_it_shows_each_kind_of_topic_and_all_that_is_done_to_topics(demo):
    assert set(Topic.objects.values_list("kind", flat=True)) == set(Kind.values)
    done = set(Act.objects.values_list("kind", flat=True))
    shown = ("pinned", "locked", "moved", "merged", "split", "begun", "duplicate", "shared", "retagged")
    assert {Act.Kind(kind) for kind in shown} <= done
    polls = [(poll.is_closed, poll.is_multiple, poll.votes.count() >= 10) for poll in Poll.objects.all()]
    assert sorted(polls) == [(False, False, True), (True, True, True)]
    old = Topic.objects.filter(answer__created_at__lt=Entry.objects.latest("pk").at - timedelta(days=1095))
    assert old.exists()  # an answer of years ago


def test_it_shows_posts_that_were_edited_hidden_or_withdrawn_and_those_with_pictures_and_files(demo):
    assert Revision.objects.filter(post__edited_at__isnull=False).exists()
    hidden = Post.objects.get(hidden_at__isnull=False)
    assert hidden.hidden_reason and hidden.hidden_by_id != hidden.author_id
    assert Post.objects.filter(withdrawn_at__isnull=False).exists()
    kept = Attachment.objects.exclude(post=None)
    assert kept.filter(kind=Attachment.Kind.IMAGE).exclude(alt="").exists()
    assert kept.filter(name__endswith=".csv").exists() and kept.filter(name__endswith=".pdf").exists()
    assert all(f"/attachments/{each.key}/" in each.post.html for each in kept.select_related("post"))


def test_it_has_communities_of_each_visibility_and_each_way_of_joining(demo):
    assert set(Community.objects.values_list("visibility", flat=True)) == set(Visibility.values)
    assert set(Community.objects.values_list("join_policy", flat=True)) == set(JoinPolicy.values)
    assert Community.objects.exclude(archived_at=None).count() == 1


@pytest.mark.parametrize("slug", ["victor-nguyen", "dana-whitfield"])
def test_a_topic_and_a_reply_wait_for_whoever_signs_in_as_moderator_or_lead(demo, slug):
    held = Post.objects.exclude(held_at=None)
    assert sorted(post.number > 1 for post in held) == [False, True]
    person = User.objects.get(slug=slug)
    page = browser(person).get("/waiting-posts/").content.decode()
    assert all(f"/posts/{post.pk}/" in page for post in held)
    assert Notification.objects.filter(person=person, kind=Told.HELD).count() == 2
    others = browser(User.objects.get(slug="toby-marsh")).get("/waiting-posts/")
    assert all(f"/posts/{post.pk}/" not in others.content.decode() for post in held)


@pytest.mark.parametrize("slug", ["toby-marsh", "victor-nguyen", "dana-whitfield"])
def test_who_one_signs_in_as_has_drafts_bookmarks_follows_and_is_told_of_something(demo, slug):
    person = User.objects.get(slug=slug)
    for model in (Draft, Bookmark, CommunityLevel):
        assert model.objects.filter(person=person).exists()
    assert Notification.objects.filter(person=person, read_at=None).exists()


def test_every_act_in_it_is_in_the_ledger(demo):
    acts = list(Entry.objects.values_list("verb", flat=True))
    split = Act.objects.filter(kind=Act.Kind.BEGUN).count()
    assert acts.count("topic.started") == Topic.objects.count() - split
    assert acts.count("post.replied") + acts.count("topic.started") == Post.objects.count()
    for verb in ("post.hidden", "post.withdrawn", "post.edited", "poll.started", "poll.closed"):
        assert verb in acts
    assert acts.count("section.published") == SectionPage.objects.count() + ToolkitPage.objects.count()


def test_nothing_in_it_is_later_than_now_and_replies_come_after_questions(demo):
    latest = Entry.objects.latest("pk").at
    merged = Act.objects.filter(kind=Act.Kind.MERGED).values(
        "topic"
    )  # those posts stand behind, as they were
    topics = Topic.objects.filter(merged_into=None)
    for topic in topics.exclude(pk__in=merged).prefetch_related("posts"):
        dates = [post.created_at for post in topic.posts.all()]
        assert dates == sorted(dates) and dates[-1] <= latest
    for topic in topics.filter(held_at=None):
        read = topic.posts.filter(held_at=None)
        assert topic.last_post_at == read.latest("created_at").created_at <= latest


def test_no_mail_left(demo):
    assert mail.outbox == [] and not Notification.objects.exclude(mailed_at=None).exists()
    assert all(address.endswith((".gov", ".mil", ".example")) and "+demo@" in address for address in
               User.objects.values_list("email", flat=True))  # fmt: skip


def test_somebody_waits_for_a_decision_and_somebody_is_invited(demo):
    request = JoinRequest.objects.get(state="waiting")
    assert (request.domain, request.vouching) == ("pineridge-county.example", "asked")
    assert User.objects.members().filter(email=request.voucher).exists()
    assert Invitation.objects.get().state == "open"


def test_writing_it_again_does_nothing(demo):
    before = [model.objects.count() for model in (User, Topic, Post, Document, Entry, SectionPage)]
    before.append(len(jobs("tell_of_post")))
    said = StringIO()
    call_command("demo", stdout=said)
    assert "there already" in said.getvalue()
    after = [model.objects.count() for model in (User, Topic, Post, Document, Entry, SectionPage)]
    assert [*after, len(jobs("tell_of_post"))] == before


def test_the_accounts_to_sign_in_as_exist(demo):
    said = StringIO()
    call_command("demo", accounts=True, stdout=said)
    addresses = [word for word in said.getvalue().split() if "@" in word]
    assert len(addresses) == 5
    assert User.objects.members().filter(email__in=addresses).count() == 5


def test_every_page_of_it_opens_for_an_administrator(demo):
    client = browser(User.objects.get(is_superuser=True))
    topics = [topic.get_absolute_url() for topic in Topic.objects.all()[::15]]
    pages = [page.url for page in [*ToolkitPage.objects.all(), *SectionPage.objects.all()]]
    communities = [community.get_absolute_url() for community in Community.objects.all()]
    assert len(topics) >= 10 and len(pages) >= 33
    for address in ["/", "/toolkits/", "/people/", "/ledger/", *topics, *pages, *communities]:
        assert client.get(address).status_code == 200, address


# as members would type them; what helps is a topic, a section of a toolkit or a person
QUESTIONS = {
    "how do I caption a live video": "How do we caption live video on Instagram?",
    "someone is impersonating our director": "Report an impersonating account",
    "alt text for a map": "Charts, maps and infographics",
    "can we block a user on Facebook": (
        "We have about 60 blocked accounts from years ago and no notes. Unblock them all?"
    ),
    "FOIA request for direct messages": (
        'FOIA request for "all direct messages" to our account. Do DMs count?'
    ),
    "after hours approval hurricane": (
        "Who approves a post at 2 a.m. when everyone in the approval chain is asleep?"
    ),
    "our account was hacked what do we do first": "The first hour of a hijack",
    "do we have to keep deleted tweets as records": (
        "Are Instagram stories that vanish after a day still records? And posts we deleted?"
    ),
    "do polls need PRA clearance": (
        "Does a two-question poll on social media need Paperwork Reduction Act clearance?"
    ),
    "who can answer questions about Section 508": "Luis Ortega",
    "is TikTok allowed on government phones": (
        "Can we look at TikTok at all from a government device, say for rumor checks?"
    ),
    "color contrast of our brand": "Color, contrast and motion",
    "hashtags capital letters": "Text: structure, hashtags, emoji and special characters",
    "terms of service federal": "Terms of service and procurement",
}


@pytest.mark.parametrize(("question", "expected"), QUESTIONS.items(), ids=list(QUESTIONS))
def test_a_question_in_a_members_own_words_finds_what_helps_among_the_first_five(demo, question, expected):
    person = User.objects.get(slug="toby-marsh")
    found = search(person, text=question, kind="", tag="", number=1).page.items[:5]
    assert expected in [result.document.title for result in found]
