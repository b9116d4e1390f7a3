"""A private community full of words that stand nowhere else. Whoever is not in it asks for every address of
the site; no canary is heard.
"""

import re
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, get_resolver, reverse
from PIL import Image

from communities.accounts.preparing import write_archive
from communities.discussions.answering import accept_answer
from communities.discussions.arranging.arranging import lock_topic, rename_topic
from communities.discussions.arranging.duplicating import close_as_duplicate
from communities.discussions.arranging.merging import merge_topics, split_topic
from communities.discussions.arranging.moving import move_topic, show_also_in
from communities.discussions.bookmarking import keep_post
from communities.discussions.following.following import set_community_level, set_topic_level
from communities.discussions.hiding import hide_post
from communities.discussions.marking import mark_helpful
from communities.discussions.models import Attachment, Poll, Post, Topic
from communities.discussions.polls.polling import start_poll, vote
from communities.discussions.tasks import tell_of_post
from communities.discussions.writing.attaching import attach
from communities.discussions.writing.drafting import place_of, save_draft
from communities.discussions.writing.editing import edit_post
from communities.discussions.writing.scanning import scan
from communities.notifications.models import Notification
from communities.notifications.tasks import mail_notification
from communities.spaces.guiding import publish_guidelines
from communities.spaces.joining import leave_community
from communities.spaces.models import Community
from communities.spaces.requesting import remove_member
from tests import make
from tests.everywhere.test_urls import patterns
from tests.everywhere.world import World, build, rolled_back

CANARY = "zephyrquartz"  # in every word, title, name, file and tag of the community
TYPED = "zephyrquart"  # what somebody types who has heard of it: shown again, and no canary
OUTSIDERS = ("visitor", "waiting", "elsewhere", "former", "removed")
TAG = "zephyrquartz-beds"  # its address can be guessed; its name has a space
PDF = b"%PDF-1.7\nzephyrquartz"
CLUB = f"the {CANARY} club"
CHANGING = re.compile(r'nonce[=-]"?[^"\s>;\']*|value="[\w-]{30,}"|data-(idle|end)="\d+"')  # with every answer


@pytest.fixture
def world(db, settings, tmp_path) -> World:
    private = {**settings.STORAGES["private"], "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return build()


def say(community: Community, by, what: str, **fields) -> Topic:
    about = {"title": f"The {CANARY} {what}", "source": f"Words of the {CANARY}.", "tags": [TAG, "captions"]}
    return make.topic(community, by=by, **{**about, **fields})


def plant(world: World) -> SimpleNamespace:
    """Fill the private community, with relations to the public one, and let two of its members go."""
    author, lead = (make.fresh(world.people[kind]) for kind in ("belonging", "lead"))
    public, private = Community.objects.get(slug="public"), Community.objects.get(slug="private")
    Community.objects.filter(pk=private.pk).update(
        name=f"The {CANARY} club", purpose=f"To keep {CANARY}.", description=f"We keep {CANARY}."
    )
    private.refresh_from_db()
    publish_guidelines(private, by=lead, text=f"Be kind to the {CANARY}.")
    former, removed = make.belonging(private, name="Fay Former"), make.belonging(private, name="Ron Removed")
    watering = _talk(private, author, lead, former, removed)
    _relations(public, private, author, lead)
    save_draft(lead, place_of(private), {"title": f"A {CANARY}", "body": f"A {CANARY}"}, version=0)
    tell_of_all()
    leave_community(private, by=former)
    remove_member(private, removed, by=lead, reason="You asked for it.")
    world.people |= {"former": make.fresh(former), "removed": make.fresh(removed)}
    return SimpleNamespace(private=private, public=public, watering=watering, author=author, lead=lead)


def _talk(private: Community, author, lead, *members) -> Topic:
    """A topic with all that a topic can have; the members took part in it."""
    watering = say(private, author, "watering schedule")
    picture = BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    shown = attach(SimpleUploadedFile("a.png", picture.getvalue()), by=lead, alt=f"A {CANARY} in a pot")
    file = attach(SimpleUploadedFile(f"{CANARY}.pdf", PDF), by=lead)
    scan(file.pk)
    answer = make.post(watering, by=lead, source=f"The {CANARY}: {shown.markdown} {file.markdown}")
    edit_post(answer, by=lead, source=f"{answer.source} More {CANARY}.", read_source=answer.source)
    poll = start_poll(
        watering, by=author, question=f"Which {CANARY}?", options=[f"Red {CANARY}", f"Blue {CANARY}"]
    )
    for person in members:
        person = make.fresh(person)
        set_community_level(private, by=person, level="follow")
        set_topic_level(watering, by=person, level="follow")
        keep_post(answer, by=person, note="For later.")
        mark_helpful(answer, by=person, helpful=True)
        vote(poll, by=person, choices=[1])
        make.post(watering, by=person, source="My own plain words.")
        save_draft(person, place_of(watering), {"body": "My own draft."}, version=0)
        make.post(watering, by=lead, source=f"Ask @{person.slug} of the {CANARY}.")
    accept_answer(answer, by=author)
    hide_post(make.post(watering, by=author, source=f"A {CANARY}."), by=lead, reason=f"Not {CANARY}.")
    return watering


def _relations(public: Community, private: Community, author, lead) -> None:
    """Between the two communities, in every direction that is allowed."""
    outside = [make.topic(public, by=author, title=f"An office fern, pot {number}") for number in range(4)]
    moved, merged, shared, original = outside
    move_topic(moved, by=lead, to=private)
    rename_topic(moved, by=lead, title=f"Now a {CANARY}")
    other = say(private, lead, "pot")
    merge_topics(merged, into=other, by=lead)
    show_also_in(shared, by=lead, other=private)
    close_as_duplicate(say(private, author, "twin"), of=original, by=lead)
    topic = say(private, author, "long story")
    number = make.post(topic, by=author, source=f"Another {CANARY}.").number
    split_topic(topic, [number], by=lead, title=f"A {CANARY} of its own")
    lock_topic(topic, by=lead, locked=True, reason=f"Enough of the {CANARY}.")


def tell_of_all() -> None:
    for key in Post.objects.values_list("pk", flat=True):
        tell_of_post(key)


def addresses(world: World, planted: SimpleNamespace) -> set[str]:
    """Every address of the site that takes something of the private community, and all that take nothing."""
    private = planted.private
    here = Topic.objects.filter(community=private) | Topic.objects.filter(merged_into__community=private)
    here |= Topic.objects.filter(also_in=private) | Topic.objects.filter(duplicates__community=private)
    topics = list(here.distinct())
    posts = Post.objects.filter(topic__in=topics, number__in=[1, 2, 7]).values_list("pk", flat=True)[:9]
    people = [planted.author.slug, planted.lead.slug, "fay-former", "ron-removed"]
    notes = Notification.objects.filter(community=private).values_list("pk", flat=True)
    fill = {
        "topic_": [[each.pk] for each in topics],
        "answer_withdraw": [[each.pk] for each in topics],
        "poll_start": [[each.pk] for each in topics],
        "post_": [[key] for key in posts],
        "answer_accept": [[key] for key in posts],
        "poll_": [[key] for key in Poll.objects.values_list("pk", flat=True)],
        "attachment_": [[key] for key in Attachment.objects.values_list("key", flat=True)],
        "notification_": [[key] for key in notes],
        "tag_": [[TAG]],
        "member_": [[slug] for slug in people],
        "message_": [[slug] for slug in people],
        "membership_request": [[key] for key in private.requests.values_list("pk", flat=True)],
        "community_member": [[private.slug, slug] for slug in people],
        "": [[private.slug], [private.slug, 1]],
    }
    found = set()
    for name in {name for _address, name in patterns(get_resolver()) if name}:
        begins = [each for each in fill if name.startswith(each)]
        given = [args for each in begins for args in fill[each]]
        given += [args for (named, _where), args in world.args.items() if named == name]
        for args in [[], *given]:
            try:
                found.add(reverse(name, args=args))
            except NoReverseMatch:
                continue
    found |= {f"/topics/{each.pk}/x/" for each in topics}
    return {each for each in found if not each.startswith(("/admin/", "/accounts/", "/_util/"))} | asked(
        private
    )


def asked(private: Community) -> set[str]:
    """Questions to the pages that look for something."""
    found = set()
    for words in (TYPED, "watering+schedule", f"the+{TYPED}+club", "captions", "fern"):
        found |= {f"/search/?q={words}", f"/search/?q={words}&kind=topic", f"/people/?q={words}"}
        found |= {f"/tags/suggest/?q={words}", f"/communities/?q={words}"}
        for slug in ("public", private.slug):
            found |= {
                f"/communities/{slug}/similar/?title={words}+how",
                f"/communities/{slug}/names/?q={words}",
            }
            found |= {f"/communities/{slug}/?show=unsolved", f"/communities/{slug}/?tag={TAG}"}
    found |= {
        f"/search/?tag={TAG}",
        f"/topics/?tag={TAG}",
        "/search/?tag=captions",
        "/topics/?show=unanswered",
    }
    found |= {
        "/topics/?show=following",
        "/topics/?show=mine",
        "/topics/?show=answerable",
        "/sitemap.xml",
        "/",
    }
    return found | {"/communities/public/names/?q=Fa", "/notifications/?only=unread", "/toolkits/"}


def heard(response, *, was_told: bool = False) -> list[str]:
    """Where the canary is heard in an answer. Who was removed was told from what: these pages may say it."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    head = [f"{name}: {unquote(value)}" for name, value in response.headers.items()]
    said = [
        each.lower().replace(TAG, "") for each in (*head, body.decode("utf-8", "replace"))
    ]  # as it was asked
    address = response.request["PATH_INFO"]
    if was_told and address.startswith(("/communities/requests/", "/notifications/")):
        said = [each.replace(CLUB, "") for each in said]
    found = [each[max(each.find(CANARY) - 80, 0) :][:160] for each in said if CANARY in each]
    return [*found, *(["a picture"] if body.startswith(b"RIFF") and "attachments" in address else [])]


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_no_address_of_the_site_gives_a_canary_away(world, kind):
    planted = plant(world)
    every = sorted(addresses(world, planted))
    assert len(every) >= 300
    assert heard(world.client("belonging").get(planted.watering.get_absolute_url()))
    client, leaks = world.client(kind), {}
    for address in every:
        for ask in (client.get, client.post):
            with rolled_back():
                found = heard(ask(address), was_told=kind == "removed")
            if found:
                leaks[f"{ask.__name__} {address}"] = found
    assert leaks == {}


@pytest.mark.parametrize("kind", ["former", "removed"])
def test_who_has_gone_gets_their_own_words_in_the_download_and_no_canary(world, kind):
    plant(world)
    archive = BytesIO()
    write_archive(world.people[kind], archive)
    with ZipFile(archive) as packed:
        said = " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist()).lower()
    assert "my own plain words." in said and "my own draft." in said and "for later." in said
    assert (CLUB in said) == (kind == "removed")  # they were told from what
    assert CANARY not in said.replace(CLUB, "")


def test_no_mail_that_waits_goes_to_who_has_gone(world, mailoutbox):
    plant(world)
    gone = [world.people[kind].email for kind in ("former", "removed")]
    waiting = Notification.objects.filter(person__email__in=gone, mailed_at=None)
    assert waiting.filter(title__icontains=CANARY).count() >= 4
    for key in Notification.objects.values_list("pk", flat=True):
        mail_notification(key)
    said = [(mail.to[0], f"{mail.subject} {mail.body} {mail.extra_headers}".lower()) for mail in mailoutbox]
    assert [to for to, words in said if to in gone and CANARY in words.replace(CLUB, "")] == []
    assert [to for to, words in said if to in gone and CLUB in words] == [world.people["removed"].email]
    assert any(CANARY in words for to, words in said if to not in gone)


PAGES = [
    "/", "/communities/", "/communities/public/", "/communities/public/about/",
    "/communities/public/members/", "/communities/public/feed/", "/topics/", "/topics/?tag=captions",
    "/tags/captions/feed/", "/search/?tag=captions", "/search/?q=live", "/search/?q=words", "/people/",
    "/people/belonging/", "/people/lead/", "/agencies/", "/notifications/", "/following/", "/bookmarks/",
    "/drafts/", "/tags/suggest/?q=zephyr",
]  # fmt: skip


@pytest.mark.parametrize("kind", ["visitor", "elsewhere"])
def test_no_number_on_any_page_moves_by_what_is_said_in_private(world, kind):
    author, lead = (make.fresh(world.people[each]) for each in ("belonging", "lead"))
    member = make.belonging(Community.objects.get(slug="private"))
    client = world.client(kind)

    def pages() -> dict[str, str]:
        return {each: CHANGING.sub("", client.get(each).content.decode()) for each in PAGES}

    before = pages()
    assert sum(len(page) > 500 for page in before.values()) >= 10 and before == pages()
    _talk(Community.objects.get(slug="private"), author, lead, member)
    after = pages()
    assert {each for each in PAGES if before[each] != after[each]} == set()


@pytest.mark.parametrize("kind", OUTSIDERS)
def test_a_file_of_a_private_post_is_nowhere_for_others_not_by_its_path_either(world, kind, settings):
    planted = plant(world)
    files = Attachment.objects.filter(post__topic=planted.watering)
    assert sorted(each.kind for each in files) == ["file", "image"]
    inside, client = world.client("lead"), world.client(kind)
    media = Path(settings.MEDIA_ROOT).resolve()
    for each in files:
        assert inside.get(each.get_absolute_url()).status_code == 200
        assert media not in Path(each.file.path).resolve().parents
        for address in (
            each.get_absolute_url(),
            f"/media/{each.file.name}",
            f"/media/../private/{each.file.name}",
            f"/static/{each.file.name}",
            f"/{each.file.name}",
            f"/documents/1/{each.name}",
        ):
            for ask in (client.get, client.head):
                response = ask(address)
                assert response.status_code == 404 and not heard(response), address


def test_what_is_handed_out_is_named_by_its_content_and_runs_nothing(world):
    planted = plant(world)
    for each in Attachment.objects.filter(post__topic=planted.watering):
        head = world.client("lead").get(each.get_absolute_url()).headers
        expected = ("image/webp", "inline") if each.is_image else ("application/pdf", "attachment")
        assert (head["Content-Type"], head["Content-Disposition"].partition(";")[0]) == expected
        assert head["X-Content-Type-Options"] == "nosniff" and "private" in head["Cache-Control"]
        assert head["Content-Security-Policy"] == "default-src 'none'; sandbox"
