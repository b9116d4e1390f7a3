"""The table of figures, for the screen and as Markdown."""

from .bars import REPLY_P95, T_THEN, Result, Results, computed_ratio, pace, ratios, verdict
from .measuring import percentile

HEAD = [
    "page",
    "req/s at 1",
    "at 8",
    "of floor",
    "p95 ms",
    "CPU ms",
    "floor's CPU",
    "SQL",
    "SQL ms",
    "HTML KB",
    "gzip KB",
    "bar",
    "",
]


def rows(results: Results) -> list[list[str]]:
    """One row of words for each page."""
    return [_row(result, results) for result in results.values()]


def _row(result: Result, results: Results) -> list[str]:
    counted, found = result.counted, ratios(result, results)
    one, eight = result.one, result.eight
    failed = (one.failed if one else 0) + (eight.failed if eight else 0)
    computed = computed_ratio(result, results)
    bar, met = verdict(result, results)
    return [
        result.name,
        f"{one.per_second:.0f}" if one else "",
        f"{eight.per_second:.0f}" if eight else "",
        f"{_share(found[0])} · {_share(found[1])}" if found else "",
        f"{one.p95:.1f}" if one else "",
        f"{eight.computed:.1f}" if eight else "",
        _share(computed) if computed else "",
        str(counted["statements"]),
        f"{counted['sql_ms']:.1f}",
        f"{counted['html'] / 1024:.1f}",
        f"{counted['gzip'] / 1024:.1f}",
        bar,
        f"{met} ({failed} failed)" if failed else met,
    ]


def _share(ratio: float) -> str:
    """Two digits that say something."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.3f}"


def reply_line(took: list[float], failed: int, results: Results) -> str:
    """The sentence about posting a reply."""
    p50, p95 = percentile(took, 0.5), percentile(took, 0.95)
    met = "met" if p95 <= REPLY_P95 / pace(results) and not failed else "not yet"
    words = f"reply, {len(took)} into different topics: p50 {p50:.0f} ms, p95 {p95:.0f} ms"
    return f"{words} (bar: p95 ≤ {REPLY_P95} ms): {met}" + (f"; {failed} failed" if failed else "")


def pace_line(results: Results) -> str:
    """The sentence about the machine."""
    words = "bars that are figures of other systems are scaled by this"
    return f"T at {pace(results):.2f} of its {T_THEN} requests/s when other systems were measured: {words}"


def memory_line(megabytes: list[float]) -> str:
    """The sentence about memory."""
    workers = " + ".join(f"{each:.0f}" for each in megabytes[1:])
    parent, together = megabytes[0], sum(megabytes)
    return f"memory after load: workers {workers} MB, parent {parent:.0f} MB, together {together:.0f} MB"


def as_text(lines: list[list[str]]) -> str:
    """The table for a screen."""
    widths = [max(len(line[at]) for line in [HEAD, *lines]) for at in range(len(HEAD))]
    return "\n".join(_aligned(line, widths) for line in [HEAD, *lines])


def _aligned(line: list[str], widths: list[int]) -> str:
    """Words to the left, figures to the right."""
    left = (0, len(line) - 2, len(line) - 1)
    cells = [
        word.ljust(width) if at in left else word.rjust(width)
        for at, (word, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def as_markdown(lines: list[list[str]]) -> str:
    """The same table in Markdown."""
    align = ["---", *["---:"] * (len(HEAD) - 3), "---", "---"]
    return "\n".join("| " + " | ".join(line) + " |" for line in [HEAD, align, *lines])


def against(now: dict[str, float], before: dict[str, float]) -> list[str]:
    """How many times longer each page takes than on the smaller load; both are p95 in milliseconds."""
    return [
        f"{name}: {now[name]:.1f} ms against {before[name]:.1f} ms, {now[name] / before[name]:.2f} ×"
        for name in now
        if before.get(name)
    ]


def p95s(results: Results) -> dict[str, float]:
    """The p95 of every timed page at concurrency 1."""
    return {name: result.one.p95 for name, result in results.items() if result.one}
