"""Two sync workers: what the limits of issue and report are said of."""

wsgi_app = "titleplatform.wsgi"
worker_class = "sync"
workers = 2
preload_app = True
loglevel = "warning"
timeout = 300
