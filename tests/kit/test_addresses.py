"""The client's address: behind no proxy, behind ours, and where a client writes the header itself."""

import pytest
from axes.helpers import get_client_ip_address
from django.test import RequestFactory

from titleplatform.kit.addresses import client_address, client_network

FORWARDED = "HTTP_X_FORWARDED_FOR"


@pytest.mark.parametrize(
    ("headers", "proxies", "meta", "expected"),
    [
        (["REMOTE_ADDR"], 1, {"REMOTE_ADDR": "10.0.0.7", FORWARDED: "6.6.6.6"}, "10.0.0.7"),
        ([FORWARDED], 1, {"REMOTE_ADDR": "10.0.0.7", FORWARDED: "6.6.6.6, 203.0.113.5"}, "203.0.113.5"),
        ([FORWARDED], 2, {"REMOTE_ADDR": "10.0.0.7", FORWARDED: "6.6.6.6, 203.0.113.5, 10.0.0.2"}, "203.0.113.5"),
        ([FORWARDED], 2, {"REMOTE_ADDR": "10.0.0.7", FORWARDED: "203.0.113.5"}, "203.0.113.5"),
        ([FORWARDED], 1, {"REMOTE_ADDR": "10.0.0.7", FORWARDED: "203.0.113.5:4711"}, "203.0.113.5"),
        ([FORWARDED], 1, {"REMOTE_ADDR": "10.0.0.7", FORWARDED: "[2001:db8::1]:4711"}, "2001:db8::1"),
        ([FORWARDED], 1, {"REMOTE_ADDR": "10.0.0.7", FORWARDED: "<script>"}, "10.0.0.7"),
        ([FORWARDED], 1, {"REMOTE_ADDR": "10.0.0.7"}, "10.0.0.7"),
        (["HTTP_X_REAL_IP"], 1, {"REMOTE_ADDR": "", "HTTP_X_REAL_IP": "203.0.113.5"}, "203.0.113.5"),
        (["REMOTE_ADDR"], 1, {"REMOTE_ADDR": ""}, None),
    ],
)
def test_the_address_is_what_our_own_proxies_say(settings, headers, proxies, meta, expected):
    settings.CLIENT_IP_HEADERS, settings.CLIENT_IP_PROXIES = headers, proxies
    request = RequestFactory().get("/", **meta)
    assert client_address(request) == expected
    assert get_client_ip_address(request) == client_network(request)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", None),
    ],
)
def test_failed_logins_count_by_the_network_of_a_subscriber(address, network):
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=address)) == network
