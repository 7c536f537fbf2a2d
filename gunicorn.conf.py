"""How the web server runs, by `make run` and in the container; gunicorn reads this file by itself. Each gives its own --bind."""

from titleplatform.worker import settle as pre_fork  # noqa: F401 - gunicorn looks for this name

wsgi_app = "titleplatform.wsgi"
worker_class = "titleplatform.worker.Worker"
limit_request_line = 8190  # the most it can be: a list with every filter set has a long address
workers = 2
threads = 4
preload_app = (
    True  # a server that may not start (titleplatform/start.py) ends at once, and the workers share what was read
)
graceful_timeout = 15  # seconds for requests that are under way when it stops
loglevel = "warning"
