"""Every address there is."""

from __future__ import annotations

from django.urls import include, path

from makegood.api import mail_hooks
from makegood.api.door import api
from makegood.api.metrics import metrics
from makegood.config.links import PATH
from makegood.console import door, front, pages  # noqa: F401 - pages put themselves down

urlpatterns = [
    path("about", front.front, name="about"),
    path("favicon.ico", front.icon),
    path("healthz", front.alive),
    path("readyz", front.ready),
    path("metrics", metrics),
    path("api/v1/", api.urls),
    path("hooks/mail/tracking", mail_hooks.tracking),
    path("hooks/mail/inbound", mail_hooks.inbound),
    path(f"{PATH}/", include("makegood.portal.urls")),
    path("account/", include("makegood.console.signing_in")),
    *door.urls(),
]
handler404 = "makegood.console.door.missing"
handler500 = "makegood.console.door.broken"
