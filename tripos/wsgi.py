import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripos.settings")
application = get_wsgi_application()

from tripos.db.checks import refuse_unsafe_role  # noqa: E402  (settings must be loaded first)

refuse_unsafe_role()
