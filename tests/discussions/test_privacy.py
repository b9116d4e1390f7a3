"""What is said in a private community leaks nowhere: no list, no count, no result, no mail, no error page."""

import pytest

from communities.discussions.following.following import set_following
from communities.discussions.reading import listing
from communities.discussions.reading import topics as reading
from communities.discussions.tasks import tell_of_post
from communities.notifications.models import Notification
from communities.spaces.joining import join_community, leave_community
from communities.spaces.models import JoinPolicy, Role, Visibility
from portal.search.reading import search
from tests import make
from tests.tools import browser

SECRET = "Heliotrope"


@pytest.fixture
def secret(site):
    """A topic in a private community whose every word could give it away."""
    private = make.community(
        "Heliotrope club",
        slug="heliotrope-club",
        purpose="Heliotrope things.",
        visibility=Visibility.PRIVATE,
        join_policy=JoinPolicy.INVITATION,
    )
    asker = make.belonging(private, name="Asa Asker")
    topic = make.topic(private, by=asker, title="How is the heliotrope watered?", source="Heliotrope!")
    make.post(topic, source="Every heliotrope differs.")
    return topic


@pytest.fixture
def public(site):
    return make.topic(title="How is the office fern watered?", source="The office fern.")


def outsiders() -> dict:
    return {
        "visitor": None,
        "member": make.member(),
        "elsewhere": make.belonging(make.community(), Role.LEAD),
    }


def test_no_page_that_outsiders_can_open_holds_a_word_of_it(secret, public):
    lists = ["/", "/communities/", public.community.get_absolute_url(), public.get_absolute_url()]
    finds = [
        "/search/?q=watered",
        "/search/?tag=captions",
        "/search/?q=how+is+the+office",
        "/people/",
        "/notifications/",
    ]
    profile = [secret.author.get_absolute_url()]
    for kind, person in outsiders().items():
        client = browser(person)
        for address in [*lists, *finds, *profile]:
            html = client.get(address, follow=True).content.decode().lower()
            assert SECRET.lower() not in html, (kind, address)


def test_its_pages_are_not_found_and_the_answer_is_that_for_what_never_was(secret):
    post = secret.posts.get(number=2)
    slug = secret.community.slug
    reads = [secret.get_absolute_url(), f"/communities/{slug}/", f"/communities/{slug}/about/"]
    signed_in = [f"/posts/{post.pk}/edit/", f"/posts/{post.pk}/hide/", f"/communities/{slug}/members/"]
    signed_in += [f"/communities/{slug}/ledger/", f"/communities/{slug}/start/"]
    for kind, person in outsiders().items():
        client = browser(person)
        nothing = client.get("/topics/999999/nothing/").content
        for address in reads + (signed_in if person else []):
            response = client.get(address)
            assert response.status_code == 404, (kind, address)
            assert SECRET.lower() not in response.content.decode().lower().replace(address.lower(), "")
            assert len(response.content) == len(nothing), (kind, address)


def test_its_old_address_does_not_lead_to_its_title(secret):
    response = browser(make.member()).get(f"/topics/{secret.pk}/x/")
    assert response.status_code == 404 and "Location" not in response.headers


def test_no_verb_over_http_reaches_it(secret):
    post = secret.posts.get(number=2)
    addresses = [f"/topics/{secret.pk}/{act}/" for act in ("reply", "follow", "reopen")]
    addresses += [f"/posts/{post.pk}/{act}/" for act in ("accept", "helpful", "hide", "restore", "edit")]
    addresses += [
        f"/communities/{secret.community.slug}/{act}/" for act in ("join", "leave", "preview", "start")
    ]
    for person in filter(None, outsiders().values()):
        for address in addresses:
            data = {"body": "Hello.", "reason": "Because.", "follow": "yes", "read_source": post.source}
            assert browser(person).post(address, data).status_code == 404, address
    assert secret.posts.count() == 2


def test_search_counts_nothing_that_it_may_not_show(secret, public):
    inside = search(make.fresh(secret.author), text="watered", kind="", tag="", number=1)
    assert inside.total == 2
    for person in outsiders().values():
        for text, tag in (("watered", ""), ("", "captions"), ("how is heliotrope watered", "")):
            view = search(person, text=text, kind="", tag=tag, number=1)
            found = [result.document.title for result in view.page.items if result.document.kind == "topic"]
            assert found == [public.title] and view.page.total == view.total == 1
            assert sum(count for _kind, _label, count in view.counts) == 1


def test_a_misspelt_title_resembles_no_title_that_is_private(secret):
    for person in outsiders().values():
        view = search(person, text="heliotrop wateredd", kind="", tag="", number=1)
        assert all(result.document.audience == "everyone" for result in view.page.items)
        assert SECRET not in str([result.document.title for result in view.page.items])


def test_its_numbers_are_not_counted_on_the_profile_of_who_wrote_there(secret):
    assert reading.given_by(secret.author, viewer=make.member()) == reading.Given(answers=[], others=[])
    assert listing.latest(make.member(), count=10) == []
    assert [row.topic for row in listing.latest(secret.author, count=10)] == [secret]


def test_an_outsider_who_is_named_there_is_not_told(secret):
    outsider = make.member("Olaf Outside")
    post = make.post(secret, source="Ask @olaf-outside about heliotrope.")
    tell_of_post(post.pk)
    assert not Notification.objects.filter(person=outsider).exists()


def test_who_left_is_told_nothing_more_and_what_they_were_told_leads_nowhere(secret):
    person = make.belonging(secret.community)
    set_following(secret, by=person, follows=True)
    tell_of_post(make.post(secret).pk)
    note = Notification.objects.get(person=person)
    client = browser(person)
    assert client.get(f"/notifications/{note.pk}/").status_code == 302
    leave_community(secret.community, by=person)
    response = browser(make.fresh(person)).get(f"/notifications/{note.pk}/")
    assert response.status_code == 404 and SECRET.lower() not in response.content.decode().lower()
    tell_of_post(make.post(secret).pk)
    assert Notification.objects.filter(person=person).count() == 1


def test_who_was_named_and_left_before_the_worker_came_is_not_told(secret):
    person = make.belonging(secret.community, name="Liv Leaving")
    post = make.post(secret, source="Ask @liv-leaving.")
    leave_community(secret.community, by=person)
    tell_of_post(post.pk)
    assert not Notification.objects.filter(person=person).exists()


def test_who_comes_in_sees_it_and_is_found_there(secret):
    person = make.member()
    secret.community.join_policy = JoinPolicy.OPEN
    secret.community.save()
    join_community(secret.community, by=person)
    assert browser(person).get(secret.get_absolute_url()).status_code == 200
    assert search(make.fresh(person), text="heliotrope", kind="topic", tag="", number=1).page.total == 1
