"""Login names take the one form in which they are looked up. Those that would then be equal, and those of digits only that are no
unit's, get a suffix; they are noted in `former_login_name` (初始密码过期's neighbour 登录账号已调整 lists them), in the audit trail, and
printed here."""

import re
import sys
import unicodedata
from collections import defaultdict

from django.db import migrations, models

LONGEST = 30
# Who keeps a name that several share: the platform's own accounts, then the unit whose code it is, then whoever had it first.
RANK = {"system": 0, "security": 0, "audit": 0, "unit_admin": 1}


def one_form(text):
    """As `titleplatform.kit.identity.normalise_login` was when this was written."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return unicodedata.normalize("NFKC", folded)[:LONGEST]


def free(name, taken):
    """`name` with the first suffix that nobody has."""
    number = 2
    while (found := f"{name[: LONGEST - len(str(number)) - 1]}-{number}") in taken:
        number += 1
    taken.add(found)
    return found


def losers(accounts):
    """Of (pk, kind, login name): those that cannot keep theirs, and the winners whose spelling changes."""
    same = defaultdict(list)
    for pk, kind, name in accounts:
        same[one_form(name)].append((RANK.get(kind, 2), pk, kind, name))
    lost, respelled = [], []
    for form, holders in same.items():
        first, *others = sorted(holders)
        _, pk, kind, name = first
        if not form or (re.fullmatch("[0-9]+", form) and kind != "unit_admin"):
            others = [first, *others]
        elif name != form:
            respelled.append((pk, form))
        lost += [(pk, form, name) for _, pk, _, name in others]
    return lost, respelled


def put_in_one_form(apps, schema_editor):
    accounts = apps.get_model("orgs", "Account").objects.using(schema_editor.connection.alias)
    held = list(accounts.exclude(login_name=None).order_by("pk").values_list("pk", "kind", "login_name"))
    lost, respelled = losers(held)
    taken = {name for _, _, name in held} | {one_form(name) for _, _, name in held}
    for pk, form, name in lost:  # first: what they held becomes free
        found = free(form or "account", taken)
        accounts.filter(pk=pk).update(login_name=found, former_login_name=name)
        note(apps, accounts.get(pk=pk))
    for pk, form in respelled:
        accounts.filter(pk=pk).update(login_name=form)


def note(apps, account):
    before, after = masked(account.former_login_name), masked(account.login_name)
    event = apps.get_model("orgs", "AuditEvent")(
        topic="write",
        account_label="系统",
        verb="调整登录账号",
        subject_kind="orgs.account",
        subject_id=str(account.pk),
        subject_label=account.name or after,
        detail={"原登录账号": before, "现登录账号": after},
    )
    if account.unit:
        event.unit_id, event.unit_label, event.unit_path = account.unit_id, account.unit.name, path(account.unit)
    event.save()
    sys.stdout.write(f"登录账号已调整：{before} → {after}（{account.name}）\n")


def masked(name):
    """Somebody may have taken the own ID number, which stands in no record."""
    return re.sub(r"(?<!\d)(\d{4})\d{12}(\d{2})(?!\d)", r"\1************\2", name)


def path(unit):
    """As `orgs.tree.path_now` makes it."""
    return f"{path(unit.parent) if unit.parent else '/'}{unit.pk}/"


def give_back(apps, schema_editor):
    accounts = apps.get_model("orgs", "Account").objects.using(schema_editor.connection.alias)
    for account in accounts.exclude(former_login_name=""):
        if not accounts.filter(login_name=account.former_login_name).exists():
            accounts.filter(pk=account.pk).update(login_name=account.former_login_name)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0013_units_merge")]

    operations = [
        migrations.AddField(
            "account",
            "former_login_name",
            models.CharField("原登录账号", blank=True, default="", editable=False, max_length=30),
        ),
        migrations.RunPython(put_in_one_form, give_back),
    ]
