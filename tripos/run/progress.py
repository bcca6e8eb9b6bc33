"""What the person at the terminal sees, and the one exception that ends a start with a sentence."""

from __future__ import annotations

import contextlib
import errno
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path


class StartError(RuntimeError):
    """Something is missing; the message is one sentence that says what, and what to do."""


def say(text: str) -> None:
    """Print a line at once; a terminal that went away is no reason to stop serving."""
    with contextlib.suppress(BrokenPipeError, OSError):
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Print `text` when the work begins, and the seconds it took when it is done."""
    begun = time.monotonic()
    tty = sys.stdout.isatty()
    if tty:
        sys.stdout.write(f"  {text} …")
        sys.stdout.flush()
    try:
        yield
    except BaseException:
        if tty:
            say("")
        raise
    seconds = f"{time.monotonic() - begun:5.1f} s"
    say(f"\r  {text:<58}{seconds}" if tty else f"  {text:<58}{seconds}")


def tail(path: Path, lines: int = 12) -> str:
    """Return the last lines of a log, indented, or an empty text when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - 20_000))
            found = file.read().decode(errors="replace").splitlines()
    except OSError:
        return ""
    return "\n".join(f"    {line}" for line in found[-lines:])


def disk_full(folder: Path, wanted: int) -> StartError:
    """Return the error for a disk without the `wanted` bytes (0 when unknown)."""
    room = f" (about {wanted // 1024**2} MB are needed)" if wanted else ""
    return StartError(f"The disk of {folder} is full{room}: make room and try again.")


def cannot_write(folder: Path | str, error: OSError) -> StartError:
    """Return the error for a file or folder that could not be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(Path(folder), 0)
    return StartError(f"Cannot write {folder} ({error.strerror}): set TRIPOS_HOME to a folder of yours.")


def in_one_sentence(main: Callable[[], int]) -> int:
    """Run `main`; turn what a person can mend into one sentence and exit code 1."""
    try:
        return main()
    except StartError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EROFS):
            raise
        sys.stderr.write(f"{cannot_write(error.filename or 'the data folder', error)}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted.\n")
        return 130
