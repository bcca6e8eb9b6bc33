"""The switch between numba and plain Python: one decorator, and where compiled code is kept.

`TRIPOS_NUMBA=0` forces plain Python. The cache is in `NUMBA_CACHE_DIR`, or in `TRIPOS_HOME/numba` where only
that is set, or in a folder of the user's in the system's temporary folder where neither is (the source tree
may be read-only). In there each state of the sources has a folder of its own: numba looks only at the file of
the function itself, and would go on running callers that hold an old version of what they call.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

COMPILED_FILES = (
    "compiled.py",
    "exact.py",
    "insertion.py",
    "kernel.py",
    "layout.py",
    "obstacles.py",
    "recreate.py",
    "rounds.py",
    "ruin.py",
)

F = TypeVar("F", bound=Callable[..., Any])


def cache_dir() -> Path:
    """The folder for compiled code of this state of the sources."""
    here = Path(__file__).parent
    digest = hashlib.sha256(b"".join((here / name).read_bytes() for name in COMPILED_FILES)).hexdigest()
    return _cache_root() / f"optimise-{digest[:16]}"


def _cache_root() -> Path:
    if given := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(given)
    if home := os.environ.get("TRIPOS_HOME"):
        return Path(home) / "numba"
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"tripos-numba-{owner}"


def _own_folder(folder: Path) -> bool:
    """Create the folder for this user alone; False where it belongs to another (compiled code is code: never
    share)."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return False
    return os.access(folder, os.W_OK) and (not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid())


def _load_numba() -> tuple[Any, bool]:
    """numba or None, and whether compiled code can be kept."""
    if os.environ.get("TRIPOS_NUMBA", "1") == "0":
        return None, False
    try:
        import numba
    except ImportError:
        return None, False
    folder = cache_dir()
    if not (_own_folder(folder.parent) and _own_folder(folder)):
        return numba, False
    numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return numba, True


_numba, _is_kept = _load_numba()
IS_COMPILED = _numba is not None


def jit(function: F) -> F:
    """Compile with numba, cached on disk; the function itself where numba is missing or switched off."""
    if _numba is None:
        return function
    compiled: F = _numba.njit(cache=_is_kept, nogil=True, error_model="numpy")(function)
    return compiled


def inline(function: F) -> F:
    """As `jit`, and always inlined into the caller (small functions of the innermost loops)."""
    if _numba is None:
        return function
    options = {"cache": _is_kept, "nogil": True, "error_model": "numpy", "forceinline": True}
    compiled: F = _numba.njit(**options)(function)
    return compiled


def _raw_pointer() -> Callable[[Any], Any]:
    if _numba is None:
        return lambda array: array
    from numba.core import types
    from numba.extending import intrinsic

    @intrinsic  # type: ignore[untyped-decorator]
    def of_array(context: Any, array: Any) -> Any:
        def address(target: Any, builder: Any, signature: Any, values: Any) -> Any:
            return target.make_array(signature.args[0])(target, builder, values[0]).data

        return types.CPointer(array.dtype)(array), address  # type: ignore[no-untyped-call]

    return cast(Callable[[Any], Any], of_array)


# The address of an array's first element, for the inside of compiled functions; a list in plain Python stays a list.
# A pointer has no reference count (its atomic instructions took a third of the search), is one machine word instead
# of seven, and is indexed without the question whether the index is negative. Whoever calls keeps the array alive.
pointer = _raw_pointer()
