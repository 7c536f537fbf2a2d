"""Where a request comes from: the one place that says which header holds the client's address."""

from ipaddress import IPv6Network, ip_address

from django.conf import settings

SUBSCRIBER = 64  # bits of an IPv6 address that tell one client from another


def client_address(request):
    """The client's address as text, None where nothing says it. The headers of `CLIENT_IP_HEADERS` are asked in their order; in one
    that grows from proxy to proxy (X-Forwarded-For) only what our own proxies wrote counts, for the client writes the rest itself."""
    for header in [*settings.CLIENT_IP_HEADERS, "REMOTE_ADDR"]:
        hops = [hop for hop in request.META.get(header, "").split(",") if hop.strip()]
        if hops and (found := _plain(hops[-min(settings.CLIENT_IP_PROXIES, len(hops))])):
            return found
    return None


def client_network(request):
    """What failed logins are counted by: the client's address; of IPv6 the first address of its network, in which a client picks its
    own freely."""
    address = client_address(request)
    if not address or ":" not in address:
        return address
    typed = ip_address(address)
    return str(typed.ipv4_mapped or IPv6Network((int(typed), SUBSCRIBER), strict=False).network_address)


def _plain(hop):
    """The address without port and brackets, None where it is none."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ip_address(text))
    except ValueError:
        return None
