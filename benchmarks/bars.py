"""What each page is compared with, and the bar it has to reach: docs/performance.md has them in words."""

from collections.abc import Callable
from dataclasses import dataclass

from .measuring import Sample

MOST_STATEMENTS = 8
REPLY_P95 = 52  # ms at concurrency 1: the quickest other system's
T_THEN = 223  # requests a second of T at concurrency 1, when the other systems were measured


@dataclass
class Result:
    """What one page showed: at concurrency 1 and 8 when it was timed, and what it asks of the database."""

    name: str
    counted: dict
    one: Sample | None = None
    eight: Sample | None = None


Results = dict[str, Result]


def floor_of(name: str) -> str:
    """The floor that a page is compared with; empty for what has none."""
    if name.startswith(("search", "C", "T")):
        return ""
    if name.endswith("visitor"):
        return "C"
    return "T as a list" if name.startswith("topic list") else "T"


def ratios(result: Result, results: Results) -> tuple[float, float] | None:
    """Requests a second against the floor's, at concurrency 1 and 8."""
    floor = results.get(floor_of(result.name))
    if not floor or not floor.one or not floor.eight or not result.one or not result.eight:
        return None
    if not floor.one.per_second or not floor.eight.per_second:
        return None
    return result.one.per_second / floor.one.per_second, result.eight.per_second / floor.eight.per_second


def computed_ratio(result: Result, results: Results) -> float | None:
    """The floor's processor time a request against the page's: what else the machine does hardly moves it."""
    floor = results.get(floor_of(result.name))
    if not floor or not floor.eight or not result.eight or not result.eight.computed:
        return None
    return floor.eight.computed / result.eight.computed


def pace(results: Results) -> float:
    """How fast the machine is against then, at most 1: what other systems reached is scaled by it."""
    floor = results.get("T")
    return min(1.0, floor.one.per_second / T_THEN) if floor and floor.one else 1.0


def _at_least(share: float, *, others: tuple[float, float] = (0, 0)) -> Callable[[Result, Results], bool]:
    """A share of the floor at both concurrencies, and so many requests a second."""

    def judge(result: Result, results: Results) -> bool:
        found, now = ratios(result, results) or (0.0, 0.0), pace(results)
        reached = (result.one.per_second >= others[0] * now, result.eight.per_second >= others[1] * now)
        return min(found) >= share and all(reached)

    return judge


def _quick(one: float) -> Callable[[Result, Results], bool]:
    return lambda result, results: result.one.per_second >= one * pace(results)


def _like_page_1(result: Result, results: Results) -> bool:
    first = results.get(result.name.replace("page 500", "page 1"))
    return bool(first and first.one) and first.one.per_second <= 1.1 * result.one.per_second


def _near_t(result: Result, results: Results) -> bool:
    return result.one.p95 <= 3 * results["T"].one.p95


# name: (the bar in words, how to judge it)
BARS: dict[str, tuple[str, Callable[[Result, Results], bool]]] = {
    "topic page, visitor": ("≥ 0.5 × C", _at_least(0.5)),
    "topic page, member": ("≥ 0.6 × T; ≥ 170 · 240/s", _at_least(0.6, others=(5 * 34, 5 * 48))),
    "long topic, page 500, visitor": ("≤ 1.1 × page 1", _like_page_1),
    "long topic, page 500, member": ("≤ 1.1 × page 1", _like_page_1),
    "topic list, visitor": ("≥ 0.5 × C", _at_least(0.5)),
    "topic list, member": ("≥ 0.5 × T", _at_least(0.5)),
    "directory, member": ("p95 ≤ 3 × T", _near_t),
    "search, rare word, visitor": ("≥ 69/s", _quick(3 * 23)),
    "search, rare word, member": ("≥ 69/s", _quick(3 * 23)),
    "search, common word, visitor": ("≥ 51/s", _quick(3 * 17)),
    "search, common word, member": ("≥ 51/s", _quick(3 * 17)),
    "search, three words, visitor": ("≥ 54/s", _quick(3 * 18)),
    "search, three words, member": ("≥ 54/s", _quick(3 * 18)),
}


def verdict(result: Result, results: Results) -> tuple[str, str]:
    """The bar of a page in words, and "met" or "not yet"; a member's pages have one on statements, too."""
    words, judge = BARS.get(result.name, ("", None))
    if result.counted["status"] != 200:
        return words, f"status {result.counted['status']}"
    good = judge(result, results) if judge and result.one else None
    if result.name.endswith("member"):
        words = f"{words}; ≤ {MOST_STATEMENTS} SQL".lstrip("; ")
        good = good is not False and result.counted["statements"] <= MOST_STATEMENTS
    return words, "" if good is None else "met" if good else "not yet"
