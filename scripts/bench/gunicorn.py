"""Two sync workers: what the limits of issue and report are said of."""

from titleplatform.worker import settle as pre_fork  # noqa: F401 - gunicorn looks for this name

wsgi_app = "titleplatform.wsgi"
worker_class = "sync"
workers = 2
preload_app = True
loglevel = "warning"
timeout = 300
