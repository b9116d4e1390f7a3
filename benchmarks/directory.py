"""Measure the directory with 100,000 members against T.

    .venv/bin/python -m scripts.database run -- .venv/bin/python -m benchmarks.directory [--fresh]

A scratch database of its own is filled, the production server started, and each page asked for in turn.
"""

import argparse
import http.client
import json
import os
import statistics
import sys
import time
from pathlib import Path

from scripts.common import MANAGE, ROOT, end_on_signals, environment, run_in_front, run_quietly, say

from . import scratch
from .load import SEED
from .measuring import HOST, Sample, measure, percentile, together
from .server import FOLDER, Server, collect, serving

LOAD = (100_000, SEED, 1)  # the last figure grows when other rows are written
ROUNDS = 3
BAR = 3  # times the p95 of T
HEAD = ["page", "p50 ms", "p95 ms", "× T", "at 8, p95 ms", "× T", "req/s at 1", "SQL", "SQL ms", ""]


def main() -> int:
    end_on_signals()
    parser = argparse.ArgumentParser(prog="benchmarks.directory", description="Measure the directory.")
    parser.add_argument("--fresh", action="store_true", help="fill the database again")
    parser.add_argument("--seconds", type=int, default=2, help="for each page, concurrency and round")
    parser.add_argument("--markdown", type=Path, help="write the table to this file as well")
    options = parser.parse_args()
    _load(options.fresh)
    collect()
    facts = _facts()
    with serving() as server:
        rows = _rows(server, facts, options.seconds)
    _report(rows, facts, options.markdown)
    return 0


def _load(fresh: bool) -> None:
    if not scratch.use(LOAD, fresh=fresh):
        if code := run_in_front([*MANAGE, "bench_people", "--seed", str(SEED)], environment()):
            sys.exit(code)
        scratch.mark(LOAD)


def _facts() -> dict:
    file = FOLDER / "directory.json"
    command = [*MANAGE, "bench_people", "--seed", str(SEED), "--facts", str(file)]
    run_quietly(command, "manage.py bench_people", env=environment())
    return json.loads(file.read_text())


def _rows(server: Server, facts: dict, seconds: int) -> list[list[str]]:
    """The pages take turns, round after round; the first, short round only warms up."""
    say(f"Measuring {len(facts['works'])} pages in {ROUNDS} rounds …")
    headers = {"Cookie": f"sessionid={facts['session']}"}
    samples: dict[tuple[str, int], list[Sample]] = {}
    varied: list[float] = []
    for turn in range(ROUNDS + 1):
        for work in facts["works"]:
            for concurrency in (1, 8):
                sample = measure(
                    server.port,
                    work["path"],
                    headers,
                    concurrency=concurrency,
                    seconds=seconds if turn else 1,
                )
                server.wait_until_idle()
                if turn:
                    samples.setdefault((work["name"], concurrency), []).append(sample)
        varied += _each_once(server.port, facts["variety"], headers) if turn else []
    found = {key: together(several) for key, several in samples.items()}
    floor = found["T", 1].p95, found["T", 8].p95
    rows = [_row(work, found[work["name"], 1], found[work["name"], 8], floor) for work in facts["works"]]
    p50, p95 = statistics.median(varied), percentile(varied, 0.95)
    name = f"{len(facts['variety'])} different addresses, each once a round"
    rows.append(
        [name, f"{p50:.1f}", f"{p95:.1f}", f"{p95 / floor[0]:.1f}", "", "", "", "", "", _met(p95, floor[0])]
    )
    return rows


def _each_once(port: int, addresses: list[str], headers: dict) -> list[float]:
    """How long each address takes, one after the other. Fails when one is no page."""
    took = []
    connection = http.client.HTTPConnection(HOST, port, timeout=30)
    for address in addresses:
        began = time.perf_counter()
        connection.request("GET", address, headers=headers)
        response = connection.getresponse()
        response.read()
        took.append((time.perf_counter() - began) * 1000)
        assert response.status == 200, f"{address}: {response.status}"
    return took


def _row(work: dict, one: Sample, eight: Sample, floor: tuple[float, float]) -> list[str]:
    counted, name = work["counted"], work["name"]
    met = "" if name == "T" else _met(one.p95, floor[0])
    assert counted["status"] == 200 and not one.failed + eight.failed, name
    return [
        name, f"{one.p50:.1f}", f"{one.p95:.1f}", f"{one.p95 / floor[0]:.1f}",
        f"{eight.p95:.1f}", f"{eight.p95 / floor[1]:.1f}", f"{one.per_second:.0f}",
        str(counted["statements"]), f"{counted['sql_ms']:.1f}", met,
    ]  # fmt: skip


def _met(p95: float, floor: float) -> str:
    return "met" if p95 <= BAR * floor else "not yet"


def _report(rows: list[list[str]], facts: dict, markdown: Path | None) -> None:
    align = ["---", *["---:"] * (len(HEAD) - 2), "---"]
    lines = ["| " + " | ".join(row) + " |" for row in (HEAD, align, *rows)]
    print("\n" + "\n".join(lines))
    for name, plans in facts["plans"].items():
        lines += ["", f"### {name}", "", *(f"```\n{plan}\n```\n" for plan in plans)]
    if markdown:
        markdown.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
