"""A PostgreSQL of our own, from a pip wheel: no package to install, no port opened, no password.

Only the wheel's programs are used, never its Python code. The server listens on a Unix socket in a private
folder, so whoever can connect is already the user who owns the data.

    cluster = Cluster(Path(".tripos/postgres"))
    server = cluster.ensure_running()
    server.url("tripos", "tripos_web")
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tripos.db import processes, programs, unprivileged
from tripos.db.programs import EmbeddedError

__all__ = ["Cluster", "EmbeddedError", "Server"]

START_SECONDS = 60.0
"""How long a start is tried: after a kill -9 the dead server's locks and children linger for a while."""
RECOVERY_SECONDS = 600.0
"""How long a server that is alive but still replaying its log may take."""
STOP_SECONDS = 30.0
SOCKET_PATH_BYTES = 103
"""The shortest limit among the systems we know (macOS 103, Linux 107)."""
PORT = 5432  # a name inside the socket's folder, not a port of the machine

_SETTINGS = {
    "max_connections": "100",
    "shared_buffers": "128MB",
    "effective_cache_size": "512MB",
    "random_page_cost": "1.1",
    "jit": "off",  # compiling costs more than our short queries
    "max_parallel_workers_per_gather": "0",  # a container's /dev/shm may hold 64 MB
    "max_locks_per_transaction": "256",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "log_line_prefix": "'%m [%p] %q%u@%d '",
    "log_checkpoints": "off",
    "unix_socket_permissions": "0700",
}
_THROWAWAY_SETTINGS = {
    "fsync": "off",  # a killed server still loses nothing; a machine without power does
    "full_page_writes": "off",
    "autovacuum": "off",  # its workers hold up CREATE DATABASE … TEMPLATE
    "checkpoint_timeout": "1h",
    "max_wal_size": "4GB",
}


@dataclass(frozen=True)
class Server:
    """A running server: the folder of its socket, the id of its main process, its port's name."""

    socket_dir: Path
    pid: int
    port: int = PORT

    def url(self, dbname: str = "postgres", user: str = "postgres") -> str:
        """Return the connection string of a database for a login, as libpq and Django's settings read it."""
        host = quote(str(self.socket_dir), safe="")
        return f"postgresql://{quote(user, safe='')}@/{quote(dbname, safe='')}?host={host}&port={self.port}"


class Cluster:
    """A folder with databases, and the server for it.

    data_dir: where the data is, or will be; its parent is made if missing.
    durable: False trades the safety of the data for speed (tests); such a server also ends with its parent.
    bin_dir: PostgreSQL's programs; by default those of the wheel. Any version from 15 on.
    log_file: where the server writes what it has to say; by default beside the data.
    """

    def __init__(
        self,
        data_dir: Path,
        durable: bool = True,
        *,
        bin_dir: Path | None = None,
        log_file: Path | None = None,
    ) -> None:
        self.data_dir = data_dir.absolute()
        self.durable = durable
        self.log_file = (log_file or self.data_dir.with_name(f"{self.data_dir.name}.log")).absolute()
        self.bin_dir = bin_dir
        self._process: subprocess.Popen[bytes] | None = None

    # What others call

    def ensure_running(self) -> Server:
        """Return the running server, creating the cluster and starting the server as needed.

        Safe to call from several processes at once: one starts it, all get the same server.
        Raises EmbeddedError.
        """
        with self._locked():
            deadline = time.monotonic() + START_SECONDS
            server = self._await_running()
            if server is not None:
                return server
            bin_dir = self.bin_dir or programs.wheel_bin_dir()
            runner, bin_dir = self._runner(bin_dir)
            if not (self._real_dir() / "PG_VERSION").exists():
                programs.create_data_folder(self._real_dir(), runner, bin_dir, durable=self.durable)
            self._check_existing(runner, bin_dir)
            return self._start(runner, bin_dir, deadline)

    def running(self) -> Server | None:
        """Return the running server without starting one, or None."""
        server = self._from_pid_file()
        return server if server is not None and self._is_ours(server.pid) else None

    def stop(self) -> bool:
        """Stop the server, ending its sessions; True when one was running."""
        if not self.data_dir.exists():
            return False
        with self._locked():
            server = self.running()
            if server is None:
                return False
            since = processes.started_at(server.pid)
            for number, seconds in (
                (signal.SIGINT, STOP_SECONDS),
                (signal.SIGQUIT, 10.0),
                (signal.SIGKILL, 5.0),
            ):
                processes.send(server.pid, number)
                if self._wait_until_gone(server.pid, since, seconds):
                    return True
            raise EmbeddedError(f"PostgreSQL (process {server.pid}) does not stop, not even when killed.")

    def destroy(self) -> None:
        """Stop the server and delete the data and the log, without asking."""
        self.stop()
        real = self._real_dir()
        shutil.rmtree(real, ignore_errors=True)
        shutil.rmtree(self._socket_dir(), ignore_errors=True)
        if self.data_dir.is_symlink():
            shutil.rmtree(real.parent, ignore_errors=True)
        for path in (self.data_dir, self.log_file, self._lock_path()):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                path.unlink()

    def psql(self, sql_text: str, dbname: str = "postgres") -> list[tuple[Any, ...]]:
        """Run SQL (one or several statements) as the superuser and return the rows of the last statement.

        Several statements run in one transaction, as PostgreSQL does with a message of many.
        Raises EmbeddedError when the server is not running, and psycopg's errors for what the SQL does wrong.
        """
        import psycopg

        server = self.running()
        if server is None:
            raise EmbeddedError(f"The PostgreSQL of {self.data_dir} is not running.")
        with psycopg.connect(server.url(dbname), autocommit=True) as connection:
            cursor = connection.execute(sql_text.encode())
            while cursor.nextset():
                pass
            return cursor.fetchall() if cursor.description else []

    def create_database(self, name: str) -> bool:
        """Create a database unless it is there; True when it was created."""
        import psycopg
        from psycopg import sql

        try:
            self.psql(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)).as_string(None))
        except psycopg.errors.DuplicateDatabase:
            return False
        return True

    # Folders and locks

    def _real_dir(self) -> Path:
        return self.data_dir.resolve()

    def _lock_path(self) -> Path:
        return self.data_dir.with_name(f".{self.data_dir.name}.lock")

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.data_dir.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._lock_path(), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise EmbeddedError(programs.explain(error, self.data_dir.parent)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _socket_dir(self) -> Path:
        """Name a folder short enough for a socket's path, the same one for the same data."""
        name = f"tripos-pg-{os.geteuid()}-" + hashlib.sha256(os.fsencode(self._real_dir())).hexdigest()[:12]
        for parent in (tempfile.gettempdir(), "/tmp"):
            if len(os.fsencode(f"{parent}/{name}/.s.PGSQL.{PORT}")) <= SOCKET_PATH_BYTES:
                break
        return Path(parent) / name

    def _make_socket_dir(self, runner: unprivileged.Runner) -> Path:
        folder = self._socket_dir()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (os.geteuid(), runner.uid):
            raise EmbeddedError(f"{folder} belongs to somebody else: remove it, or set TMPDIR to a folder of yours.")
        folder.chmod(0o700)
        runner.give(folder)
        return folder

    def _runner(self, bin_dir: Path) -> tuple[unprivileged.Runner, Path]:
        """Choose how to run the programs; may place data and a copy of them where nobody can reach them."""
        parent = self.data_dir.parent
        try:
            runner = unprivileged.choose(parent, bin_dir / "postgres")
            if runner.way != "setuid":
                return runner, bin_dir
            if not self.data_dir.is_symlink():
                if self.data_dir.exists():
                    raise EmbeddedError(
                        f"{self.data_dir} belongs to root, and this machine does not let root start"
                        " PostgreSQL for it: start as an ordinary user, or set DATABASE_URL to a server."
                    )
                home = unprivileged.private_home(self.data_dir)
                self.data_dir.symlink_to(home / "postgres")
            home = self._real_dir().parent
            if not runner.can_reach(home, bin_dir / "postgres"):
                bin_dir = unprivileged.copied_binaries(bin_dir, home)
        except unprivileged.NoUnprivilegedUserError as error:
            raise EmbeddedError(
                "PostgreSQL does not run as root, and this machine lets root neither open a user namespace"
                " nor become another user: start as an ordinary user, or set DATABASE_URL to a server."
            ) from error
        return runner, bin_dir

    # Creating

    def _check_existing(self, runner: unprivileged.Runner, bin_dir: Path) -> None:
        real = self._real_dir()
        owner = real.stat().st_uid
        if owner != runner.uid:
            raise EmbeddedError(
                f"{real} belongs to user {owner}, not to the user who starts it ({runner.uid}): start as that"
                " user, or set TRIPOS_HOME to another folder."
            )
        made_by, installed = int((real / "PG_VERSION").read_text()), programs.version(bin_dir)
        if made_by != installed:
            raise EmbeddedError(
                f"{real} was made by PostgreSQL {made_by}, but {installed} is installed: dump it with the old"
                " version and restore it with the new one, as docs/operations.md says."
            )

    # Starting

    def _start(self, runner: unprivileged.Runner, bin_dir: Path, deadline: float) -> Server:
        real, socket_dir = self._real_dir(), self._make_socket_dir(runner)
        settings = _SETTINGS if self.durable else _SETTINGS | _THROWAWAY_SETTINGS
        try:
            conf = real / "tripos.conf"
            conf.write_text("".join(f"{name} = {value}\n" for name, value in settings.items()))
            runner.give(conf)
        except OSError as error:
            raise EmbeddedError(programs.explain(error, real)) from error
        while True:
            self._forget_dead_server(socket_dir)
            said = self._launch(runner, bin_dir, socket_dir)
            server = self._await_running()
            if server is not None:
                return server
            reason = self._log_since(said)
            lingering = "lock file" in reason or "shared memory block" in reason
            if "No space left on device" in reason:
                raise EmbeddedError(programs.disk_full(real, shutil.disk_usage(real).free))
            if not lingering or time.monotonic() >= deadline:
                raise EmbeddedError(f"PostgreSQL did not start: {programs.last_line(reason)} (see {self.log_file})")
            if "shared memory block" in reason and time.monotonic() >= deadline - START_SECONDS * 0.75:
                for pid in processes.working_in(real):  # sessions of a dead server, too busy to have noticed
                    processes.send(pid, signal.SIGKILL)
            time.sleep(0.5)

    def _launch(self, runner: unprivileged.Runner, bin_dir: Path, socket_dir: Path) -> int:
        """Start the server and return the log's length before it."""
        # The kernel means the thread that started it, not the process: a passing thread must not take it along.
        passing = threading.current_thread() is not threading.main_thread()
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            said = log.tell()
            self._process = subprocess.Popen(
                [
                    *(str(bin_dir / "postgres"), "-D", str(self._real_dir()), "-k", str(socket_dir)),
                    *("-p", str(PORT), "-c", "listen_addresses="),
                ],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=programs.environment(),
                start_new_session=True,  # a Ctrl-C meant for us must not stop the database under its clients
                preexec_fn=runner.before_exec(die_with_parent=not self.durable and not passing),
            )
        return said

    def _log_since(self, offset: int) -> str:
        with self.log_file.open("rb") as log:
            log.seek(offset)
            return log.read(1_000_000).decode(errors="replace")

    def _forget_dead_server(self, socket_dir: Path) -> None:
        """Make the notes of a server that is gone harmless to the next one.

        PostgreSQL takes a process id in its lock file for alive if a signal can reach it: true of a zombie
        that nobody reaps, and of a stranger with the same number. The id of the starter, though, it takes
        for stale, and goes on to check the shared memory: so we write ours rather than remove the file.
        """
        path = self._real_dir() / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError):
            lines = path.read_text().splitlines()
            if lines and lines[0].isdigit() and self._is_ours(int(lines[0])):
                return  # alive after all, and just starting
            path.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (socket_dir / name).unlink(missing_ok=True)

    def _from_pid_file(self) -> Server | None:
        try:
            lines = (self._real_dir() / "postmaster.pid").read_text().splitlines()
            # While it starts, the server fills in the socket's folder a moment after its id.
            return Server(Path(lines[4]), int(lines[0]), int(lines[3])) if lines[4] else None
        except (OSError, IndexError, ValueError):
            return None

    def _is_ours(self, pid: int) -> bool:
        if self._process is not None:
            self._process.poll()  # reaps it if it died
        if pid == os.getpid() or not processes.is_running(pid):
            return False
        folder = processes.working_directory(pid)
        return folder is None or folder == self._real_dir()

    def _await_running(self) -> Server | None:
        """Return the server once it takes connections; None when no server is there, or it died meanwhile."""
        import psycopg

        deadline = time.monotonic() + RECOVERY_SECONDS
        pause = 0.01
        while time.monotonic() < deadline:
            server = self._from_pid_file()
            started_here = self._process is not None and self._process.poll() is None
            if server is not None and self._is_ours(server.pid):
                try:
                    psycopg.connect(server.url(), connect_timeout=5).close()
                except psycopg.OperationalError:
                    pass  # starting up, recovering, or shutting down: the process decides how long we wait
                else:
                    return server
            elif not started_here:
                return None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.2)
        raise EmbeddedError(
            f"PostgreSQL is up but took no connection for {RECOVERY_SECONDS:.0f} s: see {self.log_file}."
        )

    def _wait_until_gone(self, pid: int, since: str | None, seconds: float) -> bool:
        gone = processes.wait_until_gone(pid, since, seconds)
        if gone and self._process is not None and self._process.pid == pid:
            self._process.poll()
        return gone
