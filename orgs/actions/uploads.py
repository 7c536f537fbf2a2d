"""Files that are chosen before their form is handed in."""

import secrets

from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.files import store
from orgs.models import HeldUpload
from orgs.models.held import KEPT


@transaction.atomic
def hold_upload(*, by, file, rule):
    """Keep `file` (a CheckedFile, checked by `rule`) for the form of whoever is acting. Effects: the oldest of too many give way; file
    stored; audited. Returns the HeldUpload."""
    HeldUpload.objects.make_room(by.account)
    held = HeldUpload.objects.create(
        token=secrets.token_hex(16),
        owner=by.account,
        file=store(file),
        name=file.name,
        rule=rule.spelled,
        uploaded_sha256=file.uploaded_sha256,
        changes=list(file.changes),
        kept_until=timezone.now() + KEPT,
    )
    audit.record("上传文件", by=by, on=held)
    return held
