"""An administrator refreshes the registry, on a desk and on a phone: look, confirm, see what was done."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from .conftest import ROOT, RULES, Walker
from .test_the_walk import WIDTHS, sign_in

AXE = Axe.from_file(ROOT / "node_modules" / "axe-core" / "axe.min.js")
REGISTRY = ROOT / "communities" / "agencies" / "data" / "gov.csv"


ACTS = {
    "agencies": ("edit", "merge", "delete"),
    "email_domains": ("edit", "delete"),
    "users": ("edit", "access"),
    "platforms": ("edit",),
    "terms": (),
}


@pytest.fixture
def changed_registry(tmp_path):
    """The registry with one domain more, one of another agency, and one less."""

    def change(width: int):
        head, *rest = REGISTRY.read_text(encoding="utf-8-sig").splitlines(keepends=True)
        first, second = rest.pop(0), rest.pop(WIDTHS.index(width))
        moved = re.sub(r"^([^,]*,[^,]*,)[^,]*", rf"\1City of the Walk {width}", first)
        path = tmp_path / "current-full.csv"
        new = f"walk{width}.gov,City,City of the Walk {width},,Walk,CO\n"
        path.write_text("".join([head, moved, new, *rest]), encoding="utf-8")
        return path, first.partition(",")[0], second.partition(",")[0]

    return change


def look(walker: Walker) -> None:
    """What we add to Wagtail's pages is accessible, and fits."""
    where = {"include": [["#main"]], "exclude": [[".messages"]]}  # Wagtail's messages lack contrast
    found = AXE.run(walker.page, context=where, options={"runOnly": RULES})
    assert found.violations_count == 0, f"{walker.page.url}\n{found.generate_report()}"
    wide = walker.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{walker.page.url} scrolls sideways by {wide} px"


@pytest.mark.parametrize("width", WIDTHS)
def test_an_administrator_imports_a_registry_after_having_seen_what_changes(walker, changed_registry, width):
    office = walker(width)
    sign_in(office, "admin+demo@gsa.gov")
    page = office.page
    path, changed, gone = changed_registry(width)
    office.go("/admin/registry_files/new/")
    look(office)
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Compare with what is here").click()
    page.get_by_role("heading", name="What the import will do").wait_for()
    look(office)
    for heading, domain in (("Added", f"walk{width}.gov"), ("Changed", changed), ("Gone", gone)):
        section = page.locator("section", has=page.get_by_role("heading", name=heading))
        assert section.get_by_text(domain).count()
    page.get_by_role("button", name="Import exactly this").click()
    page.get_by_role("heading", name="What the import did").wait_for()
    office.sees("is imported")
    look(office)
    office.go(f"/admin/email_domains/?q=walk{width}.gov")
    office.sees(f"City of the Walk {width}")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", ACTS)
def test_the_pages_of_administrators_are_accessible_and_fit_a_phone(walker, name, width):
    office = walker(width)
    sign_in(office, "admin+demo@gsa.gov")
    office.go("/admin/")
    look(office)
    office.go(f"/admin/{name}/")
    look(office)
    office.page.locator("main tbody a").first.click()
    office.page.get_by_role("heading", name="History").wait_for()
    look(office)
    pk = office.page.url.rstrip("/").rpartition("/")[2]
    for act in ACTS[name]:
        office.go(f"/admin/{name}/{act}/{pk}/")
        look(office)
