import pytest

from titleplatform.checks import check_keys


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_ENCRYPTION_KEY", "FIELD_HASH_KEY"])
def test_each_development_key_is_refused_in_production(settings, name):
    kept = {key: getattr(settings, key) for key in ("SECRET_KEY", "FIELD_ENCRYPTION_KEY", "FIELD_HASH_KEY")}
    for key in kept:
        setattr(settings, key, "a-real-key")
    assert check_keys(None) == []
    setattr(settings, name, kept[name])
    assert [error.msg.split()[0] for error in check_keys(None)] == [name]
