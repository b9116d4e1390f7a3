"""Fill the scratch database with an invented community, the same for the same size and seed.

    python -m benchmarks.load [--scale 10] [--fresh]

Scale 1 is 2,000 members, 20 communities, 20,000 topics and 200,000 posts. What is there already in that
size is kept; the replies that measuring posts stay in it.
"""

import argparse
import os
import sys

from scripts.common import MANAGE, ROOT, end_on_signals, environment, run_in_front, say

from . import scratch

SEED = 508
VERSION = 2  # of what is written; another one loads afresh


def load(scale: int, *, fresh: bool = False) -> None:
    """Make the scratch database of this size ready, and use it from now on, here and in child processes."""
    wanted = (scale, SEED, VERSION)
    if scratch.use(wanted, fresh=fresh):
        say(f"The load of scale {scale} is there already.")
        return
    command = [*MANAGE, "bench_fill", "--scale", str(scale), "--seed", str(SEED)]
    if code := run_in_front(command, environment()):
        sys.exit(code)
    scratch.mark(wanted)


def main() -> int:
    end_on_signals()
    parser = argparse.ArgumentParser(prog="benchmarks.load", description="Fill the scratch database.")
    parser.add_argument("--scale", type=int, default=1, help="how many times 200,000 posts")
    parser.add_argument("--fresh", action="store_true", help="load again, whatever is there")
    options = parser.parse_args()
    load(options.scale, fresh=options.fresh)
    return 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main())
