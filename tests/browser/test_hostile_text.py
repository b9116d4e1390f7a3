"""Everything hostile that members can write, in a real browser: no script runs, the page keeps its shape."""

import pytest
from django.core.exceptions import ValidationError

from communities.discussions.models import POSTS_PER_PAGE, Post
from communities.discussions.writing.posting import reply
from communities.kit.text import LONGEST, clean_source
from tests import make
from tests.kit.hostile import SHAPES, attacks

# What makes a page scroll sideways: elements that end right of the window, in nothing that scrolls or hides.
WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 0.5)
    .map((e) => e.outerHTML.slice(0, 120)).slice(-5);
}"""
TITLE = clean_source(f"<img src=x onerror=window.hacked=1>\u202e{'W' * 150}")[:150]


@pytest.fixture(scope="module")
def topic(demo_server, django_db_blocker):
    """A topic whose posts hold every attack and every shape; what is refused is not there."""
    with django_db_blocker.unblock():
        community = make.community("W" * 80, slug="hostile")
        author = make.belonging(community, name="W" * 60)
        topic = make.topic(community, by=author, title=TITLE, source="A" * LONGEST)
        for source in [*SHAPES.values(), *_together(attacks())]:
            try:
                reply(topic, by=author, source=source)
            except ValidationError:
                continue
        topic.refresh_from_db()
        assert topic.post_count >= 60
        sources = " ".join(Post.objects.filter(topic=topic).values_list("source", flat=True))
        assert sources.count("window.hacked=1") >= 500 and "onerror" in sources
        return topic


def _together(texts: list[str]) -> list[str]:
    """Several attacks in one post, apart from those that are refused because of what they are."""
    kept = [text for text in texts if "![" not in text and "```" not in text and "[^" not in text]
    odd = [text for text in texts if text not in kept]
    return ["\n\n".join(kept[at : at + 20]) for at in range(0, len(kept), 20)] + odd


def watched(walker, **options):
    """A walker who notes each dialog and each request to somewhere else; nothing is blocked by a policy."""
    here = walker(320, bypass_csp=True, **options)
    odd: list[str] = []
    here.page.on("dialog", lambda dialog: (odd.append(dialog.message), dialog.dismiss()))
    here.page.on("request", lambda request: request.url.startswith(here.server) or odd.append(request.url))
    return here, odd


def test_the_flag_would_tell_if_a_script_ran(walker):
    here, odd = watched(walker)
    here.page.goto(here.server + "/communities/")
    here.page.evaluate("""document.body.insertAdjacentHTML(
        "beforeend", '<img src="https://evil.example/x" onerror="window.hacked=1;alert(1)">')""")
    here.page.wait_for_function("window.hacked === 1")
    assert any("evil.example" in each for each in odd)


def test_no_script_runs_and_nothing_is_wider_than_a_small_window(walker, topic):
    here, odd = watched(walker)
    pages = -(-topic.post_count // POSTS_PER_PAGE)
    assert pages >= 3
    addresses = [f"{topic.get_absolute_url()}?page={page}" for page in range(2, pages + 1)]
    for address in [topic.get_absolute_url(), *addresses, topic.community.get_absolute_url()]:
        here.page.goto(here.server + address)
        here.page.wait_for_load_state("load")
        assert here.page.evaluate("window.hacked") is None, address
        assert here.page.evaluate(WIDE) == [], address
        assert here.page.locator("main [onerror], main [onload], main [onclick], main script").count() == 0
    assert odd == []


def test_marks_on_marks_stay_in_their_post(walker, topic):
    """What is stacked over a letter does not cover what others wrote."""
    here, _odd = watched(walker)
    number = 2 + list(SHAPES).index("marks on marks")
    here.page.goto(f"{here.server}{topic.address_of(number)}")
    assert here.page.locator(f"#post-{number}").count() == 1
    assert here.page.locator(f"#post-{number} .prose, #post-{number} .markdown").count() >= 1
