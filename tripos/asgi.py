import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripos.settings")
application = get_asgi_application()

from tripos.db.checks import refuse_unsafe_role  # noqa: E402  (settings must be loaded first)

refuse_unsafe_role()
