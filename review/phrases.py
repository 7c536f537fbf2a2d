"""Reusable reasons on the review panel; a click fills them in, and they can be edited there."""

COMMON = ("扫描件不清晰，请重新扫描上传", "证明材料缺页，请补全", "填写内容与证明材料不符，请核对更正")
BY_AREA = {
    "person": ("照片不符合要求，请上传近期免冠照片", "现任职称取得时间与证书不符"),
    "education": ("缺学历证书", "缺学历认证报告"),
    "work": ("工作经历起止时间不连续，请补充", "缺单位出具的工作证明"),
    "training": ("继续教育学时不足", "缺继续教育证书"),
    "papers": ("缺检索页", "缺封面、目录或正文", "题目与正文不符", "本人排名与原件不符"),
    "books": ("缺版权页", "本人字数没有证明"),
    "patents": ("缺专利证书", "专利权人不是本人或本单位"),
    "projects": ("缺立项或验收材料", "本人排名与原件不符"),
    "summary": ("个人总结过于简单，请补充业绩",),
}


def phrases_for(area):
    """The phrases offered for one content area."""
    return (*BY_AREA.get(area, ()), *COMMON)
