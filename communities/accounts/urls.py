from django.urls import path

from .views import account, address, closing, data

urlpatterns = [
    path("account/", account.account_detail, name="account_detail"),
    path("account/place/", account.affiliation_edit, name="affiliation_edit"),
    path("account/address/", address.address_change, name="address_change"),
    path("account/address/code/", address.address_confirm, name="address_confirm"),
    path("account/address/objection/<str:token>/", address.address_object, name="address_object"),
    path("account/address/objections/<int:pk>/", address.address_restore, name="address_restore"),
    path("account/data/", data.data_ask, name="data_ask"),
    path("account/data/<int:pk>/", data.data_download, name="data_download"),
    path("account/close/", closing.account_close, name="account_close"),
    path("account/close/<int:pk>/", closing.account_close_for, name="account_close_for"),
]
