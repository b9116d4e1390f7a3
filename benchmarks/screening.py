"""How long the pure checks of screening take, and how many texts they suspect.

    .venv/bin/python -m benchmarks.screening

The texts are the posts of the demonstration; a folder of other ones, as files of JSON lines with `text`, can
be named (`--texts FOLDER`). Needs no database.
"""

import argparse
import json
import os
from pathlib import Path
from statistics import median
from time import perf_counter

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
os.environ.setdefault("DATABASE_URL", "postgresql://localhost/unused")
django.setup()

from communities.screening.screening import look  # noqa: E402 (settings come first)
from communities.screening.verdicts import Answer, Author  # noqa: E402
from communities.screening.words import Watched  # noqa: E402
from portal.demo import content  # noqa: E402

BAR = 1.0  # ms a post
ROUNDS = 3
WATCHED = 100  # words, as many as a strict site has


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.screening", description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path, help="a folder with files of JSON lines")
    options = parser.parse_args()
    posts = [post.text for topic in content.topics() for post in topic.posts]
    rows = [("posts of the demonstration", posts), ("the same, made a thousand", _thousand(posts))]
    rows.append(("the longest post there can be", [("\n\n".join(posts) * 20)[:20_000]]))
    if options.texts:
        files = sorted(options.texts.glob("*.jsonl"))
        read = [json.loads(line)["text"] for file in files for line in file.open(encoding="utf-8")]
        rows.insert(0, (str(options.texts), read))
    print(f"{'texts':40} {'count':>6} {'length':>10} {'ms each':>8} {'median':>7} {'worst':>6} {'found':>5}")
    slowest = max(_line(name, texts) for name, texts in rows if len(texts) > 1)
    _line(*rows[-1])
    print(f"bar: {BAR} ms a post; {'kept' if slowest <= BAR else 'missed'}")
    return slowest > BAR


def _thousand(posts: list[str]) -> list[str]:
    return (posts * (1000 // len(posts) + 1))[:1000]


def _line(name: str, texts: list[str]) -> float:
    """Measure, print a row, and return the mean in milliseconds."""
    author = Author(recent=tuple(texts[-20:-1]))
    watched = [Watched(f"watched word {number}*", Answer.WARN, "why") for number in range(WATCHED)]
    took, found = [], 0
    for turn in range(ROUNDS):
        for text in texts:
            began = perf_counter()
            seen = look(text, by=author, watched=watched)
            took.append((perf_counter() - began) * 1000)
            found += turn == 0 and any(each.kind != "repeated" for each in seen.findings)
    mean, length = sum(took) / len(took), sum(map(len, texts)) // len(texts)
    figures = f"{len(texts):6} {length:10} {mean:8.3f} {median(took):7.3f} {max(took):6.2f} {found:5}"
    print(f"{name[-40:]:40} {figures}")
    return mean


if __name__ == "__main__":
    raise SystemExit(main())
