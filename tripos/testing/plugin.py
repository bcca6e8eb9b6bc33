"""pytest plug-in: the environment of every test run, set before Django reads its settings (``-p`` in pytest.ini)."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripos.settings")
os.environ["TRIPOS_TESTING"] = "1"
if "PYTEST_XDIST_WORKER" in os.environ and "TRIPOS_HOME" in os.environ:  # workers keep files apart
    os.environ["TRIPOS_HOME"] += "-" + os.environ["PYTEST_XDIST_WORKER"]
os.environ.setdefault("SECRET_KEY", "the-tests-have-no-secrets-but-django-wants-fifty-characters-of-them")
# Placeholders: tripos.testing.database points both aliases at the run's own database.
os.environ["DATABASE_URL"] = "postgresql://tripos_test@/tripos_test?host=/nonexistent"
os.environ["DATABASE_OWNER_URL"] = "postgresql://tripos_migrator@/tripos_test?host=/nonexistent"
os.environ["DATABASE_JOBS_URL"] = "postgresql://tripos_jobs@/tripos_test?host=/nonexistent"
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps an event loop on the main thread
