"""Ordering for customers, and the order history: pages of customers that foresee charges."""

from django.urls import path

from billing.web import carts, offers, orders
from customers.web import catalogue

urlpatterns = [
    path("customers/<uuid:public_id>/order/", catalogue.catalogue, name="catalogue"),
    path("customers/<uuid:public_id>/order/<str:availability_id>/", offers.offer, name="offer"),
    path("customers/<uuid:public_id>/cart/", carts.cart, name="cart"),
    path("customers/<uuid:public_id>/cart/place/", carts.place, name="cart_place"),
    path("customers/<uuid:public_id>/cart/<uuid:item_id>/", offers.cart_item, name="cart_item"),
    path(
        "customers/<uuid:public_id>/cart/<uuid:item_id>/remove/",
        carts.remove,
        name="cart_item_remove",
    ),
    path("orders/", orders.history, name="orders"),
    path("orders/<str:order_id>/", orders.order, name="order"),
    path(
        "orders/<str:order_id>/purchase-order/",
        orders.purchase_order,
        name="order_purchase_order",
    ),
]
