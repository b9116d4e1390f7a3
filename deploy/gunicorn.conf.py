"""How gunicorn serves the site in production. WEB_CONCURRENCY says how many processes (gunicorn reads it)."""

import os

bind = "0.0.0.0:8000"  # inside its container
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))  # no more than DATABASE_POOL_SIZE
timeout = 30
graceful_timeout = 20
keepalive = 15
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm"  # noqa: S108 (in memory: a busy disk must not look like a hanging worker)
control_socket_disable = True
errorlog = "-"
loglevel = "warning"
accesslog = "-"
# Neither addresses nor query strings: they are personal data.
access_log_format = '{"at": "%(t)s", "method": "%(m)s", "path": "%(U)s", "status": %(s)s, "us": %(D)s}'
