"""How fast an address of this machine answers: by `wrk` where it is installed, otherwise by own threads."""

import http.client
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

HOST = "127.0.0.1"
REPORT = Path(__file__).with_name("report.lua")
MOST_REQUESTS = 50_000


@dataclass(frozen=True)
class Sample:
    """What a few seconds of requests showed."""

    per_second: float
    p50: float  # milliseconds
    p95: float
    failed: int
    count: int  # requests
    computed: float = 0.0  # milliseconds of processor time a request, in the server and its database


def measure(port: int, path: str, headers: dict[str, str], *, concurrency: int, seconds: int) -> Sample:
    """Ask for one address of the server on this port of 127.0.0.1, and no other, for some seconds."""
    if shutil.which("wrk"):
        return _wrk(port, path, headers, concurrency, seconds)
    return _threads(port, path, headers, concurrency, seconds)


def together(samples: list[Sample]) -> Sample:
    """One sample of several rounds: the median of each figure, the sum of the failures."""
    return Sample(
        statistics.median(sample.per_second for sample in samples),
        statistics.median(sample.p50 for sample in samples),
        statistics.median(sample.p95 for sample in samples),
        sum(sample.failed for sample in samples),
        sum(sample.count for sample in samples),
        statistics.median(sample.computed for sample in samples),
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0


def _wrk(port: int, path: str, headers: dict[str, str], concurrency: int, seconds: int) -> Sample:
    command = ["wrk", "-t1", f"-c{concurrency}", f"-d{seconds}s", "--timeout", "20s", "-s", str(REPORT)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    command.append(f"http://{HOST}:{port}{path}")
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    words = next(line for line in result.stdout.splitlines() if line.startswith("RESULT")).split()
    requests, duration, p50, p95, failed = map(int, words[1:])
    return Sample(requests / (duration / 1e6), p50 / 1000, p95 / 1000, failed, requests)


def _threads(port: int, path: str, headers: dict[str, str], concurrency: int, seconds: int) -> Sample:
    """Slower than wrk, and it takes its share of the same processors: compare only figures of one kind."""
    took: list[float] = []
    failed: list[int] = []
    began = time.perf_counter()
    until = began + seconds
    arguments = (port, path, headers, until, took, failed)
    threads = [Thread(target=_ask_on, args=arguments, daemon=True) for _each in range(concurrency)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds + 30)
    per_second = len(took) / (time.perf_counter() - began)
    return Sample(per_second, percentile(took, 0.5), percentile(took, 0.95), len(failed), len(took))


def _ask_on(port: int, path: str, headers: dict, until: float, took: list, failed: list) -> None:
    connection = http.client.HTTPConnection(HOST, port, timeout=20)
    try:
        while time.perf_counter() < until and len(took) < MOST_REQUESTS:
            began = time.perf_counter()
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            response.read()
            took.append((time.perf_counter() - began) * 1000)
            if response.status >= 400:
                failed.append(response.status)
    except OSError:
        failed.append(0)
    finally:
        connection.close()
