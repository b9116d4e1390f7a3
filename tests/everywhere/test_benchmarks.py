"""Benchmarks are run by hand; what they import must not be renamed behind their backs."""

from importlib import import_module

import pytest

from scripts.common import ROOT

MODULES = sorted(
    path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem not in ("settings", "__main__")
)


@pytest.mark.parametrize("name", MODULES)
def test_every_benchmark_still_finds_what_it_measures(name):
    assert import_module(f"benchmarks.{name}")
