"""Make `.venv` and keep it equal to the locks: `python3 -m tripos.run.setup [--dev]`.

Runs on the machine's own Python, so the standard library is all there is. The packages come from hashed locks
through uv, which pip installs; nothing is done when the locks are those of the last time.

TRIPOS_EXTRAS names optional locks (`openai,anthropic` → requirements-openai.txt, …); the one that TRIPOS_AI_MODEL
needs is added by itself. A set once installed stays, so that a later plain run does not take away what another one
needed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tripos.run import language_models
from tripos.run.home import read_dotenv
from tripos.run.progress import StartError, disk_full, in_one_sentence, step

UV = "uv>=0.9,<1"
FREE_BYTES_NEEDED = 1_200_000_000
"""What the packages take, with those for the tests, and some room."""
STAMP = ".installed.json"
LOCK = ".setup.lock"  # .lock is the name that uv itself locks


def root() -> Path:
    """Return the folder of the checkout."""
    return Path(__file__).resolve().parents[2]


def wanted_locks(checkout: Path, *, dev: bool, extras: str = "") -> dict[str, str]:
    """Return the names of the locks to install and the hashes of their texts.

    Raises StartError for an extra that has no lock.
    """
    names = ["requirements.txt"]
    for extra in (word.strip() for word in extras.split(",")):
        if not extra:
            continue
        if not (checkout / f"requirements-{extra}.txt").is_file():
            raise StartError(f"TRIPOS_EXTRAS names {extra}, but there is no requirements-{extra}.txt.")
        names.append(f"requirements-{extra}.txt")
    if dev:
        names.append("requirements-dev.txt")
    return {name: _digest(checkout / name) for name in names}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def is_satisfied(venv: Path, wanted: dict[str, str]) -> bool:
    """Tell whether the last complete installation covered the wanted locks, word for word."""
    installed = _installed(venv)
    return all(installed.get(name) == digest for name, digest in wanted.items())


def note_installed(venv: Path, locks: dict[str, str]) -> None:
    """Note that `.venv` is complete for these locks (names and hashes of their texts)."""
    (venv / STAMP).write_text(json.dumps({"folder": str(venv), "locks": locks}, indent=1))


def _installed(venv: Path) -> dict[str, str]:
    try:
        return {} if _is_of_another_place(venv) else dict(_stamp(venv)["locks"])
    except (ValueError, KeyError, TypeError):
        return {}


def _stamp(venv: Path) -> dict[str, Any]:
    try:
        found = json.loads((venv / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_of_another_place(venv: Path) -> bool:
    """Tell whether `.venv` was moved or copied: its scripts name their Python by its full path."""
    return bool(_stamp(venv).get("folder", str(venv)) != str(venv))


def prepare(checkout: Path, *, dev: bool, extras: str = "") -> Path:
    """Make or mend `.venv`; return its Python. Raises StartError.

    Two of these at once wait for each other.
    """
    wanted = wanted_locks(checkout, dev=dev, extras=extras)
    venv = checkout / ".venv"
    python = venv / "bin" / "python"
    if is_satisfied(venv, wanted) and _runs(python):
        return python
    if venv.is_symlink() and _is_of_another_place(venv):  # making it anew would empty the other checkout's
        raise StartError(f"{venv} is a link to the packages of another checkout: remove the link and start again.")
    try:
        venv.mkdir(exist_ok=True)
        lock = (venv / LOCK).open("w")
    except OSError as error:
        raise StartError(
            f"Cannot write {venv} ({error.strerror}): start as its owner, or use a checkout of your own."
        ) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_satisfied(venv, wanted) and _runs(python):
            return python
        _check_room(venv)
        if not _runs(python) or _is_of_another_place(venv):
            with step("Making .venv"):
                _make(venv)
        if not (venv / "bin" / "uv").exists():
            with step("Installing uv"):
                _call([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV], venv)
        kept = {name for name in _installed(venv) if (checkout / name).is_file()}
        names = sorted(kept | set(wanted))
        (venv / STAMP).unlink(missing_ok=True)
        with step(f"Installing the packages of {', '.join(names)}"):
            _sync(checkout, venv, names)
        note_installed(venv, {name: _digest(checkout / name) for name in names})
    return python


def _runs(python: Path) -> bool:
    """Tell whether the Python of `.venv` works: its base may have been upgraded away, or the folder moved."""
    try:
        said = subprocess.run(
            [python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return said.returncode == 0 and Path(said.stdout.strip()).resolve() == python.parents[1].resolve()


def _make(venv: Path) -> None:
    try:
        import ensurepip  # noqa: F401 - Debian packs it apart
        import venv as module  # noqa: F401
    except ImportError as error:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise StartError(
            f"Python {version} lacks its venv module: install it (on Debian and Ubuntu: apt-get install"
            f" python{version}-venv) and try again."
        ) from error
    for entry in venv.iterdir():  # keep the lock that we hold
        if entry.name != LOCK:
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    _call([sys.executable, "-m", "venv", str(venv)], venv)


def _sync(checkout: Path, venv: Path, names: list[str]) -> None:
    python = venv / "bin" / "python"
    environment = {**os.environ, "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "hardlink")}
    environment.pop("VIRTUAL_ENV", None)
    if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & environment.keys():
        index = subprocess.run(
            [python, "-m", "pip", "config", "get", "global.index-url"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
        index = os.environ.get("PIP_INDEX_URL", index)
        if index:  # who told pip about a mirror means it for us too
            environment["UV_DEFAULT_INDEX"] = index
    command = [
        str(venv / "bin" / "uv"),
        "pip",
        "sync",
        "--quiet",
        "--require-hashes",
        "--python",
        str(python),
    ]
    _call([*command, *(str(checkout / name) for name in names)], venv, environment)


def _call(command: list[str], venv: Path, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        check=False,
    )
    if done.returncode == 0:
        return
    if "No space left on device" in done.stdout or "os error 28" in done.stdout:
        raise disk_full(venv, FREE_BYTES_NEEDED)
    log = venv / "install.log"
    log.write_text(f"{' '.join(command)}\n{done.stdout}")
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()] or ["it said nothing"]
    telling = [line for line in lines if line.lower().startswith("error")] or lines[-1:]
    raise StartError(f"Installing the packages failed: {telling[0]} (all of it is in {log})")


def _check_room(venv: Path) -> None:
    if not _installed(venv) and shutil.disk_usage(venv).free < FREE_BYTES_NEEDED:
        raise disk_full(venv, FREE_BYTES_NEEDED)


def main() -> int:
    """Prepare `.venv` for the checkout that this file is in."""
    checkout = root()
    environment = {**read_dotenv(checkout / ".env"), **os.environ}
    extras = f"{environment.get('TRIPOS_EXTRAS', '')},{language_models.extra_for(environment)}"
    prepare(checkout, dev="--dev" in sys.argv[1:], extras=extras)
    return 0


if __name__ == "__main__":
    sys.exit(in_one_sentence(main))
