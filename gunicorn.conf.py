"""How the web server runs, by `make run` and in the container; gunicorn reads this file by itself. Each gives its own --bind."""

wsgi_app = "titleplatform.wsgi"
workers = 2
threads = 4
preload_app = (
    True  # a server that may not start (titleplatform/start.py) ends at once, and the workers share what was read
)
graceful_timeout = 15  # seconds for requests that are under way when it stops
loglevel = "warning"
