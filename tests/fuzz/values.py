"""What nobody types and anybody can send."""

NUL = "\x00"
LONG_NUMBER = "9" * 5000

# What has broken something before, or would first: half of all inputs.
WORST = (NUL, f"前{NUL}后", LONG_NUMBER, "9" * 4000, "9" * 60, "9" * 30, str(2**63), "99999999", "\ud800", "-1")
TEXTS = (
    *WORST,
    "",
    " ",
    str(2**31),
    f"-{LONG_NUMBER}",
    "0",
    "1.5",
    "1e999",
    "NaN",
    "Infinity",
    "１２",
    "²",
    "٣",
    "2026-02-30",
    "0000-00-00",
    "9999-12-31",
    "99999-01-01",
    "true",
    "None",
    "null",
    "[]",
    '{"to": "/", "fields": [["a", "\\u0000"]], "files": [1]}',
    '{"to": "/", "fields": [["a", "\\ud800"]], "files": []}',
    '{"to": "//[", "fields": [], "files": []}',
    "[" * 20000,
    "\u202e倒",
    "\ufeff",
    "𠮷" * 300,
    "字" * 30000,
    "a b " * 20000,
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% now %}",
    "' OR 1=1 --",
    "%00%ff%",
    "../../../../etc/passwd",
    "//evil.example/",
    "http://[",
    "\r\nSet-Cookie: a=b",
    "-name,name,-",
    "xlsx",
    "pk",
    "password",
)

# Bodies that are no form: (content type, bytes).
BODIES = (
    ("application/json", b'{"a": "\\u0000"}'),
    ("application/json", b"[" * 100_000),
    ("application/x-www-form-urlencoded", b"&" * 10_000),
    ("application/x-www-form-urlencoded", b"a=%00&b=%ff%fe&%00=1"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=1"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=1"),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a\x00"\r\n\r\n\x00\r\n--x--\r\n',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n@\r\n--x--\r\n',
    ),
    ("multipart/form-data; boundary=" + "x" * 300, b""),
    ("text/plain; =", b"\x00\xff"),
    ("", b"a=1"),
)

# Of each header that something of ours or of a library reads.
HEADERS = (
    "Accept-Language",
    "Cookie",
    "HX-Current-URL",
    "HX-Request",
    "HX-Target",
    "HX-Trigger",
    "Host",
    "If-Modified-Since",
    "If-None-Match",
    "Origin",
    "Range",
    "Referer",
    "User-Agent",
    "X-CSRFToken",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
)
COOKIES = ("sessionid", "csrftoken", "entrance", "messages")
