"""A real Chromium walks the demonstration community. It is written once for all the walks."""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.make import bring_back_the_beginnings

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop in this thread; Django's is another

ROOT = Path(__file__).parents[2]
AXE = Axe.from_file(ROOT / "node_modules" / "axe-core" / "axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What is let pass: of this rule, on these elements, when axe says so in these words.
EXCUSED = {
    # Wagtail's header, and its bar with Publish, stay where they are: axe measures what they leave of a small
    # button that has scrolled half under them. It scrolls out again.
    "target-size": ("#wagtail .w-panel button", "partially obscured"),
    # Wagtail announces how many rows a search has found by a heading that is an alert too.
    "aria-allowed-role": ("#wagtail h2[role=alert]", "ARIA role alert is not allowed for given element"),
}
MATCHES = "(element, selector) => element.matches(selector)"
# Controls that are shown, but end right of the window, in nothing that scrolls, or begin left of it.
OUTSIDE = """() => {
  const scrolls = (e) => e && (/auto|scroll/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
  const controls = "a, button, input, select, textarea, [role=textbox]";
  return [...document.querySelectorAll(`main :is(${controls}):not([tabindex="-1"])`)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([e, at]) => (at.right > innerWidth + 1 && !scrolls(e)) || (at.left < -1 && at.right > 1))
    .map(([e]) => e.outerHTML.slice(0, 200));
}"""
expect.set_options(timeout=15_000)


def pytest_collection_modifyitems(items):
    """One worker walks: the browser and the demonstration are shared."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def chromium():
    path = os.environ.get("CHROMIUM")
    if not path:
        pytest.fail(
            "CHROMIUM does not say where the browser is: run `make test`, which finds or installs it."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def demo_server(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration community on a server, as `make run` has it; mail is read at /dev/mail/."""
    mail = tmp_path_factory.mktemp("mail")
    development = override_settings(
        DEBUG=True,
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=str(mail),
        ALLOWED_HOSTS=["*"],
    )
    with django_db_blocker.unblock(), development:
        bring_back_the_beginnings()
        call_command("demo", verbosity=0)
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        call_command("flush", interactive=False, verbosity=0)
        with connection.cursor() as cursor:  # Django leaves tables alone that it doesn't manage
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


@dataclass
class Walker:
    """Somebody at a screen, who uses only what they see."""

    page: Page
    server: str

    def go(self, path: str) -> None:
        self.page.goto(self.server + path)
        self.look()

    def look(self) -> None:
        """The page is whole: no accessibility violation, nothing that scrolls sideways or is cut off."""
        self.page.wait_for_load_state()  # its style sheet too, on a busy machine
        path = urlsplit(self.page.url).path
        if path.startswith("/admin/"):
            self.page.locator("body.ready").wait_for()
        found = AXE.run(self.page, options={"runOnly": RULES})
        self._leave_out_excused(found.response["violations"])
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0, f"{path} scrolls sideways by {wide} px"
        assert not (outside := self.page.evaluate(OUTSIDE)), f"{path}: out of the window: {outside}"

    def _leave_out_excused(self, violations: list[dict]) -> None:
        for violation in violations:
            violation["nodes"] = [node for node in violation["nodes"] if not self._excused(violation, node)]
        violations[:] = [violation for violation in violations if violation["nodes"]]

    def _excused(self, violation: dict, node: dict) -> bool:
        selector, words = EXCUSED.get(violation["id"], ("", ""))
        element = self.page.locator(node["target"][0]).first
        return bool(selector) and words in node["failureSummary"] and element.evaluate(MATCHES, selector)

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Click a link that is seen, opening the menu first where it hides behind one."""
        self._open_menu_for("link", name, exact)
        self.page.get_by_role("link", name=name, exact=exact).locator("visible=true").first.click()
        self.look()

    def press(self, name: str, *, exact: bool = True) -> None:
        """Press a button that is seen."""
        self.page.get_by_role("button", name=name, exact=exact).locator("visible=true").first.click()
        self.look()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).and_(self.page.locator("input, textarea")).first.fill(text)

    def sees(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    def _open_menu_for(self, role: str, name: str, exact: bool) -> None:
        if self.page.get_by_role(role, name=name, exact=exact).locator("visible=true").count():
            return
        menu = self.page.locator("header summary, header button[aria-expanded=false]").locator("visible=true")
        for place in range(menu.count()):
            menu.nth(place).click()
            if self.page.get_by_role(role, name=name, exact=exact).locator("visible=true").count():
                return


@pytest.fixture
def walker(chromium: Browser, demo_server: str):
    """Make somebody with a browser of their own, with a window of a given width."""
    contexts = []

    def make(width: int, **options) -> Walker:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        context.set_default_timeout(60_000)  # milliseconds: a busy machine may stand still for a while
        return Walker(context.new_page(), demo_server)

    yield make
    for context in contexts:
        context.close()
