"""The supplier's side: Django admin under our own name, for staff only."""

from django.contrib import admin
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _


class SupplierAdminConfig(AdminConfig):
    """Puts our site in the place of Django's own."""

    default_site = "partnercenter.web.site.SupplierSite"


class SupplierSite(admin.AdminSite):
    """Staff sign in where everybody does, so that the second factor and rate limits hold."""

    site_header = _("Partner Center for the supplier")
    site_title = _("Partner Center")
    index_title = _("Supplier")

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Send strangers to the sign-in page and people without staff rights away."""
        if request.user.is_authenticated and not self.has_permission(request):
            return redirect("home")
        after = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('account_login')}?{urlencode({'next': after})}")
