"""The site's settings for tests: a data folder that is thrown away, a Redis of our own, fast passwords.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` put the same suite on real servers. Processes that a test
starts inherit the environment set here.
"""

import os
import tempfile
from pathlib import Path

_base = Path(os.environ.setdefault("MASTHEAD_TEST_DATA", tempfile.mkdtemp(prefix="masthead-test-")))
_data = _base / os.environ.get("PYTEST_XDIST_WORKER", "main")
(_data / "static").mkdir(parents=True, exist_ok=True)

os.environ["MASTHEAD_DATA"] = str(_data)
os.environ["MASTHEAD_MODELS_DIR"] = str(_data / "models")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["REDIS_URL"] = os.environ.get("TEST_REDIS_URL") or f"unix://{_data}/redis.sock"
os.environ.setdefault("OUTBOX", "yes")
# The first drawing loads models, and a machine that tests has other things to do.
os.environ.setdefault("DESK_ANSWER_SECONDS", "60")
os.environ.setdefault("LOG_LEVEL", "ERROR")

from config.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

if DATABASE_IS_EMBEDDED:  # noqa: F405
    # A file, as in real life: SQLite in memory has other locks, which fail where a file's wait.
    DATABASES["default"]["TEST"] = {"NAME": _data / "test.sqlite3"}  # noqa: F405

# Every test client would look through all static files anew; the real stack's tests fetch them.
WHITENOISE_USE_FINDERS = False
