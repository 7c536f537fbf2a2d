"""What a unit's administrator types, and a real picture."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

OWN_UNIT = {
    "credit_code": "12410000416000004Q",
    "nature": "public_part",
    "affiliation": "市属",
    "legal_representative": "李明",
    "address": "洛阳市涧西区中州中路 1 号",
    "postcode": "471000",
    "contact_name": "孙立平",
    "contact_phone": "13800002716",
    "contact_email": "renshi@example.cn",
    "staff_count": 320,
}


def a_png(name="证书.png"):
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
