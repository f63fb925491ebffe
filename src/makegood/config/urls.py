"""Every address there is."""

from __future__ import annotations

from django.urls import include, path

from makegood.api.door import api
from makegood.api.metrics import metrics
from makegood.config.links import PATH
from makegood.console import front

urlpatterns = [
    path("", front.front),
    path("healthz", front.alive),
    path("readyz", front.ready),
    path("metrics", metrics),
    path("api/v1/", api.urls),
    path(f"{PATH}/", include("makegood.portal.urls")),
]
