"""The addresses of the customer's page. No secret has a dot in it."""

from __future__ import annotations

from django.urls import path

from makegood.portal import views

app_name = "portal"
urlpatterns = [
    path("shop.css", views.colours, name="colours"),
    path("shop.logo/<str:digest>", views.logo, name="logo"),
    path("<str:secret>", views.page, name="page"),
    path("<str:secret>/write", views.message, name="write"),
    path("<str:secret>/<slug:choice>", views.choice, name="choice"),
    path("", views.nothing),
    path("<path:rest>", views.nothing),
]
