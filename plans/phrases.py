"""Reusable reasons for 撤回; a click fills them in, and they can be edited there."""

PHRASES = (
    "申报人数超过空缺，请核减或附批准文件",
    "盖章页不清晰或没有盖章，请重新扫描上传",
    "岗位总数与核准的岗位设置方案不符",
    "已聘人数与聘任名册不符",
    "申报职称与本单位岗位设置不符",
)
