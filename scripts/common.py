"""What the scripts share: where things are, how to speak, how to fail, how to run a program."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

import psutil

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]


def say(words: str) -> None:
    print(f"→ {words}", flush=True)


def fail(what: str, remedy: str = "") -> NoReturn:
    """Stop here and tell the person what went wrong and what to do about it."""
    sys.exit(f"✗ {what}" + (f"\n  {remedy}" if remedy else ""))


def run_quietly(command: list[str], doing: str, *, env: dict[str, str], remedy: str = "") -> str:
    """Run a step whose words only matter when it fails; answer them."""
    result = run_captured(command, env)
    if result.returncode != 0:
        print(result.stdout, file=sys.stderr, flush=True)
        fail(f"{doing} failed (its words are above).", remedy)
    return result.stdout


def run_captured(command: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a step and keep all that it says, in order."""
    return subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )


def run_in_front(command: list[str], env: dict[str, str]) -> int:
    """Hand the terminal to a program until it ends; answer its exit code.

    Ctrl+C is the program's to handle, so that whoever called us can tidy up afterwards.
    """
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, frame: process.send_signal(received))
    try:
        code = process.wait()
        return code if code >= 0 else 128 - code
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_on_signals() -> None:
    """Let Ctrl+C, SIGTERM and a closed terminal unwind the program; a second one does not disturb it."""
    ending = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def end(number: int, frame: object) -> None:
        for each in ending:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt if number == signal.SIGINT else SystemExit(128 + number)

    for number in ending:
        signal.signal(number, end)


def is_alive(process: psutil.Process) -> bool:
    """A dead program whose parent never asked for its exit code (PID 1 of many containers) is not alive."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until_gone(processes: list[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Answer those that are still alive after that time."""
    deadline = time.monotonic() + seconds
    while (alive := [process for process in processes if is_alive(process)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return alive


def fingerprint(files: Iterable[Path]) -> str:
    """One hash over the names and contents of files and folders; what is missing counts as empty."""
    digest = hashlib.sha256()
    for start in files:
        inside = sorted(start.rglob("*")) if start.is_dir() else [start]
        for file in inside:
            if file.is_file():
                digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def environment(**extra: str) -> dict[str, str]:
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", **extra}
