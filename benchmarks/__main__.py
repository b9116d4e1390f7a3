"""Measure the site and print one table.

    make bench ARGS="--scale 10 --seconds 3 --only search --markdown FILE"

A scratch database is filled, the production server started on a free port of this machine, and each page
asked for in turn, round after round, so that what else the machine does falls on all of them alike.
"""

import argparse
import json
import math
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from scripts.common import MANAGE, ROOT, end_on_signals, environment, run_quietly, say

from . import table
from .bars import Result, Results
from .load import SEED, load
from .measuring import Sample, measure, together
from .replying import reply_to_all
from .server import FOLDER, Server, collect, serving

ROUNDS = 3
LONGEST = 4  # seconds of one sample of a slow page
CONCURRENCIES = (1, 8)


def main() -> int:
    end_on_signals()
    options = _options()
    load(options.scale, fresh=options.fresh)
    collect()
    facts = facts_for(options.only)
    results = {work["name"]: Result(work["name"], work["counted"]) for work in facts["works"]}
    with serving() as server:
        _time_pages(server, facts, results, options.seconds)
        sentences = (
            [] if options.only and options.only not in "reply" else [_time_replies(server, facts, results)]
        )
        sentences += [table.memory_line(server.memory()), table.pace_line(results)]
    sentences += _compare(results, options)
    _report(results, sentences, options)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measure the site.")
    parser.add_argument("--scale", type=int, default=1, help="how many times 200,000 posts")
    parser.add_argument("--seconds", type=int, default=2, help="for each page, concurrency and round")
    parser.add_argument("--only", default="", help="pages with this in their name, or reply")
    parser.add_argument("--fresh", action="store_true", help="fill the database again")
    parser.add_argument("--markdown", type=Path, help="write the table to this file as well")
    return parser.parse_args()


def facts_for(only: str) -> dict:
    say("Counting what each page asks of the database …")
    file = FOLDER / "facts.json"
    command = [*MANAGE, "bench_facts", str(file), "--seed", str(SEED), "--only", only]
    run_quietly(command, "manage.py bench_facts", env=environment())
    return json.loads(file.read_text())


def _time_pages(server: Server, facts: dict, results: Results, seconds: int) -> None:
    """Ask for every page that works, all of them in each round; the first, short round only warms up."""
    works = [work for work in facts["works"] if work["timed"] and work["counted"]["status"] == 200]
    tool = "wrk" if shutil.which("wrk") else "threads of its own (wrk is not installed)"
    say(f"Measuring {len(works)} pages in {ROUNDS} rounds with {tool} …")
    samples: dict[tuple[str, int], list[Sample]] = {}
    for turn in range(ROUNDS + 1):
        for work in works:
            headers = {"Cookie": f"sessionid={facts['session']}"} if work["member"] else {}
            for concurrency in CONCURRENCIES if turn else (8,):
                lasting = _lasting(work, seconds) if turn else 1
                sample = _sample(server, work["path"], headers, concurrency, lasting)
                if turn:
                    samples.setdefault((work["name"], concurrency), []).append(sample)
    for work in works:
        result = results[work["name"]]
        result.one, result.eight = (together(samples[work["name"], each]) for each in CONCURRENCIES)


def _lasting(work: dict, seconds: int) -> int:
    """Slow pages are given the time for a few requests."""
    return min(max(seconds, math.ceil(work["counted"]["sql_ms"] * 5 / 1000)), LONGEST)


def _sample(server: Server, path: str, headers: dict, concurrency: int, seconds: int) -> Sample:
    """One sample. What it left running is waited for, so that the next page does not pay for it."""
    before = server.processor_time()
    sample = measure(server.port, path, headers, concurrency=concurrency, seconds=seconds)
    server.wait_until_idle()
    spent = max(server.processor_time() - before, 0.0)
    return replace(sample, computed=spent * 1000 / max(sample.count, 1))


def _time_replies(server: Server, facts: dict, results: Results) -> str:
    say(f"Posting {len(facts['reply_topics'])} replies …")
    try:
        took, failed = reply_to_all(server.port, facts["reply_topics"], facts["session"], SEED)
        return table.reply_line(took, failed, results)
    except LookupError as error:
        return f"reply: could not be measured, {error}"


def _compare(results: Results, options: argparse.Namespace) -> list[str]:
    """Keep the times of a whole run; say how those of a larger load differ from the load of scale 1."""
    now = table.p95s(results)
    before = FOLDER / "p95-1.json"
    if not options.only:
        (FOLDER / f"p95-{options.scale}.json").write_text(json.dumps(now))
    if options.scale == 1 or not before.exists():
        return []
    heading = f"p95 at concurrency 1, at scale {options.scale} against scale 1:"
    return [heading, *table.against(now, json.loads(before.read_text()))]


def _report(results: Results, sentences: list[str], options: argparse.Namespace) -> None:
    lines = table.rows(results)
    cache = "that of CACHE_URL" if os.environ.get("CACHE_URL") else "in the memory of each worker"
    sentences = [f"scale {options.scale}, seed {SEED}, two workers, cache: {cache}", *sentences]
    print("\n" + table.as_text(lines) + "\n\n" + "\n".join(sentences))
    if options.markdown:
        notes = "".join(f"- {each}\n" for each in sentences)
        options.markdown.write_text(f"{table.as_markdown(lines)}\n\n{notes}")


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
