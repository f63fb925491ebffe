"""What a server of WSGI is given."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# A short command never looks for garbage; a server must. What is loaded by now stays and is not looked through again.
gc.enable()
gc.collect()
gc.freeze()
