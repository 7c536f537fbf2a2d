"""Hostile and harmless PDFs."""

import io
import struct
import zlib
from itertools import accumulate

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.factories.hostile.expected import CLEANED, KEPT, MARK, REFUSED, Hostile


def document(pages=1):
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page()
    return made


def saved(made, **how):
    target = io.BytesIO()
    made.save(target, **how)
    return target.getvalue()


def pdf(change=None, *, pages=1, **how):
    made = document(pages)
    if change:
        change(made)
    return saved(made, **how)


def script(text="EVIL-PAYLOAD"):
    return Dictionary(S=Name.JavaScript, JS=String(text))


def opening(action):
    def change(made):
        made.Root.OpenAction = action

    return change


def annotated(annotation):
    def change(made):
        made.pages[0].Annots = made.make_indirect(Array([made.make_indirect(annotation)]))

    return change


def link(action):
    return annotated(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action))


def on_page_open(action):
    def change(made):
        made.pages[0].AA = Dictionary(O=action)

    return change


def named_script(made):
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), made.make_indirect(script())])))


def calculating_field(made):
    field = made.make_indirect(Dictionary(FT=Name.Tx, T=String("sum"), AA=Dictionary(C=made.make_indirect(script()))))
    made.Root.AcroForm = Dictionary(Fields=Array([field]), CO=Array([field]))


def oddly_named_fonts(made):
    """Names that mean something elsewhere, given to fonts."""
    font = made.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    made.pages[0].Resources = Dictionary(Font=Dictionary(EF=font, AF=font, JS=font))


def in_a_chain(made):
    third = made.make_indirect(script())
    second = made.make_indirect(Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([third])))
    made.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([made.pages[0].obj, Name.Fit]), Next=second)


def in_a_circle(made):
    action = made.make_indirect(Dictionary(S=Name.Named, N=Name.NextPage))
    action.Next = action
    made.Root.OpenAction = action


def embedding(made):
    made.attachments["a.exe"] = MARK


def attached_to_the_page(made):
    embedded = made.make_stream(MARK, Type=Name.EmbeddedFile)
    file = made.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=embedded)))
    annotated(Dictionary(Type=Name.Annot, Subtype=Name.FileAttachment, Rect=[0, 0, 9, 9], FS=file))(made)


def associated(made):
    """An invoice's data beside its page, under no name."""
    embedded = made.make_stream(MARK, Type=Name.EmbeddedFile)
    file = made.make_indirect(Dictionary(Type=Name.Filespec, UF=String("a.xml"), EF=Dictionary(UF=embedded)))
    made.pages[0].AF = Array([file])


def portfolio(made):
    embedding(made)
    made.Root.Collection = Dictionary(Type=Name.Collection, View=Name.T)


def dynamic_form(made):
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp>" + MARK + b"</xdp>"))


def media(subtype, **more):
    return annotated(Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=[0, 0, 9, 9], **more))


def playing(made):
    played = Dictionary(S=Name.Rendition, JS=String("EVIL-PAYLOAD"), OP=0)
    annotated(Dictionary(Type=Name.Annot, Subtype=Name.Screen, Rect=[0, 0, 9, 9], A=played))(made)


def signed(made):
    """What a signature looks like from outside; whose it is, nobody asks here."""
    value = Dictionary(
        Type=Name.Sig,
        Filter=Name("/Adobe.PPKLite"),
        SubFilter=Name("/adbe.pkcs7.detached"),
        ByteRange=Array([0, 100, 300, 100]),
        Contents=String(b"\x30" + b"\x00" * 99),
    )
    field = made.make_indirect(Dictionary(FT=Name.Sig, T=String("seal"), V=made.make_indirect(value)))
    made.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)


def both(*changes):
    def change(made):
        for each in changes:
            each(made)

    return change


def locked(user=""):
    return {"encryption": pikepdf.Encryption(owner="owner", user=user)}


def raw_pdf(*objects, trailer=b"/Root 1 0 R"):
    """A PDF written by hand, with a true table of its objects."""
    parts = [b"%PDF-1.7\n", *(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))]
    places, content = accumulate(len(part) for part in parts[:-1]), b"".join(parts)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(content))
    return content + head + table + tail


def stream(content, entries=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def going_in_circles():
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 /Parent 2 0 R >>",
    )


def unfolding():
    """An object stream of 40 KB that unfolds to 40 MB."""
    packed = zlib.compress(b"10 0 " + b" " * 40_000_000 + b"<< >>", 9)
    return objects_in_a_stream(packed, first=5)


def objects_in_a_stream(packed, first):
    """Object 10 lies in the compressed stream 4 and is asked for by the catalogue."""
    content, places = b"%PDF-1.7\n", {}
    for number, body in {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 10 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        4: stream(packed, b"/Type /ObjStm /N 1 /First %d /Filter /FlateDecode" % first),
    }.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    rows = [(0, 0, 65535), *((1, places[number], 0) for number in (1, 2, 3, 4)), (1, start, 0), (2, 4, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    entries = b"/Type /XRef /Size 11 /W [1 4 2] /Index [0 6 10 1] /Root 1 0 R"
    return content + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (stream(table, entries), start)


def hidden_in_an_object_stream():
    body = b"<< /S /Java#53cript /JS (EVIL-PAYLOAD) >>"
    return objects_in_a_stream(zlib.compress(b"10 0 " + body), first=5)


def deeply_nested():
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R /Deep " + b"[" * 100_000 + b"]" * 100_000 + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
    )


def many_objects():
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        *([b"null"] * 10 + [b"1"] * 50_000),
    )


def a_count_that_lies():
    return raw_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R 9 0 R] /Count 2000000000 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"null",
    )


def wrong_table():
    """Complete, but the place of its table is wrong: viewers mend it, and so do we."""
    content = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return content[: content.rindex(b"startxref")] + b"startxref\n7\n%%EOF\n"


def incremental():
    """A page that was changed after the first saving, as signing programs do it."""
    content = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    start = int(content[content.rindex(b"startxref") + 10 :].split()[0])
    added = b"9 0 obj\n<< /Title (Second) >>\nendobj\n"
    place = len(content)
    table = b"xref\n9 1\n%010d 00000 n \n" % place
    tail = b"trailer\n<< /Size 10 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (start, place + len(added))
    return content + added + table + tail


def harmless_pdfs():
    clicked = link(Dictionary(S=Name.URI, URI=String("https://example.cn/")))
    forward = both(clicked, lambda made: opening(Dictionary(S=Name.GoTo, D=Array([made.pages[0].obj, Name.Fit])))(made))
    yield Hostile("平常.pdf", pdf(pages=3), KEPT)
    yield Hostile("优化.pdf", pdf(pages=2, linearize=True), KEPT)
    yield Hostile("压缩.pdf", pdf(pages=2, object_stream_mode=pikepdf.ObjectStreamMode.generate), KEPT)
    yield Hostile("有链接.pdf", pdf(both(forward, oddly_named_fonts)), KEPT)
    yield Hostile("增量.pdf", incremental(), KEPT)
    yield Hostile("签章.pdf", pdf(signed), KEPT)
    yield Hostile("电子发票.pdf", pdf(both(embedding, signed)), KEPT)
    yield Hostile("签章加锁.pdf", pdf(signed, **locked()), KEPT, "按原样保存")
    yield Hostile("计划\u202efdp.exe\u0000\u2066.PDF", pdf(pages=4), KEPT)


def active_pdfs():
    address = Dictionary(S=Name.URI, URI=String("https://EVIL-PAYLOAD/"))
    other = Dictionary(S=Name.GoToR, F=String("EVIL-PAYLOAD.pdf"), D=Array([0, Name.Fit]))
    inside = Dictionary(S=Name.GoToE, D=Array([0, Name.Fit]), T=Dictionary(R=Name.C, N=String("EVIL-PAYLOAD")))
    program = Dictionary(S=Name.Launch, F=String("EVIL-PAYLOAD.exe"))
    sending = Dictionary(S=Name.SubmitForm, F=String("https://EVIL-PAYLOAD/"))
    importing = Dictionary(S=Name.ImportData, F=String("EVIL-PAYLOAD.fdf"))
    rich = Dictionary(Assets=Dictionary(Names=Array([String("EVIL-PAYLOAD")])))
    for name, change, says in (
        ("打开时脚本", opening(script()), "脚本"),
        ("翻页脚本", on_page_open(script()), "脚本"),
        ("命名脚本", named_script, "脚本"),
        ("计算字段", calculating_field, "脚本"),
        ("链中脚本", in_a_chain, "脚本"),
        ("启动程序", link(program), "启动程序的动作"),
        ("提交表单", link(sending), "自动提交或导入数据的动作"),
        ("导入数据", opening(importing), "自动提交或导入数据的动作"),
        ("外部文件", link(other), "打开其他文件的动作"),
        ("内部文件", opening(inside), "打开其他文件的动作"),
        ("打开网址", opening(address), "自动打开网址的动作"),
        ("翻页网址", on_page_open(address), "自动打开网址的动作"),
        ("绕圈的动作", in_a_circle, "自动打开网址的动作"),
        ("播放", playing, "音视频等多媒体"),
        ("富媒体", media("/RichMedia", RichMediaContent=rich), "音视频等多媒体"),
        ("三维", media("/3D", T=String("EVIL-PAYLOAD")), "音视频等多媒体"),
        ("动态表单", dynamic_form, "XFA 动态表单"),
        ("附件", embedding, "内嵌文件"),
        ("附件批注", attached_to_the_page, "内嵌文件"),
        ("文件包", both(portfolio, associated), "内嵌文件"),
    ):
        yield Hostile(f"{name}.pdf", pdf(change), CLEANED, f"已去掉{says}")
    yield Hostile("藏在对象流.pdf", hidden_in_an_object_stream(), CLEANED, "已去掉脚本")
    yield Hostile("只限编辑.pdf", pdf(**locked()), CLEANED, "已解除编辑限制")
    yield Hostile("限编辑有脚本.pdf", pdf(opening(script()), **locked()), CLEANED, "已解除编辑限制")
    yield Hostile("目录有误.pdf", wrong_table(), CLEANED, "已修复")


def refused_pdfs():
    yield Hostile("签章有脚本.pdf", pdf(both(signed, opening(script()))), REFUSED, "签名失效")
    yield Hostile("有密码.pdf", pdf(**locked(user="user")), REFUSED, "PDF 有密码")
    yield Hostile("201页.pdf", pdf(pages=201), REFUSED, "PDF 有 201 页，这里最多 200 页")
    yield Hostile("对象过多.pdf", many_objects(), REFUSED, "对象过多")
    yield Hostile("页树成环.pdf", going_in_circles(), REFUSED, "已损坏")
    yield Hostile("对象流炸弹.pdf", unfolding(), REFUSED, "读不出来")
    yield Hostile("深层嵌套.pdf", deeply_nested(), REFUSED, "已损坏")
    yield Hostile("页数造假.pdf", a_count_that_lies(), REFUSED, "读不出来")
    yield Hostile("没有页.pdf", pdf(pages=0), REFUSED, "没有页面")
    yield Hostile("半截.pdf", (whole := pdf(pages=30))[: len(whole) // 2], REFUSED, "已损坏")
    yield Hostile("乱码.pdf", b"%PDF-1.7 " + bytes(range(256)) * 20, REFUSED, "已损坏")
