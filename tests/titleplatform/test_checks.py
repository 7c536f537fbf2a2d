"""A server has keys of its own, and its folder belongs to it alone."""

import os

import pytest

from titleplatform import start
from titleplatform.checks import check_client_address, check_keys


@pytest.mark.parametrize(
    ("name", "development", "malformed"),
    [
        ("SECRET_KEY", "DEVELOPMENT_KEY", None),
        ("FIELD_ENCRYPTION_KEY", "DEVELOPMENT_ENCRYPTION_KEY", "dG9vLXNob3J0"),
        ("FIELD_HASH_KEY", "DEVELOPMENT_HASH_KEY", "not base64 !"),
    ],
)
def test_each_development_key_is_refused_in_production(settings, name, development, malformed):
    assert (check_keys(None), start.why_not()) == ([], "")
    for bad in filter(None, (getattr(settings, development), malformed)):
        setattr(settings, name, bad)
        assert [error.msg.split()[0] for error in check_keys(None)] == [name]
        assert f"\n    {name} is " in start.why_not()
    settings.DEMO = True
    assert start.why_not() == ""


def test_what_was_left_open_is_closed_at_the_start(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    (tmp_path / "var/files/2026").mkdir(parents=True)
    outside = tmp_path / "outside"
    files = [tmp_path / "var/db.sqlite3", tmp_path / "var/files/2026/scan.pdf", outside]
    for each in files:
        each.write_text("x")
        each.chmod(0o644)
    (tmp_path / "var/link").symlink_to(outside)
    for each in ("var", "var/files", "var/files/2026"):
        (tmp_path / each).chmod(0o755)
    assert start.close_everything() == 5
    modes = {path.relative_to(tmp_path).as_posix(): path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {
        "var": 0o700,
        "var/files": 0o700,
        "var/files/2026": 0o700,
        "var/db.sqlite3": 0o600,
        "var/files/2026/scan.pdf": 0o600,
        "var/link": 0o644,  # where it leads
        "outside": 0o644,
    }
    assert start.close_everything() == 0
    assert (os.umask(0o077), settings.FILE_UPLOAD_PERMISSIONS) == (
        0o077,
        0o600,
    )  # and what comes is closed from the first


def test_behind_a_proxy_somebody_says_where_the_address_of_the_client_stands(settings):
    assert check_client_address(None) == []
    settings.HTTPS = True
    assert [error.id for error in check_client_address(None)] == ["titleplatform.E002"]
    settings.CLIENT_IP_HEADERS = ["HTTP_X_FORWARDED_FOR"]
    assert check_client_address(None) == []
