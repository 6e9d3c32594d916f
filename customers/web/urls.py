"""Pages of customers."""

from django.urls import include, path

from customers.web import activity, customer_forms, exports, imports, price_resolutions, users

app_name = "customers"
urlpatterns = [
    path("", include("customers.web.profile_urls")),
    path("", include("billing.web.account_urls")),
    path("account-settings/users/", users.users, name="users"),
    path("account-settings/users/invite/", users.invite, name="user_invite"),
    path("account-settings/users/<uuid:public_id>/", users.user, name="user"),
    path("account-settings/users/<uuid:public_id>/disable/", users.disable, name="user_disable"),
    path("account-settings/users/<uuid:public_id>/enable/", users.enable, name="user_enable"),
    path(
        "account-settings/users/<uuid:public_id>/invite-again/",
        users.invite_again,
        name="user_invite_again",
    ),
    path("account-settings/activity/", activity.activity, name="activity"),
    path("account-settings/activity/file/", activity.file, name="activity_file"),
    path("", include("billing.web.customer_urls")),
    path("", include("billing.web.order_urls")),
    path("customers/new/", customer_forms.add, name="customer_new"),
    path("customers/<uuid:public_id>/edit/", customer_forms.correct, name="customer_edit"),
    path(
        "customers/<uuid:customer_id>/subscriptions/<uuid:subscription_id>/price/",
        price_resolutions.subscription_price,
        name="subscription_price",
    ),
    path("", include("billing.web.subscription_urls")),  # after it, for any word may be an act
    path("files/", imports.imports, name="imports"),
    path("files/export/<str:table>/<str:code>/", exports.export, name="export"),
    path("files/import/<str:code>/", imports.import_file, name="import_file"),
    path("files/<uuid:public_id>/", imports.prepared_import, name="import"),
    path("files/<uuid:public_id>/take-in/", imports.take_in, name="import_take_in"),
]
