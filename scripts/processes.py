"""Long-running programs: shown line by line under their name, and ended with all their children."""

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from threading import Thread

import psutil

from scripts.common import ROOT, is_alive, wait_until_gone

MARK = "COMMONPLACE_RUN"


class Service:
    """One program, in a process group of its own so that Ctrl+C reaches only us and we end it in order."""

    def __init__(self, name: str, command: list[str], env: dict[str, str]) -> None:
        self.name = name
        self.quiet = False
        self.last_lines: deque[str] = deque(maxlen=30)
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self._reader = Thread(target=self._show, daemon=True)
        self._reader.start()

    def _show(self) -> None:
        """Pass on what the program says; keep reading even when nobody looks any more, or it would stall."""
        for line in self.process.stdout or ():
            self.last_lines.append(line.rstrip())
            try:
                if not self.quiet:
                    print(f"{self.name:>6} | {line}", end="", flush=True)
            except OSError:
                sys.stdout = open(os.devnull, "w")  # noqa: SIM115

    @property
    def exit_code(self) -> int | None:
        return self.process.poll()

    def wait_for_last_words(self) -> None:
        self._reader.join(2)

    def signal(self, number: int) -> None:
        """Reach the program and its children, also those it left behind."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            pass


def end_all(services: list[Service], patience: float) -> None:
    """Ask all politely at once, then insist."""
    for service in services:
        service.quiet = service.exit_code is None
        service.signal(signal.SIGTERM)
    for service in services:
        try:
            service.process.wait(patience)
        except subprocess.TimeoutExpired:
            pass
    for service in services:
        service.signal(signal.SIGKILL)
        service.process.wait()


def end_leftovers() -> int:
    """End what an earlier run of this checkout left when it was killed; answer how many that were.

    Every program a run starts carries the checkout's path in its environment, and hands it on to its
    children, so none escapes and nobody else's program can be taken for one.
    """
    found = [process for process in psutil.process_iter() if _is_leftover(process)]
    for process in found:
        _try(process.terminate)
    stubborn = wait_until_gone(found, 5)
    for process in stubborn:
        _try(process.kill)
    wait_until_gone(stubborn, 5)
    return len(found)


def _is_leftover(process: psutil.Process) -> bool:
    try:
        marked = process.environ().get(MARK) == str(ROOT)
        return marked and is_alive(process) and process.pid != os.getpid()
    except (psutil.Error, OSError):
        return False


def _try(act: Callable[[], object]) -> None:
    try:
        act()
    except psutil.Error:
        pass
