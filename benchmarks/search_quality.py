"""How well the search finds what was judged to be right, on any collection in BEIR form.

    .venv/bin/python -m scripts.database run -- .venv/bin/python -m benchmarks.search_quality FOLDER

FOLDER holds corpus.jsonl, queries.jsonl and qrels.tsv. Each text of the corpus becomes a topic of a real
community in a scratch database, by the verbs that members use: its title is asked as a question, the first
paragraphs are the accepted answer, the others are replies. A member of it then looks for each query.
Nothing of FOLDER is kept in the project, and nothing is tuned to it: the weight of words against meaning is
chosen on four fifths of the topics and tried on the fifth, five times (`--weights`).
"""

import argparse
import json
import math
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

from scripts.common import ROOT, say

from . import scratch

SCALE = 77  # its number among the scratch databases
VERSION = 1
AT, HIT_AT = 10, 5
FOLDS, SHARES = 5, [number / 20 for number in range(21)]

Judged = dict[str, dict[str, int]]


def main() -> int:
    options = _options()
    corpus, queries, judged = _read(options.folder)
    scratch.use((SCALE, len(corpus), VERSION), fresh=True)
    django.setup()
    from benchmarks import search_loading  # noqa: PLC0415 (needs the settings)

    loaded = search_loading.load(corpus)
    say(f"{len(corpus)} texts, {len(loaded.names)} topics; looking for {len(queries)} queries …")
    gathered, took = loaded.gather(queries)
    for name, share in (("words alone", 1.0), ("meaning alone", 0.0), ("both", loaded.words)):
        _print(name, _measured(loaded.ranked(gathered, share), judged), len(queries))
    _print(
        "both, without preferences", _measured(loaded.ranked(gathered, loaded.words, plain=True), judged), 0
    )
    if options.weights:
        _cross_validate(loaded, gathered, judged)
    pages, seconds = loaded.find(queries)
    _print("as on the page", _measured(pages, judged), len(queries))
    print(f"{took * 1000:.1f} ms to gather, {seconds * 1000:.1f} ms a page of 20, on average")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.search_quality", description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", action="store_true", help="cross-validate the weight of words")
    return parser.parse_args()


def _read(folder: Path) -> tuple[list[dict], list[dict], Judged]:
    corpus, queries = (
        [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines() if line.strip()]
        for name in ("corpus", "queries")
    )
    judged: Judged = {}
    for line in (folder / "qrels.tsv").read_text().splitlines()[1:]:
        query, text, score = line.split("\t")
        judged.setdefault(query, {})[text] = int(score)
    return corpus, [query for query in queries if query["_id"] in judged], judged


# --- figures --------------------------------------------------------------------------------------


def _measured(ranked: dict[str, list[str]], judged: Judged) -> dict[str, tuple[float, float]]:
    """For each query its nDCG@10, and whether something right is among the first five."""
    return {
        query: (_ndcg(found, judged[query]), _hit(found, judged[query])) for query, found in ranked.items()
    }


def _ndcg(found: list[str], right: dict[str, int]) -> float:
    gains = [right.get(text, 0) for text in found[:AT]]
    ideal = sorted(right.values(), reverse=True)[:AT]
    return _dcg(gains) / _dcg(ideal) if any(ideal) else 0.0


def _dcg(gains: list[int]) -> float:
    return sum((2**gain - 1) / math.log2(place + 2) for place, gain in enumerate(gains))


def _hit(found: list[str], right: dict[str, int]) -> float:
    return float(any(right.get(text, 0) > 0 for text in found[:HIT_AT]))


def _print(name: str, figures: dict[str, tuple[float, float]], count: int) -> None:
    ndcg = statistics.mean(figure[0] for figure in figures.values())
    hits = statistics.mean(figure[1] for figure in figures.values())
    print(
        f"{name:28} nDCG@{AT} {ndcg:.4f}   hit@{HIT_AT} {hits:.4f}"
        + (f"   ({count} queries)" if count else "")
    )


def _cross_validate(loaded, gathered, judged: Judged) -> None:
    """Choose the share of words on four fifths and try it on the fifth; one text's queries stay together."""
    by_share = {share: _measured(loaded.ranked(gathered, share), judged) for share in SHARES}
    texts = sorted({text for right in judged.values() for text in right})
    random.Random(7).shuffle(texts)
    fold_of = {text: at % FOLDS for at, text in enumerate(texts)}
    fold = {query: fold_of[min(right)] for query, right in judged.items()}
    held: dict[str, tuple[float, float]] = {}
    for each in range(FOLDS):
        inside = [query for query in gathered if fold[query] != each]
        best = max(SHARES, key=lambda share: statistics.mean(by_share[share][query][0] for query in inside))
        held |= {query: by_share[best][query] for query in gathered if fold[query] == each}
        print(f"  fold {each + 1}: words {best:.2f}")
    _print("both, cross-validated", held, len(held))
    print(
        "  "
        + "  ".join(
            f"{share:.2f}: {statistics.mean(f[0] for f in by_share[share].values()):.4f}" for share in SHARES
        )
    )


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
