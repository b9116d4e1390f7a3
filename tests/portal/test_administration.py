"""Members, agencies and domains in Wagtail's interface: who sees what, lists, forms, exports."""

import csv
import io
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from communities.agencies.models import Agency, EmailDomain, RegistryUpload
from communities.finding.models import Synonym
from communities.kit.sheets import harmless
from communities.ledger.models import Entry
from communities.members.models import Acceptance, Standing, Terms, User
from communities.members.terms import publish_terms
from communities.platforms.models import Platform
from communities.screening.models import WatchedWord
from tests import make
from tests.everywhere.test_urls import patterns
from tests.tools import browser, verbs

NAMESPACES = (
    *("agencies", "email_domains", "registry_files", "agency_chooser", "wagtailusers_users"),
    *("platforms", "synonyms", "terms", "watched_words"),
)


@pytest.fixture
def administrator(site):
    return make.administrator()


@pytest.fixture
def office(administrator):
    return browser(administrator)


def addresses() -> list[tuple[str, str]]:
    """Every page of this package as (namespace, name)."""
    admin = next(
        each
        for each in get_resolver().url_patterns
        if isinstance(each, URLResolver) and str(each.pattern) == "admin/"
    )
    found = []
    for resolver in admin.url_patterns:
        if isinstance(resolver, URLResolver) and resolver.namespace in NAMESPACES:
            found += [(resolver.namespace, name) for _address, name in patterns(resolver)]
    return found


def address_of(namespace: str, name: str) -> str:
    things = {
        "agencies": Agency,
        "agency_chooser": Agency,
        "platforms": Platform,
        "synonyms": Synonym,
        "terms": Terms,
        "watched_words": WatchedWord,
        "email_domains": EmailDomain,
        "registry_files": RegistryUpload,
        "wagtailusers_users": User,
    }
    if name in ("index", "index_results", "add", "choose", "choose_results"):
        return reverse(f"{namespace}:{name}")
    thing = (
        things[namespace]
        .objects.filter(**({"standing": "member"} if namespace.endswith("users") else {}))
        .first()
    )
    return reverse(f"{namespace}:{name}", args=[thing.pk])


@pytest.fixture
def full(office, administrator):
    """At least one of everything."""
    make.member("Ann Member")
    make.platform("x")
    Synonym.objects.create(words="alt text, image description")
    WatchedWord.objects.create(pattern="numpt*", reason="Kinder.")
    assert Terms.objects.exists()
    RegistryUpload.objects.create(name="gov.csv", source="registry", text="", state="applied")


def test_every_page_answers_administrators(full, office):
    found = addresses()
    assert len(found) >= 34
    for namespace, name in found:
        assert office.get(address_of(namespace, name)).status_code == 200, (namespace, name)


@pytest.mark.parametrize("kind", ["visitor", "arriving", "waiting", "member", "lead", "editor"])
def test_nobody_else_sees_a_page_or_changes_anything(full, kind):
    people = {
        "visitor": lambda: None,
        "arriving": make.arriving,
        "waiting": lambda: make.waiting().person,
        "member": make.member,
        "lead": lambda: make.belonging(make.community(), "lead"),
        "editor": make.editor,
    }
    client = browser(people[kind]())
    models = (Agency, EmailDomain, RegistryUpload, Platform, Terms, WatchedWord)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    for namespace, name in addresses():
        address = address_of(namespace, name)
        for response in (client.get(address), client.post(address, {"name": "X", "discard": "1"})):
            assert response.status_code in (302, 403, 405), address
            assert not response.headers.get("Location", "").startswith("/admin/agen"), address
    assert before == [list(model.objects.order_by("pk").values()) for model in models]


def test_an_editor_sees_nothing_of_it_in_the_menu_and_on_the_dashboard(full, office):
    words = (
        "registry_files",
        "/admin/agencies/",
        "/admin/users/",
        "/admin/email_domains/",
        "/admin/platforms/",
        "/admin/terms/",
        "request to join",
    )
    shown = office.get("/admin/").content.decode()
    assert "/admin/platforms/" in shown and "/admin/terms/" in shown and "/admin/snippets/" not in shown
    assert "/admin/agencies/" in shown and "requests to join wait" in shown
    editors = browser(make.editor()).get("/admin/").content.decode()
    assert not [word for word in words if word in editors]


def test_a_group_can_not_be_given_these_pages(full, office):
    page = office.get("/admin/groups/new/").content.decode()
    assert "agencies" not in page.lower().split("id_permissions")[-1] or "Can change agency" not in page


def test_the_dashboard_says_how_long_the_oldest_request_waits(full, office):
    request = make.waiting()
    type(request).objects.filter(pk=request.pk).update(asked_at=timezone.now() - timedelta(days=3))
    page = office.get("/admin/").content.decode()
    assert "1 request to join waits" in page and "3\xa0days" in page and "/people/requests/" in page


# --- lists --------------------------------------------------------------------------------------


def names(client, address: str) -> list[str]:
    return [str(row) for row in client.get(address).context["object_list"]]


def test_agencies_are_found_by_name_abbreviation_level_state_and_kind(office):
    press = make.agency("Press Bureau", parent=make.agency("Port Authority", level="special", state="NY"))
    make.agency("City of Port", level="city", state="CO")
    Agency.objects.filter(name="Port Authority").update(abbreviation="PAX")
    assert names(office, "/admin/agencies/?q=port") == ["City of Port", "Port Authority"]
    assert names(office, "/admin/agencies/?q=pax") == ["Port Authority"]
    assert names(office, "/admin/agencies/?level=city&level=special") == ["City of Port", "Port Authority"]
    assert names(office, "/admin/agencies/?state=CO") == ["City of Port"]
    assert names(office, "/admin/agencies/?kind=bureau") == [press.name]


def test_domains_are_found_by_whether_they_count_and_who_says_so(office):
    today = timezone.localdate()
    for name, fields in {
        "now.gov": {"source": "decision"},
        "ended.gov": {"until": today - timedelta(days=1)},
        "last.gov": {"until": today},
        "later.gov": {"since": today + timedelta(days=1)},
    }.items():
        make.domain(name)
        EmailDomain.objects.filter(domain=name).update(**fields)
    assert names(office, "/admin/email_domains/?force=now") == ["epa.gov", "last.gov", "now.gov"]
    assert names(office, "/admin/email_domains/?force=ended") == ["ended.gov"]
    assert names(office, "/admin/email_domains/?force=later") == ["later.gov"]
    assert names(office, "/admin/email_domains/?source=decision") == ["now.gov"]
    assert "later.gov" in names(office, "/admin/email_domains/?agency=environmental")
    assert names(office, "/admin/email_domains/?q=LATER") == ["later.gov"]


def test_members_are_found_by_name_address_standing_role_agency_and_day(office, administrator):
    make.domain("nih.gov", of=make.agency("Health"))
    make.member("Ann Editor", email="ann@nih.gov")
    make.make_editor(User.objects.get(name="Ann Editor"))
    make.waiting()
    User.objects.filter(name="Ann Editor").update(date_joined="2020-05-05T12:00Z", is_active=False)
    everybody = {"Ann Editor", "Sam Keller", "Wanda Clerk"}
    assert set(names(office, "/admin/users/")) == everybody
    for query in ("q=ANN", "q=@nih", "role=editor", "agency=health", "is_active=no", "joined_to=2020-06-01"):
        assert names(office, f"/admin/users/?{query}") == ["Ann Editor"], query
    assert names(office, "/admin/users/?standing=waiting") == ["Wanda Clerk"]
    assert names(office, "/admin/users/?role=administrator") == ["Sam Keller"]


def test_each_row_leads_to_the_page_of_the_member(office):
    arriving = make.arriving()
    page = office.get("/admin/users/").content.decode()
    assert f'href="/admin/users/inspect/{arriving.pk}/"' in page and "Somebody who has just arrived" in page


def test_members_are_ordered_without_regard_to_capitals(office):
    for name in ("bo small", "Ann Large", "Cy Large"):
        make.member(name)
    ordered = ["Ann Large", "bo small", "Cy Large", "Sam Keller"]
    assert names(office, "/admin/users/") == ordered
    assert names(office, "/admin/users/?ordering=-name") == ordered[::-1]


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/agencies/", "/admin/email_domains/"])
def test_a_list_costs_the_same_with_one_row_and_with_fifty(office, address, django_assert_max_num_queries):
    def fill(number: int):
        agency = make.agency(f"Agency {number}")
        make.domain(f"x{number}.gov", of=agency)
        make.member(f"Member {number}", email=f"ann@x{number}.gov")

    def cost() -> int:
        with django_assert_max_num_queries(100) as captured:
            assert office.get(address).status_code == 200
        return len(captured)

    fill(0)
    cost()
    one = cost()
    for number in range(1, 55):
        fill(number)
    assert cost() <= one + 1  # the number of pages is counted where there are several


# --- exports ------------------------------------------------------------------------------------


def table(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\n=1"]


@pytest.mark.parametrize("cell", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_execute_is_only_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Ann", "1-2", "a=b", "O'Hara", "ann@epa.gov"])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == cell


def test_the_exported_members_can_not_attack_who_opens_them(office, administrator):
    make.member("=HYPERLINK(1)", title="@SUM(A1)")
    rows = table(office.get("/admin/users/?export=csv"))
    cells = {cell for row in rows[1:] for cell in row}
    assert "'=HYPERLINK(1)" in cells and "'@SUM(A1)" in cells
    assert not [cell for cell in cells if cell[:1] in tuple("=+-@\t")]
    assert rows[0][:3] == ["Name", "E-mail address", "Job title"]


def test_an_export_holds_what_is_found_and_the_ledger_knows_who_took_the_members(office, administrator):
    for name in ("Ann One", "Ann Two", "Bo Three"):
        make.member(name)
    rows = table(office.get("/admin/users/?q=ann&export=csv"))
    assert [row[0] for row in rows[1:]] == ["Ann One", "Ann Two"]
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor, entry.facts) == ("member.list_exported", administrator, {"rows": 2})


@pytest.mark.parametrize("address", ["/admin/agencies/", "/admin/email_domains/"])
def test_agencies_and_domains_are_exported_too(office, address):
    make.domain("x.gov", of=make.agency("-Formula Agency"))
    rows = table(office.get(f"{address}?export=csv"))
    assert "'-Formula Agency" in {cell for row in rows for cell in row}


# --- agencies and domains -----------------------------------------------------------------------


AGENCY = {"name": "Port Authority", "abbreviation": "PA", "level": "special", "state": "ny", "website": ""}


def test_an_administrator_adds_and_changes_an_agency(office, administrator):
    assert office.post("/admin/agencies/new/", AGENCY).status_code == 302
    agency = Agency.objects.get(name="Port Authority")
    assert (agency.state, agency.abbreviation) == ("NY", "PA")
    address = f"/admin/agencies/edit/{agency.pk}/"
    seen = office.get(address).context["form"].initial["seen"]
    changed = {**AGENCY, "name": "Port of New York", "parent": make.agency("Ports").pk, "seen": seen}
    response = office.post(address, changed)
    assert response.headers["Location"] == f"/admin/agencies/inspect/{agency.pk}/"
    page = office.get(response.headers["Location"]).content.decode()
    assert "Port Authority, now Port of New York" in page and "Sam Keller</strong> changed an agency" in page


def test_what_a_verb_refuses_stands_in_the_form_with_what_was_typed(office):
    make.agency("Port Authority", level="special", state="NY")
    response = office.post("/admin/agencies/new/", {**AGENCY, "abbreviation": "XYZ"})
    page = response.content.decode()
    assert (
        response.status_code == 200
        and "There is an agency “Port Authority” already" in page
        and "XYZ" in page
    )
    bureau = make.agency("Bureau", parent=make.agency("Department"))
    response = office.post("/admin/agencies/new/", {**AGENCY, "name": "Office", "parent": bureau.pk})
    assert "a bureau has no bureaus" in response.content.decode()


def test_the_second_of_two_administrators_is_told_and_may_save_over_it(office, administrator):
    agency = make.agency("Port Authority", level="special", state="NY")
    address = f"/admin/agencies/edit/{agency.pk}/"
    seen = office.get(address).context["form"].initial["seen"]
    browser(make.administrator("Bo Quick")).post(
        address, {**AGENCY, "website": "https://port.gov", "seen": seen}
    )
    response = office.post(address, {**AGENCY, "abbreviation": "PORT", "seen": seen})
    assert "Bo Quick changed this while your page was open" in response.content.decode()
    assert Agency.objects.get(pk=agency.pk).website == "https://port.gov"
    again = response.context["form"]["seen"].value()
    assert office.post(address, {**AGENCY, "abbreviation": "PORT", "seen": again}).status_code == 302


def test_an_agency_in_use_is_not_deleted_and_the_page_says_what_to_do(office):
    used, unused = make.domain("x.gov", of=make.agency("Used")).agency, make.agency("Unused")
    response = office.post(f"/admin/agencies/delete/{used.pk}/")
    assert "Used is in use, so it can&#x27;t be deleted. Merge it" in response.content.decode()
    assert office.post(f"/admin/agencies/delete/{unused.pk}/").status_code == 302
    assert list(Agency.objects.filter(name__endswith="sed").values_list("name", flat=True)) == ["Used"]


def test_an_administrator_adds_ends_and_deletes_a_domain(office):
    agency = make.agency("Port Authority")
    form = {"domain": "port.org", "body": agency.pk, "since": "2026-01-01", "until": ""}
    assert office.post("/admin/email_domains/new/", form).status_code == 302
    domain = EmailDomain.objects.get(domain="port.org")
    address = f"/admin/email_domains/edit/{domain.pk}/"
    response = office.post(address, {"body": agency.pk, "since": "2026-01-01", "until": "2025-01-01"})
    assert "before the day from which" in response.content.decode()
    assert office.post(address, {"body": agency.pk, "since": "", "until": "2026-03-31"}).status_code == 302
    domain.refresh_from_db()
    assert (domain.since, str(domain.until), domain.source) == (None, "2026-03-31", "decision")
    make.member(email="ann@epa.gov")
    used = EmailDomain.objects.get(domain="epa.gov")
    response = office.post(f"/admin/email_domains/delete/{used.pk}/")
    assert "Say until when it counts instead" in response.content.decode()
    assert office.post(f"/admin/email_domains/delete/{domain.pk}/").status_code == 302
    assert (
        verbs()[-2:] == ["agency.domain_changed", "agency.domain_removed"]
        or verbs()[-1] == "agency.domain_removed"
    )


def test_the_chooser_finds_agencies_by_name_and_abbreviation_without_merged_ones(office):
    agency = make.agency("Port Authority", abbreviation="PAX")
    Agency.objects.create(name="Port of Old", level="city", merged_into=agency)
    for words in ("port", "pax"):
        page = office.get(f"/admin/agency_chooser/results/?q={words}").content.decode()
        assert "Port Authority" in page and "Port of Old" not in page


# --- merging ------------------------------------------------------------------------------------


def test_a_merge_shows_the_numbers_and_then_does_exactly_that(office):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    make.domain("old.gov", of=gone)
    make.member("Ann Old", email="ann@old.gov")
    address = f"/admin/agencies/merge/{gone.pk}/"
    shown = office.post(address, {"into": stays.pk})
    page = shown.content.decode()
    assert "Profiles: agency: 1" in page and "E-mail domains: agency: 1" in page
    gone.refresh_from_db()
    assert gone.merged_into is None
    response = office.post(address, {"into": stays.pk, "shown": shown.context["plan"].fingerprint})
    assert response.headers["Location"] == f"/admin/agencies/inspect/{stays.pk}/"
    assert "Old Agency" in office.get(response.headers["Location"]).content.decode()
    assert office.get(address).status_code == 404


def test_a_merge_whose_numbers_changed_is_shown_again(office):
    gone, stays = make.agency("Old Agency"), make.agency("New Agency")
    address = f"/admin/agencies/merge/{gone.pk}/"
    shown = office.post(address, {"into": stays.pk}).context["plan"].fingerprint
    make.domain("old.gov", of=gone)
    page = office.post(address, {"into": stays.pk, "shown": shown}).content.decode()
    assert "The numbers have changed since you looked" in page and "E-mail domains: agency: 1" in page
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_a_merge_that_makes_no_sense_is_refused_beside_the_field(office):
    agency = make.agency("Agency")
    bureau = make.agency("Bureau", parent=agency)
    for into, sentence in ((agency, "into itself"), (bureau, "into a bureau of its own")):
        page = office.post(f"/admin/agencies/merge/{agency.pk}/", {"into": into.pk}).content.decode()
        assert sentence in page


def test_somebody_of_any_standing_has_a_page(office):
    """Also who has said nothing of themselves yet, and who has gone."""
    people = [make.arriving(), make.waiting().person, make.member()]
    User.objects.filter(pk=people[2].pk).update(standing=Standing.CLOSED)
    for person in people:
        for page in ("inspect", "edit", "access"):
            assert office.get(f"/admin/users/{page}/{person.pk}/").status_code == 200


def test_the_page_of_a_member_leads_to_help_with_a_lost_second_factor(office):
    person = make.member("Ann Member")
    page = f"/admin/users/inspect/{person.pk}/"
    help_ = f"/people/{person.slug}/second-factor/"
    assert help_ not in office.get(page).content.decode(), "nothing is there that could be lost"
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "Key", "credential": {}})
    assert help_ in office.get(page).content.decode()


def test_an_account_is_closed_on_the_page_for_that(office, administrator):
    person = make.member("Ann Member")
    assert f"/account/close/{person.pk}/" in office.get(f"/admin/users/inspect/{person.pk}/").content.decode()
    own = office.get(f"/admin/users/inspect/{administrator.pk}/").content.decode()
    assert "Close the account" not in own and f"/account/close/{administrator.pk}/" not in own


# --- terms and platforms ------------------------------------------------------------------------


def test_versions_of_the_terms_are_listed_with_who_agreed_and_lead_to_publishing(office, administrator):
    old = Terms.objects.get(document="guidelines")
    stopped = make.member()
    User.objects.filter(pk=stopped.pk).update(is_active=False)
    new = publish_terms("guidelines", by=administrator, text="Be kind.", changes="Shorter.")
    Acceptance.objects.get_or_create(person=administrator, terms=new)
    response = office.get("/admin/terms/")
    rows = {str(row): (row.now, row.agreed) for row in response.context["object_list"]}
    assert rows[str(old)] == (False, 1) and rows[str(new)] == (True, 1)
    page = response.content.decode()
    for document in ("guidelines", "notices"):
        assert f'href="/terms/{document}/new/"' in page
    look = office.get(f"/admin/terms/inspect/{new.pk}/").content.decode()
    assert "This version is in force." in look and "Members who agreed to it: 1." in look
    assert new.get_absolute_url() in look and "published guidelines or notices" in look
    for address in ("/admin/terms/new/", f"/admin/terms/edit/{new.pk}/", f"/admin/terms/delete/{new.pk}/"):
        assert office.get(address).status_code == 404


def test_an_administrator_adds_a_platform_and_is_told_of_one_that_is_there(office):
    assert office.post("/admin/platforms/new/", {"name": "Photo Board", "slug": ""}).status_code == 302
    assert Platform.objects.get(name="Photo Board").slug == "photo-board"
    assert verbs()[-1] == "platform.added"
    page = office.post("/admin/platforms/new/", {"name": "photo board", "slug": "pb"}).content.decode()
    assert "There is a platform of this name already." in page and 'value="pb"' in page
    page = office.post("/admin/platforms/new/", {"name": "微博", "slug": ""}).content.decode()
    assert "Type an address in plain letters" in page


def test_an_administrator_keeps_the_watched_words(office):
    typed = {"pattern": "numpt*", "action": "2", "reason": "Speak of what somebody did."}
    assert office.post("/admin/watched_words/new/", typed).status_code == 302
    word = WatchedWord.objects.get()
    page = office.post("/admin/watched_words/new/", typed).content.decode()
    assert "This is watched already." in page
    page = office.post("/admin/watched_words/new/", {**typed, "pattern": "a*b*c*"}).content.decode()
    assert "A pattern can have 2 stars." in page and "a*b*c*" in page
    address = f"/admin/watched_words/edit/{word.pk}/"
    seen = office.get(address).context["form"].initial["seen"]
    assert office.post(address, {**typed, "action": "3", "seen": seen}).status_code == 302
    late = office.post(address, {**typed, "action": "1", "seen": seen})
    assert "changed this while your page was open" in late.content.decode()
    assert office.post(f"/admin/watched_words/delete/{word.pk}/").status_code == 302
    assert not WatchedWord.objects.exists() and verbs()[-1] == "screening.word_removed"


def test_an_administrator_renames_a_platform_and_its_address_stays(office):
    platform = make.platform("x")
    address = f"/admin/platforms/edit/{platform.pk}/"
    seen = office.get(address).context["form"].initial["seen"]
    response = office.post(address, {"name": "X, once Twitter", "slug": "y", "seen": seen})
    assert response.headers["Location"] == f"/admin/platforms/inspect/{platform.pk}/"
    platform.refresh_from_db()
    assert (platform.name, platform.slug) == ("X, once Twitter", "x")
    assert "X, now X, once Twitter" in office.get(response.headers["Location"]).content.decode()
    late = office.post(address, {"name": "Ex", "seen": seen})
    assert "changed this while your page was open" in late.content.decode()
    assert office.get(f"/admin/platforms/delete/{platform.pk}/").status_code == 404


def test_an_administrator_keeps_the_words_for_the_same_thing(office):
    page = office.post("/admin/synonyms/new/", {"words": "captions"}).content.decode()
    assert "Type at least two" in page and 'value="captions"' in page
    assert office.post("/admin/synonyms/new/", {"words": "Captions,  Sub titles"}).status_code == 302
    synonym = Synonym.objects.get(words="captions, sub titles")
    address = f"/admin/synonyms/edit/{synonym.pk}/"
    page = office.post(address, {"words": "captions, cc", "seen": "what it was"}).content.decode()
    assert "while your page was open" in page
    office.post(address, {"words": "captions, cc", "seen": synonym.words})
    office.post(f"/admin/synonyms/delete/{synonym.pk}/")
    assert verbs()[-3:] == ["synonym.added", "synonym.changed", "synonym.removed"]
    assert not Synonym.objects.exists()
