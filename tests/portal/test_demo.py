"""The demonstration, written once for all tests here, through the verbs that people use."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction

from communities.discussions.models import Post, Topic
from communities.finding.models import MEMBERS, Document
from communities.ledger.models import Entry
from communities.members.models import JoinRequest, User
from communities.notifications.models import Notification
from communities.spaces.models import Community, Invitation
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
    assert User.objects.members().count() >= 60 and Community.objects.count() == 6
    assert Topic.objects.count() >= 150 and Post.objects.count() >= 600
    assert ToolkitPage.objects.live().count() == 3 and SectionPage.objects.live().count() >= 30


def test_it_says_how_much_it_wrote(demo):
    assert f"{Topic.objects.count()} topics" in demo and "6 communities" in demo


def test_its_counters_and_its_documents_are_right(demo):
    for community in Community.objects.all():
        assert community.topic_count == community.topics.count()
        assert community.member_count == community.memberships.count()
    for topic in Topic.objects.all():
        assert topic.post_count == topic.posts.count()
    documents = Document.objects.values_list("kind", flat=True)
    assert list(documents).count("topic") == Topic.objects.count()
    people = Document.objects.filter(kind="person", audience=MEMBERS)  # public profiles have another one
    assert people.count() == User.objects.members().count()


def test_every_act_in_it_is_in_the_ledger(demo):
    acts = list(Entry.objects.values_list("verb", flat=True))
    assert acts.count("topic.started") == Topic.objects.count()
    assert acts.count("post.replied") == Post.objects.count() - Topic.objects.count()
    assert acts.count("section.published") == SectionPage.objects.count() + ToolkitPage.objects.count()


def test_nothing_in_it_is_later_than_now_and_replies_come_after_questions(demo):
    latest = Entry.objects.latest("pk").at
    for topic in Topic.objects.prefetch_related("posts"):
        dates = [post.created_at for post in topic.posts.all()]
        assert dates == sorted(dates) and dates[-1] <= latest and topic.last_post_at == dates[-1]


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
