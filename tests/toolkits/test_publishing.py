"""What Wagtail does to a page is done to the index and the ledger as well."""

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from communities.finding.models import Document
from communities.ledger.models import Entry
from portal.search.reading import search
from tests import make
from tests.tools import browser, verbs
from toolkits.models import SectionPage, ToolkitIndexPage


@pytest.fixture
def toolkit(site):
    return make.toolkit("Accessible posts")


def found(text: str = "walrus") -> list[str]:
    """What a visitor finds, by address."""
    return [result.document.url for result in search(None, text=text, kind="", tag="", number=1).page.items]


def test_a_published_section_is_found_by_its_words_and_its_publishing_is_recorded(toolkit):
    editor = make.editor()
    body = [
        ("text", "<h2>About walruses</h2><p>Their <b>tusks</b>.</p>"),
        ("checklist", {"title": "Before you go", "items": ["Count the flippers"]}),
        ("question", {"question": "Do they bite?", "answer": "<p>Whiskers.</p>"}),
    ]
    section = make.section(toolkit, "On the ice", body=body, summary="Seals and others.", by=editor)
    for word in ("ice", "seals", "walrus", "tusks", "flippers", "bite", "whiskers", "before you go"):
        assert found(word) == ["/toolkits/accessible-posts/on-the-ice/"], word
    document = Document.objects.get(object_id=section.pk, kind="toolkit")
    assert document.audience == "everyone" and document.facts["toolkit"] == "Accessible posts"
    assert "<" not in document.body
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.facts) == ("section.published", editor, {"title": "On the ice"})
    assert entry.on == section


def test_a_draft_is_found_by_nobody_and_has_no_page(toolkit):
    draft = SectionPage(title="Walruses", summary="Draft.", body=[("text", "<p>Tusks.</p>")], live=False)
    toolkit.add_child(instance=draft)
    draft.save_revision()
    assert found() == [] and verbs().count("section.published") == 1
    assert browser().get("/toolkits/accessible-posts/walruses/").status_code == 404


def test_a_draft_of_a_published_page_changes_nothing_that_readers_see(toolkit):
    section = make.section(toolkit, "On walruses", body=[("text", "<p>Old tusks.</p>")])
    document, entries = Document.objects.filter(object_id=section.pk).values().get(), Entry.objects.count()
    page = browser().get(section.url).content
    section.title, section.body = "On pelicans", [("text", "<p>New beaks.</p>")]
    section.save_revision()
    assert browser().get(section.url).content == page
    assert found("pelicans beaks") == [] and found("tusks") == [section.url]
    assert Document.objects.filter(object_id=section.pk).values().get() == document
    assert Entry.objects.count() == entries
    call_command("reindex", verbosity=0)
    assert found("pelicans beaks") == []


def test_publishing_again_replaces_what_is_found(toolkit):
    section = make.section(toolkit, "On walruses")
    section.title, section.body = "On pelicans", [("text", "<p>Beaks.</p>")]
    make.publish(section)
    assert found("walruses") == [] and found("beaks") == [section.url]
    assert verbs().count("section.published") == 3


def test_an_unpublished_page_is_not_found_and_that_is_recorded(toolkit):
    section = make.section(toolkit, "On walruses")
    section.unpublish()
    assert found() == [] and verbs()[-1] == "section.unpublished"
    assert browser().get(section.url).status_code == 404


@pytest.mark.parametrize("what", ["section", "toolkit", "list"])
def test_a_deleted_page_and_all_below_it_are_found_no_more(toolkit, what):
    section = make.section(toolkit, "On walruses")
    assert found() and found("accessible posts")
    doomed = {"section": section, "toolkit": toolkit, "list": ToolkitIndexPage.objects.get()}[what]
    doomed.delete()
    assert found() == [] and bool(found("accessible posts")) == (what == "section")
    assert Document.objects.filter(kind="toolkit").count() == (1 if what == "section" else 0)
    assert Entry.objects.filter(verb="section.unpublished").exists(), "what was published stays in the ledger"


def test_a_new_address_of_a_toolkit_is_that_of_its_sections_as_well(
    toolkit, django_capture_on_commit_callbacks
):
    make.section(toolkit, "On walruses")
    toolkit.refresh_from_db()
    toolkit.slug = "for-everyone"
    with django_capture_on_commit_callbacks(execute=True):
        make.publish(toolkit)
    assert found() == ["/toolkits/for-everyone/on-walruses/"]
    assert found("accessible posts") == ["/toolkits/for-everyone/"]
    assert browser().get(found()[0]).status_code == 200


def test_a_section_that_moves_to_another_toolkit_takes_its_address_and_its_toolkit_along(toolkit):
    section, other = make.section(toolkit, "On walruses"), make.toolkit("Other posts")
    section.move(other, pos="last-child")
    assert found() == ["/toolkits/other-posts/on-walruses/"]
    assert Document.objects.get(object_id=section.pk, kind="toolkit").facts["toolkit"] == "Other posts"


def test_a_toolkit_that_is_renamed_is_renamed_in_the_documents_of_its_sections(toolkit):
    section = make.section(toolkit, "On walruses")
    toolkit.refresh_from_db()
    toolkit.title = "Posts for all"
    make.publish(toolkit)
    assert Document.objects.get(object_id=section.pk, kind="toolkit").facts["toolkit"] == "Posts for all"


@pytest.mark.parametrize("restriction", ["login", "password"])
def test_what_goes_behind_a_door_is_found_no_more_with_all_below_it_until_the_door_opens(
    toolkit, restriction
):
    section = make.section(toolkit, "On walruses")
    door = PageViewRestriction(page=toolkit.page_ptr, restriction_type=restriction, password="x" * 12)
    door.save()
    assert found() == found("accessible posts") == []
    assert section.title not in browser().get("/").content.decode()
    assert browser().get(section.url).status_code in (200, 302)
    assert "Words." not in browser().get(section.url).content.decode()
    door.delete()
    assert found() == [section.url]


def test_a_page_deleted_behind_its_door_leaves_no_document(toolkit):
    section = make.section(toolkit, "On walruses")
    PageViewRestriction(page=toolkit.page_ptr, restriction_type="login").save()
    toolkit.delete()
    assert not Document.objects.filter(kind="toolkit").exists() and section.pk


def test_the_documents_equal_those_that_are_made_anew(toolkit):
    for n in range(3):
        section = make.section(toolkit, f"On walruses, part {n}")
        section.tags.add("walruses", "alt-text")
        make.publish(section)
    make.section(make.toolkit("Others")).unpublish()
    kept = list(Document.objects.order_by("pk").values())
    assert len(kept) >= 5
    call_command("reindex", verbosity=0)
    assert list(Document.objects.order_by("pk").values()) == kept
