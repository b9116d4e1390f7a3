"""`make run`: database, assets, migrations, demonstration content, then web and worker until Ctrl+C.

PORT names another port, RELOAD=1 restarts the web process when a Python file changes, and a DATABASE_URL
in the environment is used instead of the embedded PostgreSQL. One run at a time in a checkout.
"""

import fcntl
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from scripts import assets, database
from scripts.common import MANAGE, PYTHON, ROOT, VAR, end_on_signals, fail, run_quietly, say
from scripts.processes import MARK, Service, end_all, end_leftovers

PORTS_TO_TRY = 21
PATIENCE = 120
ACCOUNTS = VAR / "accounts.txt"


def main() -> int:
    end_on_signals()
    with _the_only_run() as announce:
        if count := end_leftovers():
            say(f"Ended {count} processes that an earlier run had left behind.")
        os.environ[MARK] = str(ROOT)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
        with database.serving() as env:
            assets.build()
            _prepare(env)
            return _serve(env, announce)


@contextmanager
def _the_only_run() -> Iterator[Callable[[str], None]]:
    """Hold the checkout's lock, which the kernel releases even when we are killed; yields what writes our
    address into it."""
    VAR.mkdir(exist_ok=True)
    with open(VAR / "run.lock", "a+") as lock:
        lock.seek(0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = lock.read()
            fail(f"It already runs at {address}" if address else "Another make run here is just starting.")

        def announce(address: str) -> None:
            lock.truncate(0)
            lock.write(address)
            lock.flush()

        announce("")
        yield announce


def _prepare(env: dict[str, str]) -> None:
    say("Bringing the database and its demonstration up to date (the first time takes a minute) …")
    remedy = "If only local data are in the way, `make reset` starts afresh."
    run_quietly([PYTHON, "-m", "scripts.prepare", str(ACCOUNTS)], "migrate or demo", env=env, remedy=remedy)


def _serve(env: dict[str, str], announce: Callable[[str], None]) -> int:
    port = _free_port(os.environ.get("PORT") or "8000")
    address = f"http://localhost:{port}/"
    env = {**env, "BASE_URL": os.environ.get("BASE_URL") or address.rstrip("/")}
    services: list[Service] = []
    patience = 10
    try:
        say("Starting web and worker …")
        services.append(Service("web", _web(port), env))
        services.append(Service("worker", [*MANAGE, "procrastinate", "worker"], env))
        _wait_until_healthy(port, services)
        announce(address)
        accounts = ACCOUNTS.read_text(encoding="utf-8").rstrip()
        print(f"\n{accounts}\n\n✓ Commonplace runs at {address}   (Ctrl+C stops it)\n", flush=True)
        while not _dead(services):
            if database.is_lost():
                patience = 1
                print("\n✗ PostgreSQL has ended. What was saved is safe: make run again.", file=sys.stderr)
                return 1
            time.sleep(0.3)
        return _report(_dead(services))
    except KeyboardInterrupt:
        return 0
    finally:
        print("", flush=True)
        say("Stopping …")
        end_all(services, patience)


def _web(port: int) -> list[str]:
    command = [PYTHON, "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "5"]
    command += ["--no-control-socket", "--log-level", "warning"]
    return [*command, "--reload"] if os.environ.get("RELOAD") else command


def _free_port(named: str) -> int:
    if not named.isdecimal():
        fail(f"PORT is {named}, which is not a number.")
    wanted = int(named)
    for port in range(wanted, wanted + PORTS_TO_TRY):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                continue
        if port != wanted:
            say(f"Port {wanted} is taken by another program: using {port}.")
        return port
    last = wanted + PORTS_TO_TRY - 1
    fail(f"Ports {wanted} to {last} are all taken.", "Name another one: make run PORT=9000")


def _wait_until_healthy(port: int, services: list[Service]) -> None:
    """Wait for /health/ to say yes. When it says no, show that and go on: somebody has to look at it."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    answer = "nothing"
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if dead := _dead(services):
            sys.exit(_report(dead))
        try:
            direct.open(f"http://127.0.0.1:{port}/health/", timeout=10).close()
            return
        except urllib.error.HTTPError as error:
            answer = f"{error.code}: {error.read().decode(errors='replace')[:300]}"
            deadline = min(deadline, time.monotonic() + 15)
        except OSError:
            pass
        time.sleep(0.2)
    if answer == "nothing":
        fail(f"The web process did not answer within {PATIENCE} seconds.")
    say(f"The site runs, but /health/ answers {answer}")


def _dead(services: list[Service]) -> Service | None:
    return next((service for service in services if service.exit_code is not None), None)


def _report(service: Service | None) -> int:
    if service:
        service.wait_for_last_words()
        what = f"{service.name} ended by itself with code {service.exit_code}. Its last words:"
        print(f"\n✗ {what}", file=sys.stderr)
        print("\n".join(f"    {line}" for line in service.last_lines), file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        fail(
            f"No permission to use {error.filename}: it belongs to another user.",
            f"Run as the owner of {VAR}.",
        )
