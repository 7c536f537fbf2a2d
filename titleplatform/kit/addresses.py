"""Where a request comes from: the one place that says which header holds the client's address."""

from ipaddress import ip_address

from django.conf import settings


def client_address(request):
    """The client's address as text, None where nothing says it. The headers of `CLIENT_IP_HEADERS` are asked in their order; in one
    that grows from proxy to proxy (X-Forwarded-For) only what our own proxies wrote counts, for the client writes the rest itself."""
    for header in [*settings.CLIENT_IP_HEADERS, "REMOTE_ADDR"]:
        hops = [hop for hop in request.META.get(header, "").split(",") if hop.strip()]
        if hops and (found := _plain(hops[-min(settings.CLIENT_IP_PROXIES, len(hops))])):
            return found
    return None


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
