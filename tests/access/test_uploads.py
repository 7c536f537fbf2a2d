"""The sixty hostile files through every upload field of the product. Fields are found on the pages themselves: a new one is covered at
once, and a form that no page of the world shows is named."""

import hashlib
import resource

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from orgs.models import StoredFile
from personnel.dossier.sections import archive_sections
from tests.access.table import expected
from tests.factories.access import ROLES, address_of
from tests.factories.hostile import hostile_files
from tests.factories.hostile.expected import CLEANED, KEPT, REFUSED
from titleplatform.kit.checks import all_patterns
from titleplatform.kit.forms import UploadField
from titleplatform.kit.pages import FormPage
from titleplatform.kit.uploads import MEGABYTE

MOST_GROWTH = 200 * 1024  # KB


def test_every_field_takes_cleans_or_refuses_each(client, world):
    accounts, objects = world
    client.raise_request_exception = False
    files, wrong, met, tried = hostile_files(), [], {}, set()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for page, form in pages_with_uploads(client, accounts, objects):
        address = page.request.path
        fields = {name: field for name, field in form.fields.items() if isinstance(field, forms.FileField)}
        assert all(isinstance(field, UploadField) for field in fields.values()), f"{address}: use kit.forms.UploadField"
        # The other sections of the record are the same page: there its form is asked without the way through the site. What a field does
        # with a file is its rule's doing: one whose rule has met all of them meets one of each outcome.
        send = through_the_form if type(form) in met else through_the_site
        rules = {field.rule for field in fields.values()}
        chosen = one_of_each_outcome(files, *rules) if rules <= tried else files
        met.setdefault(type(form), set()).update(fields)
        tried |= rules
        for file in chosen:
            found = send(client, page, fields, file)
            wrong += [
                (address, name, file.name, found[name])
                for name, field in fields.items()
                if not fits(found[name], expectation(file, field.rule))
            ]
    assert not wrong, f"{len(wrong)} in all, {wrong[:10]}"
    assert set(upload_forms()) <= set(met), "open a page with each of these forms: add an object to one_of_each()"
    proofs = {f"file_{kind.key}" for section in archive_sections() for kind in section.attachments}
    assert proofs <= set.union(*met.values())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST_GROWTH


def one_of_each_outcome(files, *rules):
    return {tuple(expectation(file, rule)[0] for rule in rules): file for file in files}.values()


def through_the_site(client, page, fields, file):
    """{name: outcome}: every upload field of the page gets this file."""
    answer = client.post(page.request.path, uploads(fields, file))
    if answer.status_code >= 400 and answer.status_code != 403:
        return dict.fromkeys(fields, ("error", str(answer.status_code)))
    if answer.status_code == 302:  # nothing else was asked for: it is stored
        return dict.fromkeys(fields, (stored_as(file), ""))
    return {name: outcome(answer.context["form"], name, file) for name in fields}


def through_the_form(client, page, fields, file):
    request = RequestFactory().post(page.request.path, uploads(fields, file))
    request.user, request.seat = page.request.user, page.request.seat
    page.request = request
    form = page.get_form()
    form.is_valid()
    return {name: outcome(form, name, file) for name in fields}


def uploads(fields, file):
    return {name: SimpleUploadedFile(file.name, file.content) for name in fields}


def stored_as(file):
    stored = StoredFile.objects.get(uploads__sha256=hashlib.sha256(file.content).hexdigest())
    with stored.open() as kept:
        return KEPT if kept.read() == file.content else CLEANED


def pages_with_uploads(client, accounts, objects):
    """(page, form) for each set of upload fields, every section of the record included; its role is logged in."""
    table, seen = expected(), set()
    pages = [(name, pattern) for name, pattern in all_patterns() if is_form(pattern)]
    for name, pattern in pages:
        role = next((role for role, status in zip(ROLES, table[name], strict=True) if status == "200"), None)
        sections = [section.key for section in archive_sections()] if ":section>" in str(pattern.pattern) else [""]
        for section in sections if role else ():
            address = address_of(name, pattern, objects | ({"section": section} if section else {}))
            client.force_login(accounts[role])
            context = client.get(address).context
            form = context["form"]
            fields = sorted(key for key, field in form.fields.items() if isinstance(field, forms.FileField))
            if fields and (kind := (type(form), section, *fields)) not in seen:
                seen.add(kind)
                yield context["page"], form


def is_form(pattern):
    page = getattr(pattern.callback, "view_class", None)
    return page is not None and issubclass(page, FormPage)


def upload_forms():
    """Every form class of the project with an upload field of its own."""
    waiting = [forms.BaseForm]
    while waiting:
        waiting += (form := waiting.pop()).__subclasses__()
        ours = form.__module__.split(".")[0] in (*settings.PROJECT_APPS, "titleplatform")
        if ours and any(isinstance(field, forms.FileField) for field in getattr(form, "base_fields", {}).values()):
            yield form


def outcome(form, name, file):
    """(what became of the file, words)."""
    if form.has_error(name):
        return REFUSED, "；".join(form.errors[name])
    found = form.cleaned_data[name]
    return KEPT if found.content == file.content else CLEANED, "；".join(found.changes)


def expectation(file, rule):
    if len(file.content) > rule.max_mb * MEGABYTE:
        return REFUSED, f"超过 {rule.max_mb} MB"
    if file.extension not in rule.kinds:
        return REFUSED, "这里只接收"
    return file.becomes, file.says


def fits(found, expected):
    return found[0] == expected[0] and (expected[1] in found[1] or not found[1])
