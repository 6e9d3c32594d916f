"""The first page, under a name that the frame and the sign-in know."""

from django.urls import path

from billing.web.home import home

urlpatterns = [path("", home, name="home")]
