# The web server and the background worker; docker-compose.yml starts both from this image.
FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 VAR_DIR=/var/lib/titleplatform
WORKDIR /srv/titleplatform

# One list of system packages for this image and for `make run`.
COPY requirements/system.txt requirements/base.txt requirements/
RUN apt-get update \
    && sed 's/#.*//' requirements/system.txt | xargs apt-get install -y --no-install-recommends \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir --require-hashes -r requirements/base.txt

COPY . .
RUN useradd --system --home "$VAR_DIR" --create-home titles \
    && VAR_DIR=/tmp/build python manage.py fonts \
    && VAR_DIR=/tmp/build python manage.py collectstatic --noinput \
    && mkdir -p "$VAR_DIR" && cp -r /tmp/build/fonts /tmp/build/static "$VAR_DIR" && chown -R titles "$VAR_DIR" && rm -rf /tmp/build
USER titles
VOLUME $VAR_DIR
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
