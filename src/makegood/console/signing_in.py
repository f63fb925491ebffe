"""The addresses at which people come in, as allauth has them. Nobody signs up: whoever lets people in adds them."""

from __future__ import annotations

from allauth.account import views
from django.urls import include, path

urlpatterns = [
    path("sign-in", views.login, name="account_login"),
    path("sign-out", views.logout, name="account_logout"),
    path("inactive", views.account_inactive, name="account_inactive"),
    path("confirm", views.reauthenticate, name="account_reauthenticate"),
    path("password", views.password_change, name="account_change_password"),
    path("second-factor/", include("allauth.mfa.urls")),
]
