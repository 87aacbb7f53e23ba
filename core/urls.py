"""Health, figures and packets."""

from django.urls import path

from core.views import health, metrics, packets

urlpatterns = [
    path("health/live", health.health_live, name="health_live"),
    path("health/ready", health.health_ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("packets/<slug:uid>/", packets.packet_detail, name="packet_detail"),
    path("packets/<slug:uid>/file/", packets.packet_download, name="packet_download"),
    path("packets/<slug:uid>/retry/", packets.packet_retry, name="packet_retry"),
    path("packets/<slug:uid>/cancel/", packets.packet_cancel, name="packet_cancel"),
]
