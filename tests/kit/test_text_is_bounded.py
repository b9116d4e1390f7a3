"""However a text is built: rendering takes a time that grows with its length, or it is refused in words."""

import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from communities.discussions.writing.rendering import check
from communities.kit.text import LONGEST, clean_source, render

from .hostile import GROWING, SHAPES, attacks
from .safety import survivors

FAST = 0.08  # seconds; below it a ratio says more about the machine than about the renderer
MEGABYTE = 1_000_000


def seconds(source: str) -> float:
    """The shortest of three runs: the machine does other things too."""
    times = []
    for _ in range(3):
        started = time.process_time()
        render(source)
        times.append(time.process_time() - started)
    return min(times)


@pytest.mark.parametrize("name", GROWING)
def test_a_text_twice_as_long_takes_at_most_three_times_as_long(name):
    long = (GROWING[name] * LONGEST)[:LONGEST]
    for _again in range(3):  # what is quadratic is so each time
        half, whole = seconds(long[: LONGEST // 2]), seconds(long)
        if whole < max(3 * half, FAST):
            break
    assert whole < max(3 * half, FAST), f"{half:.3f} s, then {whole:.3f} s"
    assert whole < 2


@pytest.mark.parametrize("name", GROWING)
def test_a_megabyte_is_refused_with_a_clear_sentence_before_anything_is_rendered(name):
    source = ("x" + GROWING[name] * MEGABYTE)[:MEGABYTE] + "x"
    started = time.process_time()
    if len(clean_source(source)) > LONGEST:  # marks that nobody sees are not kept
        with pytest.raises(ValidationError, match="characters; 20000 is the most"):
            check(source)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", SHAPES)
def test_no_shape_of_a_text_brings_in_what_is_not_allowed(name):
    for source in (SHAPES[name], clean_source(SHAPES[name])):
        assert survivors(render(source).html) == []


def test_no_attack_survives_wherever_it_stands():
    texts = attacks()
    assert len(texts) >= 700
    found = {source: found for source in texts if (found := survivors(render(source).html))}
    assert found == {}


PIECES = st.sampled_from(
    [*GROWING.values(), "\n", "\n\n", "    ", "a", "](b)", "```\n", "<script>", "</", '"']
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PIECES, min_size=1, max_size=6), st.integers(2, LONGEST))
def test_no_mixture_that_is_repeated_takes_long_or_gets_through(pieces, length):
    unit = "".join(pieces)
    source = (unit * (length // len(unit) + 1))[:length]
    started = time.process_time()
    html = render(source).html
    assert time.process_time() - started < 2.5
    assert survivors(html) == []
