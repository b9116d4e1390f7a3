"""`make run`: database, assets, migrations, demonstration content, then web and worker until Ctrl+C.

PORT names another port, RELOAD=1 restarts the web process when a Python file changes, and a DATABASE_URL
in the environment is used instead of the embedded PostgreSQL. One run at a time in a checkout.
"""

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from scripts import assets, database
from scripts.common import MANAGE, PYTHON, ROOT, VAR, end_on_signals, environment, fail, run_quietly, say
from scripts.processes import MARK, Service, end_all, end_leftovers

PORTS_TO_TRY = 21
PATIENCE = 120


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
def _the_only_run() -> Iterator:
    """Hold the checkout's lock, which the kernel releases even when we are killed. Yields a way to publish
    our address in it."""
    VAR.mkdir(exist_ok=True)
    with open(VAR / "run.lock", "a+") as lock:
        lock.seek(0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = lock.read()
            fail("It already runs at " + address if address else "Another make run of this folder is just starting.")

        def announce(address: str) -> None:
            lock.truncate(0)
            lock.write(address)
            lock.flush()

        announce("")
        yield announce


def _prepare(env: dict[str, str]) -> None:
    say("Bringing the database up to date (migrate) …")
    run_quietly([*MANAGE, "migrate", "--noinput", "-v", "1"], "manage.py migrate", env=env)
    say("Making sure that there is something to look at (demo) …")
    run_quietly([*MANAGE, "demo"], "manage.py demo", env=env)


def _serve(env: dict[str, str], announce) -> int:
    port = _free_port(int(os.environ.get("PORT") or 8000))
    address = f"http://localhost:{port}/"
    env = {**env, "BASE_URL": os.environ.get("BASE_URL") or address.rstrip("/")}
    services: list[Service] = []
    try:
        say("Starting web and worker …")
        services.append(Service("web", _web(port), env))
        services.append(Service("worker", [*MANAGE, "procrastinate", "worker"], env))
        accounts = run_quietly([*MANAGE, "demo", "--accounts"], "manage.py demo --accounts", env=env)
        _wait_until_healthy(port, services)
        announce(address)
        print(f"\n{accounts.strip()}\n\n✓ Commonplace runs at {address}   (Ctrl+C stops it)\n", flush=True)
        while not _dead(services):
            time.sleep(0.2)
        return _report(_dead(services))
    except KeyboardInterrupt:
        return 0
    finally:
        print("", flush=True)
        say("Stopping …")
        end_all(services)


def _web(port: int) -> list[str]:
    command = [PYTHON, "-m", "gunicorn", "portal.wsgi:application", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", "8", "--graceful-timeout", "5"]
    command += ["--no-control-socket", "--log-level", "warning"]
    return [*command, "--reload"] if os.environ.get("RELOAD") else command


def _free_port(wanted: int) -> int:
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
    fail(f"Ports {wanted} to {wanted + PORTS_TO_TRY - 1} are all taken.", "Name another one: make run PORT=9000")


def _wait_until_healthy(port: int, services: list[Service]) -> None:
    """Wait for /health/ to say yes. An answer that says no is shown, but somebody has to look at it: go on."""
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
            deadline = min(deadline, time.monotonic() + 15) if answer else deadline
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
        print(f"\n✗ {service.name} ended by itself with code {service.exit_code}. Its last words:", file=sys.stderr)
        print("\n".join(f"    {line}" for line in service.last_lines), file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
