"""Administrators keep the platforms; who and what names one follows its name."""

import pytest
from django.core.exceptions import ValidationError

from communities.finding.models import Document
from communities.kit.errors import Conflict
from communities.kit.permissions import Refused
from communities.ledger.models import Entry
from communities.members.models.directory import DirectoryFacet
from communities.platforms.keeping import add_platform, rename_platform
from communities.platforms.tasks import platform_renamed
from tests import make
from tests.tools import browser, jobs


def test_only_administrators_keep_platforms(db):
    platform = make.platform("x")
    for by in (None, make.member()):
        with pytest.raises(Refused, match="Only administrators"):
            add_platform(by=by, name="Threads")
        with pytest.raises(Refused, match="Only administrators"):
            rename_platform(platform, by=by, name="Y")


def test_adding_and_renaming_are_in_the_ledger(db):
    administrator = make.administrator()
    platform = add_platform(by=administrator, name="Photo Board")
    rename_platform(platform, by=administrator, name="Photoboard", seen="Photo Board")
    rename_platform(platform, by=administrator, name="Photoboard")  # says nothing new
    entries = Entry.objects.filter(verb__startswith="platform.").order_by("pk")
    assert [(each.verb, each.facts) for each in entries] == [
        ("platform.added", {"name": "Photo Board"}),
        ("platform.renamed", {"name": ["Photo Board", "Photoboard"]}),
    ]
    assert jobs("platform_renamed") == [{"platform_id": platform.pk}]


def test_two_platforms_never_have_one_name_or_address(db):
    administrator = make.administrator()
    platform = make.platform("x")
    make.platform("youtube")
    for wrong in ({"name": "x"}, {"name": "Ex", "slug": "x"}, {"name": "微博"}):
        with pytest.raises(ValidationError):
            add_platform(by=administrator, **wrong)
    with pytest.raises(ValidationError, match="of this name already"):
        rename_platform(platform, by=administrator, name="YouTube")
    with pytest.raises(Conflict):
        rename_platform(platform, by=administrator, name="Ex", seen="Twitter")
    assert not jobs("platform_renamed")


def test_the_directory_profiles_and_sections_follow_a_platform_that_is_renamed(site):
    platform, administrator = make.platform("birdsite"), make.administrator()
    person = make.member("Ann", platforms=[platform])
    toolkit = make.toolkit("Posts")
    tip = {"title": "Do", "text": "<p>It.</p>", "platforms": [platform]}
    sections = [
        make.section(toolkit, "About it", platforms=[platform]),
        make.section(toolkit, "One tip", body=[("tip", tip)]),
    ]
    other = make.section(toolkit, "Another")
    rename_platform(platform, by=administrator, name="Chirper")
    platform_renamed(**jobs("platform_renamed")[0])
    platform_renamed(**jobs("platform_renamed")[0])
    assert DirectoryFacet.objects.get(facet="platform", value="birdsite").label == "Chirper"
    for thing, kind in ((person, "person"), *((each, "toolkit") for each in sections)):
        body = Document.objects.get(object_id=thing.pk, kind=kind, audience__in=["members", "everyone"]).body
        assert "Chirper" in body and "Birdsite" not in body, thing
    assert "Chirper" not in Document.objects.get(object_id=other.pk, kind="toolkit").body
    client = browser(make.member())
    assert "Ann" in client.get("/people/?q=chirper").content.decode()


def test_an_editor_chooses_a_platform_for_a_tip_and_makes_none(site):
    platform = make.platform("x")
    client = browser(make.editor())
    assert "X" in client.get("/admin/platform_chooser/").content.decode()
    assert client.get(f"/admin/platform_chooser/chosen/{platform.pk}/").status_code == 200
    assert client.get("/admin/platform_chooser/create/").status_code == 404
