from django.urls import path

from . import views

urlpatterns = [
    path("notifications/", views.notification_list, name="notification_list"),
    path("notifications/read/", views.notification_read_all, name="notification_read_all"),
    path("notifications/mail/", views.notification_mail, name="notification_mail"),
    path("notifications/mail/off/", views.notification_mail_off, name="notification_mail_off"),
    path("notifications/stop/<str:token>/", views.notification_unsubscribe, name="notification_unsubscribe"),
    path("notifications/<int:pk>/", views.notification_open, name="notification_open"),
    path("notifications/<int:pk>/read/", views.notification_read, name="notification_read"),
]
