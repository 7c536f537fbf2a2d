import io

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories.hostile import hostile_files, pdfs
from tests.factories.hostile.expected import CLEANED, KEPT, MARK
from tests.factories.hostile.pictures import exif, picture
from titleplatform.kit.uploads import FileRule, checked, clean_name


def pdf(encrypt=False):
    document = pikepdf.new()
    document.add_blank_page()
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
    assert (file.extension, file.size, len(file.sha256)) == (extension, len(file.content), 64)
    assert file.changes == ()
    again = checked(SimpleUploadedFile(name, content), FileRule())
    assert (again.content, again.sha256) == (file.content, file.sha256)  # so that it is stored once
    if extension == "pdf":
        assert (file.content, file.uploaded_sha256) == (content, file.sha256)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"", "空的"),
        ("a.pdf", image("PNG"), "结尾，内容却是 PNG"),
        ("a.exe", b"MZ\x90\x00", "只接收"),
        ("a.pdf", b"<html><script>alert(1)</script>", "只接收"),
        ("a.pdf", b"%PDF-1.7 broken", "已损坏"),
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "已损坏"),
        ("a.pdf", pdf(encrypt=True), "密码"),
        ("a.pdf", b"%PDF-" + b"0" * (2 * 1024 * 1024), "超过 1 MB"),
    ],
)
def test_others_are_refused_with_the_reason(name, content, says):
    with pytest.raises(ValidationError, match=says):
        checked(SimpleUploadedFile(name, content), FileRule(max_mb=1))


def test_kinds_and_pages_can_be_narrowed_and_are_told_beforehand():
    rule = FileRule(kinds=("pdf",), max_mb=20, max_pages=2)
    assert (rule.hint, rule.accept) == ("PDF，不超过 20 MB、2 页", ".pdf")
    assert FileRule(kinds=("jpg", "png"), max_mb=2).hint == "JPG、PNG，不超过 2 MB"
    with pytest.raises(ValidationError, match="只接收 PDF"):
        checked(SimpleUploadedFile("a.png", image("PNG")), rule)
    long = next(file for file in hostile_files() if file.name == "平常.pdf")
    with pytest.raises(ValidationError, match="PDF 有 3 页，这里最多 2 页"):
        checked(SimpleUploadedFile("a.pdf", long.content), rule)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/计划.pdf", "计划.pdf"),
        ('a"b<c>.PDF', "abc.pdf"),
        ("C:\\x\\y.pdf", "y.pdf"),
        (".pdf", ".pdf"),
        ("证书\u202efdp.exe\u2066\u200b.p\u0000df", "证书fdp.exe.pdf"),
        ("a\x85\u2028\ufeff\nb.png", "ab.png"),
        ("王\U00020000.jpg", "王\U00020000.jpg"),  # a rare character of a name stays
        ("长" * 200 + ".pdf", "长" * 90 + ".pdf"),
    ],
)
def test_clean_name(name, kept):
    assert clean_name(name) == kept


@pytest.mark.parametrize("file", hostile_files(), ids=lambda file: ascii(file.name))
def test_sixty_hostile_files(file):
    """What becomes of each, the hash of what came kept beside, and nothing that acts left in what is stored; taken again, a stored file
    stays as it is."""
    rule = FileRule(kinds=("pdf", "jpg", "png", "xlsx"))
    upload = SimpleUploadedFile(file.name, file.content)
    if file.becomes not in (KEPT, CLEANED):
        with pytest.raises(ValidationError) as refusal:
            checked(upload, rule)
        assert file.says in refusal.value.messages[0]
        return
    found = checked(upload, rule)
    assert file.says in "；".join(found.changes)
    assert (found.content == file.content) is (file.becomes == KEPT)
    assert (found.sha256 == found.uploaded_sha256) is (file.becomes == KEPT)
    if file.becomes == CLEANED:
        assert MARK not in found.content
    if found.extension == "pdf":
        again = checked(SimpleUploadedFile("again.pdf", found.content), rule)
        assert again.content == found.content
        with pikepdf.open(io.BytesIO(found.content)) as stored:
            assert len(stored.pages) >= 1
            assert stored.is_encrypted is (file.says == "按原样保存")


def addressed(address):
    return lambda made: pdfs.link(pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String(address)))(made)


def based_on_a_script(made):
    addressed("a.html")(made)
    made.Root.URI = pikepdf.Dictionary(Base=pikepdf.String("javascript:EVIL-PAYLOAD//"))


def drawing(make=dict, indirect=False):
    """A page that draws a form with such entries."""

    def change(made):
        form = made.make_stream(
            b"0 0 9 9 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
        )
        for key, value in make().items():
            form[f"/{key}"] = made.make_indirect(value) if indirect else value
        made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))

    return change


def other_file():
    return pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=pikepdf.String("EVIL-PAYLOAD.pdf"))


@pytest.mark.parametrize(
    ("change", "label"),
    [
        (addressed("javascript:EVIL-PAYLOAD"), "脚本"),
        (addressed(" java\tScript :EVIL-PAYLOAD"), "脚本"),
        (addressed("file:///EVIL-PAYLOAD"), "脚本"),
        (based_on_a_script, "脚本"),
        (drawing(lambda: {"F": pikepdf.String("EVIL-PAYLOAD")}), "打开其他文件的动作"),
        (drawing(lambda: {"F": other_file()}, indirect=True), "打开其他文件的动作"),
        (drawing(lambda: {"Ref": pikepdf.Dictionary(F=other_file(), Page=0)}), "打开其他文件的动作"),
    ],
)
def test_what_leads_into_no_web_and_what_comes_from_another_file_is_taken_out(change, label):
    found = checked(SimpleUploadedFile("a.pdf", pdfs.pdf(change)), FileRule())
    assert found.changes == (f"已去掉{label}，其余内容不变",)
    assert MARK not in found.content
    with pytest.raises(ValidationError, match=f"又含有{label}"):
        checked(SimpleUploadedFile("a.pdf", pdfs.pdf(pdfs.both(pdfs.signed, change))), FileRule())


@pytest.mark.parametrize(
    "change",
    [addressed("HTTPS://example.cn/?a=javascript:"), addressed("mailto:a@example.cn"), addressed("a.html"), drawing()],
)
def test_a_usual_link_or_form_stays(change):
    content = pdfs.pdf(change)
    assert checked(SimpleUploadedFile("a.pdf", content), FileRule()).content == content


def test_pictures_are_upright_small_and_tell_nothing_but_themselves():
    turned = picture(size=(4000, 2000), exif=exif(orientation=6, place=True), comment=b"EVIL-PAYLOAD", quality=95)
    found = checked(SimpleUploadedFile("a.jpg", turned), FileRule())
    assert found.changes == ("已转正", "已缩小到长边 3508 像素", "已去掉拍摄地点等附带信息")
    with Image.open(io.BytesIO(found.content)) as kept:
        assert kept.size == (1754, 3508)
        assert not kept.getexif()
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        # Quality 85 or better: the finest steps of brightness are not coarser than the standard table's at 85.
        assert kept.quantization[0][0] <= 5
    grey = Image.linear_gradient("L").convert("I;16")
    grey = grey.point(lambda value: value * 256)
    target = io.BytesIO()
    grey.save(target, "PNG")
    found = checked(SimpleUploadedFile("a.png", target.getvalue()), FileRule())
    with Image.open(io.BytesIO(found.content)) as kept:
        assert (kept.mode, kept.getpixel((0, 0)), kept.getpixel((0, 255))) == ("L", 0, 255)
    clear = Image.new("RGBA", (9, 9), (255, 0, 0, 0))
    target = io.BytesIO()
    clear.quantize().save(target, "PNG")
    found = checked(SimpleUploadedFile("a.png", target.getvalue()), FileRule())
    with Image.open(io.BytesIO(found.content)) as kept:
        assert kept.convert("RGBA").getpixel((4, 4))[3] == 0
