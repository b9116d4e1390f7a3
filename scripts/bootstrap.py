"""Create `.venv` and install what requirements*.txt pin, checked by hash.

Runs on the system's Python with nothing but the standard library, and is written so that even a Python
that is too old can read it and say so. Does nothing when `.venv` is already as it should be.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time

OLDEST = (3, 11)
NEWEST_KNOWN = 20
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, ".installed")
REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")


def main():
    os.chdir(ROOT)
    if sys.version_info < OLDEST:
        continue_with_newer_python()
    wanted = fingerprint()
    if installed() == wanted:
        return
    if not installed():
        create()
    install()
    with open(STAMP, "w") as stamp:
        stamp.write(wanted)
    say("Python packages are ready.")


def continue_with_newer_python():
    """Start again under a newer Python that is on this machine under another name, or say what is missing."""
    for minor in range(NEWEST_KNOWN, OLDEST[1] - 1, -1):
        python = shutil.which("python3.%d" % minor)
        if python and works(python):
            os.execv(python, [python, os.path.abspath(__file__)])
    fail(
        "This is Python %d.%d; Commonplace needs Python %d.%d or newer." % (sys.version_info[:2] + OLDEST),
        "Install a newer Python, then say which: make PYTHON=/path/to/python3 run",
    )


def works(python):
    """Some `python3.x` on the path are only shims that fail when called."""
    return subprocess.call([python, "-c", ""], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


def fingerprint():
    """What `.venv` should hold: these requirements, for this version of Python."""
    digest = hashlib.sha256(("%d.%d" % sys.version_info[:2]).encode())
    for name in REQUIREMENTS:
        with open(name, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def installed():
    """The fingerprint of `.venv`; empty when it is missing, half made, or its Python is gone."""
    try:
        with open(STAMP) as stamp:
            return stamp.read() if works(PYTHON) else ""
    except OSError:
        return ""


def create():
    say("Creating .venv with Python %d.%d …" % sys.version_info[:2])
    if importlib.util.find_spec("ensurepip") is None:
        add_missing_venv_module()
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.call([sys.executable, "-m", "venv", VENV]) != 0:
        fail("Python could not create .venv (its words are above).", advice_for_venv())


def add_missing_venv_module():
    """Debian and Ubuntu keep part of Python's own `venv` in another package."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        fail(
            "This Python cannot create virtual environments: its venv module is incomplete.",
            advice_for_venv(),
        )
    say("Installing the system package python3-venv …")
    subprocess.call(["apt-get", "update", "-qq"])
    package = "python%d.%d-venv" % sys.version_info[:2]
    if subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package]) != 0:
        fail("apt-get could not install %s." % package, advice_for_venv())


def advice_for_venv():
    return (
        "On Debian and Ubuntu: sudo apt-get install python%d.%d-venv; then run make again."
        % sys.version_info[:2]
    )


def install():
    say("Installing Python packages (about 500 MB; the first time takes a few minutes) …")
    began = time.time()
    command = [PYTHON, "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check"]
    command += ["--no-input", "-qq", "--progress-bar", "off"]
    for name in REQUIREMENTS:
        command += ["-r", name]
    environment = dict(os.environ, PYTHONUTF8="1")
    environment.pop("PIP_USER", None)
    process = subprocess.Popen(command, env=environment)
    while process.poll() is None:
        wait_a_little(process, began)
    if process.returncode != 0:
        fail(
            "pip could not install the packages (its words are above).",
            "Most often the network or a proxy is the cause. What was downloaded is kept: run make again.",
        )


def wait_a_little(process, began):
    """Wait up to 15 seconds, then show that work goes on."""
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        say("  … still installing, %d seconds so far" % (time.time() - began))


def say(words):
    print("→ " + words)
    sys.stdout.flush()


def fail(what, remedy):
    sys.exit("✗ %s\n  %s" % (what, remedy))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        fail(
            "No permission to write %s." % error.filename,
            "Another user (sudo?) may have made it: chown it back or delete it, and run make again.",
        )
