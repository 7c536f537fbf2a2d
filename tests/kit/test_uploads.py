import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from titleplatform.kit.uploads import FileRule, checked, clean_name


def pdf(encrypt=False, script=False):
    document = pikepdf.new()
    document.add_blank_page()
    if script:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    target = io.BytesIO()
    document.save(target, encryption=pikepdf.Encryption(owner="a", user="b") if encrypt else False)
    return target.getvalue()


def image(kind):
    target = io.BytesIO()
    Image.new("RGB", (4, 3)).save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "extension"),
    [("计划.PDF", pdf(), "pdf"), ("a.jpeg", image("JPEG"), "jpg"), ("b.png", image("PNG"), "png")],
)
def test_true_files_are_taken(name, content, extension):
    file = checked(SimpleUploadedFile(name, content), FileRule())
    assert (file.extension, file.size, len(file.sha256)) == (extension, len(content), 64)
    assert file.content == content


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"", "空的"),
        ("a.pdf", image("PNG"), "结尾，内容却是 PNG"),
        ("a.exe", b"MZ\x90\x00", "只接收"),
        ("a.pdf", b"%PDF-1.7 broken", "已损坏"),
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "已损坏"),
        ("a.pdf", pdf(encrypt=True), "密码"),
        ("a.pdf", pdf(script=True), "脚本"),
        ("a.pdf", b"%PDF-" + b"0" * (2 * 1024 * 1024), "超过 1 MB"),
    ],
)
def test_others_are_refused_with_the_reason(name, content, says):
    with pytest.raises(ValidationError, match=says):
        checked(SimpleUploadedFile(name, content), FileRule(max_mb=1))


def test_kinds_can_be_narrowed_and_are_told_beforehand():
    rule = FileRule(kinds=("pdf",), max_mb=20)
    assert (rule.hint, rule.accept) == ("PDF，不超过 20 MB", ".pdf")
    with pytest.raises(ValidationError, match="只接收 PDF"):
        checked(SimpleUploadedFile("a.png", image("PNG")), rule)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("../../etc/计划.pdf", "计划.pdf"), ('a"b<c>.PDF', "abc.pdf"), ("C:\\x\\y.pdf", "y.pdf"), (".pdf", ".pdf")],
)
def test_clean_name(name, kept):
    assert clean_name(name) == kept
