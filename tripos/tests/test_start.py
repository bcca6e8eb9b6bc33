"""The parts of a start: each with what it says when something is missing."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tripos.db import processes
from tripos.run import databases, language_models, setup, start
from tripos.run.check import gates
from tripos.run.home import MARK, Home, from_environment, read_dotenv
from tripos.run.progress import StartError, in_one_sentence, tail
from tripos.run.services import QUICK_DEATHS, QUICK_SECONDS, Service


def plan(tmp_path: Path, **environment: str) -> start.Plan:
    home = Home(tmp_path / "home")
    home.prepare()
    return start.Plan(tmp_path, home, environment)


# The packages


def test_locks_follow_dev_and_extras(tmp_path: Path) -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-openai.txt"):
        (tmp_path / name).write_text(name)
    assert list(setup.wanted_locks(tmp_path, dev=False)) == ["requirements.txt"]
    assert list(setup.wanted_locks(tmp_path, dev=True, extras=" openai ,")) == [
        "requirements.txt",
        "requirements-openai.txt",
        "requirements-dev.txt",
    ]
    with pytest.raises(StartError, match="names nothing, but there is no requirements-nothing"):
        setup.wanted_locks(tmp_path, dev=False, extras="nothing")


def test_chosen_model_brings_its_lock() -> None:
    assert language_models.extra_for({"TRIPOS_AI_MODEL": "ollama:llama3.2"}) == "openai"
    assert language_models.extra_for({"TRIPOS_AI_MODEL": "anthropic:claude"}) == "anthropic"
    assert language_models.extra_for({"TRIPOS_AI_MODEL": "embedded"}) == language_models.extra_for({}) == ""
    for needs in language_models.PROVIDERS.values():
        assert (setup.root() / f"requirements-{needs.extra}.txt").is_file(), needs


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, None),
        ({"TRIPOS_AI_MODEL": "embedded"}, None),
        ({"TRIPOS_AI_MODEL": "openai:gpt-5.2", "OPENAI_API_KEY": "key"}, None),
        ({"TRIPOS_AI_MODEL": "openai:mine", "TRIPOS_AI_BASE_URL": "http://localhost:1/v1"}, None),
        ({"TRIPOS_AI_MODEL": "ollama:llama3.2"}, None),
        ({"TRIPOS_AI_MODEL": "groq:left-to-the-library"}, None),
        ({"TRIPOS_AI_MODEL": "openai:gpt-5.2"}, "needs a key: set OPENAI_API_KEY, or leave"),
        ({"TRIPOS_AI_MODEL": "gpt-5.2"}, "names no model: write provider:model"),
    ],
)
def test_missing_key_is_said_in_one_sentence(environment: dict[str, str], sentence: str | None) -> None:
    told = language_models.problem(environment)
    if sentence is None:
        assert told is None
    else:
        assert told and sentence in told and "\n" not in told


def test_missing_package_is_said_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = language_models.Needs("openai", "no_such_package.at_all", ("KEY",))
    monkeypatch.setitem(language_models.PROVIDERS, "openai", absent)
    told = language_models.problem({"TRIPOS_AI_MODEL": "openai:gpt-5.2", "KEY": "key"})
    assert told and "install requirements-openai.txt" in told


def test_start_says_what_the_agents_miss(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start.greet(plan(tmp_path, TRIPOS_AI_MODEL="openai:gpt-5.2"))
    assert "agents     TRIPOS_AI_MODEL=openai:gpt-5.2 needs a key: set OPENAI_API_KEY" in capsys.readouterr().out
    start.greet(plan(tmp_path))
    assert "agents" not in capsys.readouterr().out


def test_installation_counts_only_for_the_same_locks_in_the_same_place(tmp_path: Path) -> None:
    lock, venv = tmp_path / "requirements.txt", tmp_path / ".venv"
    lock.write_text("a==1")
    wanted = setup.wanted_locks(tmp_path, dev=False)
    assert not setup.is_satisfied(venv, wanted)
    venv.mkdir()
    setup.note_installed(venv, wanted | {"requirements-dev.txt": "what the tests need"})
    assert setup.is_satisfied(venv, wanted)
    lock.write_text("a==2")
    assert not setup.is_satisfied(venv, setup.wanted_locks(tmp_path, dev=False))
    venv.rename(tmp_path / "moved")
    assert not setup.is_satisfied(tmp_path / "moved", wanted)


def test_packages_of_another_checkout_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("a==1")
    theirs = tmp_path / "theirs" / ".venv"
    (theirs / "bin").mkdir(parents=True)
    setup.note_installed(theirs, {})
    (tmp_path / ".venv").symlink_to(theirs)
    with pytest.raises(StartError, match="is a link to the packages of another checkout"):
        setup.prepare(tmp_path, dev=False)
    assert (theirs / "bin").is_dir()


def test_setup_runs_on_the_standard_library_alone() -> None:
    code = "import sys; sys.path.insert(0, '.'); import tripos.run.setup, tripos.run.home"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=setup.root(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


# The data folder


def test_dotenv_is_read_as_a_person_means_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# PORT=1\nexport PORT = 9000\nHOST='0.0.0.0'\nEMPTY=\nURL=\"a=b\"\nnonsense\n")
    assert read_dotenv(tmp_path / ".env") == {"PORT": "9000", "HOST": "0.0.0.0", "EMPTY": "", "URL": "a=b"}
    assert read_dotenv(tmp_path / "missing") == {}


def test_home_is_the_checkouts_unless_named(tmp_path: Path) -> None:
    assert from_environment(tmp_path, {}).path == tmp_path / ".tripos"
    assert from_environment(tmp_path, {"TRIPOS_HOME": str(tmp_path / "a b")}).path == tmp_path / "a b"


def test_home_that_cannot_be_made_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    def prepare() -> int:
        Home(Path("/dev/null/home")).prepare()
        return 0

    assert in_one_sentence(prepare) == 1
    assert capsys.readouterr().err == (
        "Cannot write /dev/null/home (Not a directory): set TRIPOS_HOME to a folder of yours.\n"
    )


def test_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    key = home.secret_key()
    assert len(key) >= 50
    assert home.secret_key() == key
    assert stat.S_IMODE((home.path / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700


def test_lock_is_held_by_one_and_freed_with_it(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    assert home.is_locked() is False
    handle = home.lock()
    assert handle is not None
    assert home.lock() is None
    assert home.is_locked() is True
    os.close(handle)
    assert home.is_locked() is False


def test_leftovers_are_known_by_note_or_mark_and_never_by_number_alone(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    command = [sys.executable, "-c", "print(flush=True); import time; time.sleep(60)"]
    marked = subprocess.Popen(command, env={MARK: str(tmp_path)}, stdout=subprocess.PIPE)
    stranger = subprocess.Popen(command, env={MARK: "/elsewhere"}, stdout=subprocess.PIPE)
    try:
        for process in (marked, stranger):
            assert process.stdout is not None
            process.stdout.readline()
        home.write_state({"services": {"web": {"pid": stranger.pid, "started": "some time ago"}}})
        assert home.leftovers() == [marked.pid]
    finally:
        for process in (marked, stranger):
            process.kill()
            process.wait()


def test_large_logs_are_put_aside(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.prepare()
    with (home.logs / "web.log").open("wb") as file:
        file.truncate(11_000_000)
    (home.logs / "worker.log").write_text("short\n")
    home.prepare()
    assert sorted(path.name for path in home.logs.iterdir()) == ["web.log.1", "worker.log"]


# The database


def test_three_urls_are_given_together_or_not_at_all() -> None:
    assert databases.given({}) is None
    urls = databases.given({"DATABASE_URL": "w", "DATABASE_OWNER_URL": "o", "DATABASE_JOBS_URL": "j"})
    assert urls == databases.Urls("w", "o", "j")
    assert urls.environment("jobs") == {"DATABASE_JOBS_URL": "j"}
    with pytest.raises(StartError, match="without DATABASE_OWNER_URL and DATABASE_JOBS_URL"):
        databases.given({"DATABASE_URL": "w"})


def test_unreachable_database_is_named_with_the_reason() -> None:
    nowhere = "postgresql://tripos_web@127.0.0.1:1/tripos"
    with pytest.raises(StartError, match=r"^The database of DATABASE_URL cannot be reached: .*refused"):
        databases.check_reachable(databases.Urls(nowhere, nowhere, nowhere))


def test_password_of_a_url_is_not_shown() -> None:
    assert start.without_password("postgresql://web:s3cret@db:5432/t?a=b") == "postgresql://web:…@db:5432/t?a=b"
    assert start.without_password("postgresql://web@/t?host=%2Ftmp") == "postgresql://web@/t?host=%2Ftmp"


# The address


def test_taken_port_is_said_with_a_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(StartError, match=f"Port {port} is taken .* PORT={port + 1} bin/run"):
            start.check_port("127.0.0.1", port)
    start.check_port("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "says"),
    [("192.0.2.1", "Cannot listen on 192.0.2.1"), ("1.2.3.4.5", "no address of this machine")],
)
def test_foreign_address_is_said(host: str, says: str) -> None:
    with pytest.raises(StartError, match=says):
        start.check_port(host, 8000)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "8000.5"])
def test_port_that_is_none_is_said(tmp_path: Path, port: str) -> None:
    with pytest.raises(StartError, match=f"PORT={port} is no port"):
        _ = plan(tmp_path, PORT=port).port


@pytest.mark.parametrize(
    ("host", "url", "allowed"),
    [
        ("", "http://localhost:8000", None),
        ("127.0.0.1", "http://localhost:8000", None),
        ("0.0.0.0", "http://localhost:8000", "*"),
        ("::1", "http://localhost:8000", None),
        ("2001:db8::5", "http://[2001:db8::5]:8000", "2001:db8::5,localhost,127.0.0.1"),
        ("trips.example", "http://trips.example:8000", "trips.example,localhost,127.0.0.1"),
    ],
)
def test_url_and_allowed_hosts_follow_the_host(tmp_path: Path, host: str, url: str, allowed: str | None) -> None:
    asked = plan(tmp_path, HOST=host)
    assert asked.url == url
    assert asked.base_environment().get("ALLOWED_HOSTS") == allowed


# The processes


def test_each_process_gets_only_its_own_login(tmp_path: Path) -> None:
    asked = plan(tmp_path, DATABASE_URL="w", DATABASE_OWNER_URL="o", DATABASE_JOBS_URL="j", SECRET_KEY="given")
    web, worker = start.services(asked, databases.Urls("w", "o", "j"))
    names = set(databases.NAMES.values())
    assert {name: web.environment[name] for name in names & web.environment.keys()} == {"DATABASE_URL": "w"}
    assert {name: worker.environment[name] for name in names & worker.environment.keys()} == {"DATABASE_JOBS_URL": "j"}
    assert (worker.environment["TRIPOS_PROCESS"], "TRIPOS_PROCESS" in web.environment) == ("worker", False)
    assert web.environment["SECRET_KEY"] == worker.environment["SECRET_KEY"] == "given"
    assert "DEBUG" not in web.environment


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def service(tmp_path: Path, code: str, clock: Clock) -> Service:
    return Service("it", "helper", [sys.executable, "-c", code], dict(os.environ), tmp_path, tmp_path / "it.log", clock)


def test_service_that_ends_at_once_is_given_up_with_its_last_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    failing = service(tmp_path, "raise SystemExit('no such table')", clock)
    pauses = []
    failing.start()
    for _ in range(QUICK_DEATHS - 1):
        failing.process.wait()  # type: ignore[union-attr]
        failing.watch()
        pauses.append(failing.start_again_at - clock.now)
        clock.now = failing.start_again_at
        failing.watch()
    failing.process.wait()  # type: ignore[union-attr]
    with pytest.raises(StartError, match=r"The helper ended 5 times right after its start") as raised:
        failing.watch()
    assert pauses == [0.5, 1.0, 2.0, 4.0]
    assert "no such table" in str(raised.value)
    assert "The helper ended (exit code 1); starting it again in 2.0 s." in capsys.readouterr().out


def test_service_killed_after_long_work_starts_again_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    working = service(tmp_path, "import time; time.sleep(60)", clock)
    working.start()
    try:
        first = working.process
        assert first is not None
        clock.now = QUICK_SECONDS + 1
        first.kill()
        first.wait()
        working.watch()
        assert working.pid not in (None, first.pid)
        assert working.quick_deaths == 0
        assert capsys.readouterr().out == "  The helper ended (SIGKILL); starting it again.\n"
    finally:
        working.stop()
    assert working.pid is None


def test_stop_takes_the_children_along(tmp_path: Path) -> None:
    """A parent that dies of its signal leaves its children to us."""
    code = (
        "import subprocess, sys, time;"
        "c = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(c.pid, flush=True); time.sleep(60)"
    )
    parent = service(tmp_path, code, Clock())
    parent.start()
    while not (tmp_path / "it.log").read_text().endswith("\n"):
        pass
    child = int((tmp_path / "it.log").read_text())
    parent.stop()
    assert processes.wait_until_gone(child, None, 2.0)


# The checks


def test_log_is_quoted_from_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("".join(f"line {n}\n" for n in range(9999)))
    assert tail(tmp_path / "a.log", 2) == "    line 9997\n    line 9998"
    assert tail(tmp_path / "missing.log") == ""


def test_check_has_every_gate() -> None:
    assert [gate.name for gate in gates(setup.root())] == [
        "ruff check",
        "ruff format",
        "import order",
        "templates",
        "mypy",
        "models and migrations agree",
    ]
