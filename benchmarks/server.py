"""The production server on a free port of 127.0.0.1: gunicorn with two worker processes."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from scripts import assets
from scripts.common import MANAGE, PYTHON, ROOT, VAR, environment, fail, fingerprint, run_quietly, say

from . import scratch

WORKERS, THREADS = 2, 8
FOLDER = VAR / "benchmarks"
PATIENCE = 60
IDLE = 0.015  # seconds of processor time: nothing but housekeeping


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    port: int
    process: psutil.Process

    def memory(self) -> list[float]:
        """Megabytes of resident memory: of the parent process, then of each worker."""
        return [each.memory_info().rss / 2**20 for each in (self.process, *self.process.children())]

    def processor_time(self) -> float:
        """Seconds that the workers, and the database's processes that serve them, have computed so far."""
        return sum(_computed(each) for each in (*self.process.children(), *_backends()))

    def wait_until_idle(self) -> None:
        """Return when nothing more is computed, or after half a minute."""
        deadline = time.monotonic() + 30
        before = self.processor_time()
        while time.monotonic() < deadline:
            time.sleep(0.15)
            now = self.processor_time()
            if now - before < IDLE:
                return
            before = now


def _backends() -> Iterator[psutil.Process]:
    """PostgreSQL's processes for the scratch database, as far as it runs on this machine."""
    for process in psutil.process_iter(["name", "cmdline"]):
        words = " ".join(process.info["cmdline"] or [])
        if process.info["name"] == "postgres" and f" {scratch.NAME}" in words:
            yield process


def _computed(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return times.user + times.system


def collect() -> None:
    """Build the assets and bring them where the server finds them, when something changed."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    assets.build()
    wanted = fingerprint([ROOT / "static" / "dist", ROOT / "requirements.txt"])
    stamp = FOLDER / "static.stamp"
    if not stamp.exists() or stamp.read_text() != wanted:
        say("Collecting static files …")
        command = [*MANAGE, "collectstatic", "--noinput", "--clear"]
        run_quietly(command, "manage.py collectstatic", env=environment())
        stamp.write_text(wanted)


@contextmanager
def serving() -> Iterator[Server]:
    """Run the server while the block runs. `collect` and `load.load` come before."""
    port = _free_port()
    command = [PYTHON, "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(WORKERS), "--threads", str(THREADS)]
    command += ["--no-control-socket", "--log-level", "error", "--graceful-timeout", "5"]
    with open(FOLDER / "server.log", "wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=log, stderr=log)
    try:
        _wait_until_it_answers(port, process)
        yield Server(port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/health/ready/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    fail("The server did not become ready.", f"Its words are in {FOLDER / 'server.log'}.")
