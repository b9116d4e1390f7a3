"""The embedded PostgreSQL for development, demonstration and tests; how to start it is in `postgres`.

`serving(directory)` starts the server of a directory, or joins the one that already runs there; whoever
leaves last stops it. A DATABASE_URL in the environment takes precedence: then nothing is started.

    python -m scripts.database run -- COMMAND …    run COMMAND with DATABASE_URL set
    python -m scripts.database reset               delete all local data
"""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil

from scripts import postgres
from scripts.common import ROOT, VAR, end_on_signals, environment, fail, run_in_front

HOME = VAR / "postgres"


@contextmanager
def serving(directory: Path = HOME, *, unsafe: bool = False) -> Iterator[dict[str, str]]:
    """The environment in which programs find the database."""
    if os.environ.get("DATABASE_URL"):
        yield environment()
        return
    users = _join(directory)
    try:
        with _locked(directory):
            postgres.start(directory, unsafe=unsafe)
        folder = postgres.socket_folder(directory)
        url = f"postgresql://postgres@/{postgres.NAME}?host={quote(folder)}"
        yield environment(DATABASE_URL=url, PGHOST=folder, PGUSER="postgres")
    finally:
        _leave(directory, users)


@contextmanager
def throwaway() -> Iterator[dict[str, str]]:
    """A new, fast and unsafe server in a temporary folder, deleted afterwards whatever happens."""
    if os.environ.get("DATABASE_URL"):
        yield environment()
        return
    _sweep_abandoned()
    base = Path(tempfile.mkdtemp(prefix=f"{postgres.NAME}-test-{os.getpid()}-"))
    base.chmod(0o711)
    try:
        with serving(base / "postgres", unsafe=True) as env:
            yield env
    finally:
        postgres.stop(base / "postgres")
        shutil.rmtree(base, ignore_errors=True)


def is_lost() -> bool:
    """Whether the server that `make run` counts on has ended."""
    return not os.environ.get("DATABASE_URL") and postgres.postmaster(HOME) is None


def reset() -> None:
    """Delete all that was stored locally, unless somebody is using it."""
    users = _join(HOME)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fail("The local database is in use.", "Stop make run (and make shell) first.")
    postgres.forget(HOME)
    shutil.rmtree(VAR)


def _sweep_abandoned() -> None:
    """Remove the throw-away servers of test runs that were killed before they could do it."""
    for base in Path(tempfile.gettempdir()).glob(f"{postgres.NAME}-test-*-*"):
        pid = int(base.name.split("-")[2])
        if not psutil.pid_exists(pid) and base.stat().st_uid == os.geteuid():
            postgres.forget(base / "postgres")
            shutil.rmtree(base, ignore_errors=True)


def _join(directory: Path) -> int:
    """Count ourselves among the users of the server. The answer is needed for leaving."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        users = os.open(directory.with_suffix(".users"), os.O_RDWR | os.O_CREAT, 0o666)
        postgres.account_for(directory)
    except PermissionError as error:
        fail(
            f"No permission to use {error.filename}: it belongs to another user.",
            f"Run as that user, or delete {directory.parent} (the local data are lost) and start again.",
        )
    fcntl.flock(users, fcntl.LOCK_SH)
    return users


def _leave(directory: Path, users: int) -> None:
    """Stop the server unless somebody else (a shell, a second tool) still uses it."""
    with _locked(directory):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            postgres.stop(directory)
        except BlockingIOError:
            pass
        finally:
            os.close(users)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Only one process at a time starts or stops the server. The kernel lets go when a process is killed."""
    lock = os.open(directory.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def main(words: list[str]) -> int:
    end_on_signals()
    if words == ["reset"]:
        reset()
        return 0
    if len(words) < 3 or words[:2] != ["run", "--"]:
        fail("Usage: python -m scripts.database run -- COMMAND …   or: reset")
    with serving() as env:
        return run_in_front(words[2:], env)


if __name__ == "__main__":
    os.chdir(ROOT)
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
