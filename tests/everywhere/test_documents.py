"""What the documents say exists: their links, the files, commands and excerpts that they name."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).parents[2]
DOCUMENTS = [path for where in ("*.md", "docs/**/*.md", "deploy/*.md") for path in sorted(ROOT.glob(where))]
PLACES = ("", "templates")
MADE_BY_TOOLS = ("var/", "static/dist", ".venv/", "node_modules/")

LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)\s#]+)[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
FILE = re.compile(r"[\w.-]+(?:/[\w.-]+)*/?")
SUFFIXES = {
    ".py",
    ".md",
    ".html",
    ".txt",
    ".in",
    ".toml",
    ".csv",
    ".yaml",
    ".yml",
    ".js",
    ".mjs",
    ".scss",
    ".json",
}
DOTTED = re.compile(r"(?:communities|toolkits|portal|scripts|benchmarks)(?:\.\w+)+")
MAKE = re.compile(r"`make ([a-z]+)")
MANAGE = re.compile(r"manage\.py ([a-z_]+)")
FENCE = re.compile(r"^```python\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
GAP = "…"


def test_documents_are_there():
    assert len(DOCUMENTS) >= 15


@pytest.fixture(params=DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def document(request) -> Path:
    return request.param


def test_documents_link_only_to_what_exists(document):
    links = LINK.findall(document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_documents_name_only_files_and_folders_that_exist(document):
    named = [word for word in CODE.findall(document.read_text(encoding="utf-8")) if is_path(word)]
    assert [word for word in named if not any((ROOT / place / word).exists() for place in PLACES)] == []


def is_path(word: str) -> bool:
    """Whether a word in code style is a path from the project's folder: `scripts/run.py`, `tests/kit/`."""
    if not FILE.fullmatch(word) or "/" not in word or word.startswith(MADE_BY_TOOLS):
        return False
    inside = (ROOT / word.split("/")[0]).exists()
    return inside and (word.endswith("/") or Path(word).suffix in SUFFIXES)


def test_documents_name_only_what_the_code_defines(document):
    """`communities.kit.permissions.Verdict` is a name in communities/kit/permissions.py."""
    words = set(CODE.findall(document.read_text(encoding="utf-8")))
    named = sorted(word for word in words if DOTTED.fullmatch(word))
    assert [word for word in named if not is_defined(word)] == []


def is_defined(dotted: str) -> bool:
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        place = ROOT.joinpath(*parts[:end])
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if file.is_file():
            code = file.read_text(encoding="utf-8")
            return all(
                re.search(rf'^\s*(?:def |class )?"?{name}\b', code, re.MULTILINE) for name in parts[end:]
            )
    return False


def test_documents_name_only_commands_that_exist(document):
    words = document.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(MAKE.findall(words)) <= targets
    assert set(MANAGE.findall(words)) <= set(get_commands())


def test_documents_quote_the_code_as_it_is(document):
    """An excerpt that starts with a file's name has that file's lines, in their order; … is a gap."""
    for name, excerpt in FENCE.findall(document.read_text(encoding="utf-8")):
        lines = [line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
        for run in excerpt.split(f"{GAP}\n"):
            quoted = [line.strip() for line in run.splitlines()]
            starts = range(len(lines) - len(quoted) + 1)
            assert any(lines[at : at + len(quoted)] == quoted for at in starts), f"{name}: {quoted}"


def test_documents_the_tour_quotes_the_code():
    assert len(FENCE.findall((ROOT / "docs" / "tour.md").read_text(encoding="utf-8"))) >= 5


def test_documents_the_table_of_libraries_has_the_versions_that_are_pinned():
    table = (ROOT / "docs" / "decisions" / "0017-libraries.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| `([\w-]+)` \| ([\d.]+) \|", table, re.MULTILINE))
    assert len(said) >= 20
    pins = "".join((ROOT / f"requirements{kind}.txt").read_text(encoding="utf-8") for kind in ("", "-dev"))
    pinned = dict(re.findall(r"^([\w-]+)==([\d.]+)", pins, re.MULTILINE))
    assert said == {name: pinned.get(name) for name in said}
    wanted = "".join((ROOT / f"requirements{kind}.in").read_text(encoding="utf-8") for kind in ("", "-dev"))
    assert set(re.findall(r"^([\w-]+)", wanted, re.MULTILINE)) - {"types-pyyaml", "-c"} == set(said)


def test_documents_and_code_hold_no_marks_of_a_merge():
    marks = re.compile(r"^(<{7} |>{7} )", re.MULTILINE)
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    files = [ROOT / name for name in tracked.stdout.splitlines()]
    texts = [
        path for path in files if path.suffix in {".md", ".py", ".html", ".js", ".scss", ".toml", ".txt"}
    ]
    assert len(texts) > 500
    assert [str(path) for path in texts if path.exists() and marks.search(path.read_text("utf-8"))] == []
