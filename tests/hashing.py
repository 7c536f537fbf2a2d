"""A password hasher that counts how often it is called; name it in PASSWORD_HASHERS as `tests.hashing.CountingHasher`."""

from django.contrib.auth.hashers import BasePasswordHasher


class CountingHasher(BasePasswordHasher):
    algorithm = "counting"
    calls = 0

    def salt(self):
        return ""

    def encode(self, password, salt):
        CountingHasher.calls += 1
        return f"{self.algorithm}${password}"

    def decode(self, encoded):
        return {"algorithm": self.algorithm}

    def verify(self, password, encoded):
        CountingHasher.calls += 1
        return encoded == f"{self.algorithm}${password}"

    @classmethod
    def during(cls, work, *args):
        """What `work(*args)` gave, and how often it called this."""
        before = cls.calls
        return work(*args), cls.calls - before
