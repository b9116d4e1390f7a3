"""What a visit of a topic page weighs in a browser: bytes and requests, at first and later.

    python -m scripts.database run -- python -m benchmarks.weight

The server here compresses style sheets, scripts and fonts; pages are compressed by the proxy in front of
it, which is not here. So a page counts with what gzip makes of it, and everything else as it was sent.
"""

import gzip
import os
import sys
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, sync_playwright

from scripts.browser import find_or_install
from scripts.common import ROOT, end_on_signals

from .__main__ import facts_for
from .load import load
from .server import collect, serving

MOST_FIRST, MOST_REQUESTS, MOST_LATER, MOST_SCRIPT = 130, 12, 15, 40
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
QUIET += ["--disable-component-update", "--disable-sync"]


@dataclass
class Visit:
    """What was sent for one page."""

    sizes: dict[str, int] = field(default_factory=dict)  # bytes by address, headers included
    kinds: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> float:
        return sum(self.sizes.values()) / 1024

    def of_kind(self, kind: str) -> float:
        """Kilobytes of one kind: Document, Script, Stylesheet, Font, Image …"""
        return sum(size for url, size in self.sizes.items() if self.kinds[url] == kind) / 1024


def visit(context: BrowserContext, address: str) -> Visit:
    """Open a page and add up what went over the wire; what the browser's cache had is not counted."""
    page, seen, found = context.new_page(), Visit(), {}
    session = context.new_cdp_session(page)
    session.on("Network.responseReceived", lambda event: found.__setitem__(event["requestId"], event))
    session.on("Network.loadingFinished", lambda event: _add(seen, found.get(event["requestId"]), event))
    session.send("Network.enable")
    response = page.goto(address, wait_until="networkidle")
    html = response.body() if response else b""
    seen.sizes[address] = len(gzip.compress(html, 6)) + max(seen.sizes.get(address, 0) - len(html), 0)
    page.close()
    return seen


def _add(seen: Visit, response: dict | None, finished: dict) -> None:
    if response is None or response["response"].get("fromDiskCache") or not finished["encodedDataLength"]:
        return
    url = response["response"]["url"]
    seen.sizes[url] = seen.sizes.get(url, 0) + int(finished["encodedDataLength"])
    seen.kinds[url] = response["type"]


def _sentence(name: str, seen: Visit, most: float) -> str:
    kinds = {kind: seen.of_kind(kind) for kind in dict.fromkeys(seen.kinds.values())}
    parts = ", ".join(f"{kind} {size:.1f}" for kind, size in kinds.items())
    met = seen.total <= most and len(seen.sizes) <= MOST_REQUESTS and kinds.get("Script", 0) <= MOST_SCRIPT
    words = f"{name}: {seen.total:.1f} KB in {len(seen.sizes)} requests ({parts})"
    bar = f"≤ {most} KB, ≤ {MOST_REQUESTS} requests, JavaScript ≤ {MOST_SCRIPT} KB"
    return f"{words}; bar: {bar}: {'met' if met else 'not yet'}"


def weigh(port: int, first: str, later: str) -> list[str]:
    """A first visit with an empty cache, then another page in the same browser."""
    site = f"http://127.0.0.1:{port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=QUIET)
        context = browser.new_context()
        lines = [_sentence("first visit of a topic page", visit(context, site + first), MOST_FIRST)]
        lines.append(_sentence("later visit of another", visit(context, site + later), MOST_LATER))
        browser.close()
    return lines


def main() -> int:
    end_on_signals()
    load(1)
    collect()
    paths = {work["name"]: work["path"] for work in facts_for("page")["works"]}
    with serving() as server:
        lines = weigh(server.port, paths["topic page, visitor"], paths["long topic, page 1, visitor"])
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
