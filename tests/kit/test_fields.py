import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError

from orgs.models import Account
from titleplatform.kit import fields


def test_round_trip_and_no_two_alike():
    first, second = fields.encrypt("410105199001010011"), fields.encrypt("410105199001010011")
    assert first != second
    assert "410105" not in first
    assert fields.decrypt(first) == fields.decrypt(second) == "410105199001010011"


def test_tampering_is_noticed():
    stored = fields.encrypt("410105199001010011")
    with pytest.raises(InvalidTag):
        fields.decrypt(stored[:-6] + ("A" if stored[-6] != "A" else "B") + stored[-5:])


def test_hash_is_keyed(settings):
    before = fields.keyed_hash("410105199001010011")
    settings.FIELD_HASH_KEY = "b3RoZXIta2V5LW90aGVyLWtleS1vdGhlci1rZXktMDE="
    assert fields.keyed_hash("410105199001010011") != before


def test_searching_an_encrypted_field_is_an_error():
    with pytest.raises(FieldError):
        str(Account.objects.filter(id_number="410105199001010011").query)
