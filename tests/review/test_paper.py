"""The pages of the 评审表 as they come out: every viewer draws the Chinese, none is nearly empty or ends with a title, none takes long."""

import re
import time

import pytest
from django.conf import settings

from review.prints import Form, draft_form
from review.queries import decisions_of, hand_in_of
from tests import checkout
from tests.factories.orgs import UnitFactory
from tests.factories.review import draft_application, pass_here, submitted
from tests.viewers import drawn, filled, ink, texts
from titleplatform.kit import typefaces

pytestmark = pytest.mark.django_db
RARE = "李堃喆㛃"
SENTENCE = "主持完成岩土工程勘察项目十二项，其中省级重点工程两项；参编地方标准一部。"
HEADING = re.compile(r"[一二三四五六七八九十]+、|序号")
LONGEST = {
    "one paragraph": (SENTENCE * 100)[:3000],
    "one word": "a1" * 1500,
    "one line a sign": "一\n" * 1500,
    "empty lines": "一" + "\n" * 2998 + "二",
    "soft hyphens": "字\u00ad" * 1500,
}


@pytest.fixture(scope="module", autouse=True)
def faces(tmp_path_factory):
    """Cut once, as at set-up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "FONT_DIR", tmp_path_factory.mktemp("fonts"))
        for face in typefaces.FACES:
            typefaces.cut(face, used())
        yield


def used():
    """The characters that these forms are made of: cutting all that are common takes ten times as long."""
    folders = ("personnel/", "review/", "templates/prints/", "tests/factories/")
    return {ord(each) for path, text in checkout.texts().items() if path.startswith(folders) for each in text}


def with_summary(application, text):
    """The whole form of its round, with another summary."""
    frozen = application.snapshots.get().data
    frozen["sections"]["summary"]["entries"][0]["fields"][0]["display"] = text
    return Form(application, frozen, hand_in_of(application, 1), decisions_of(application, 1))


def test_both_viewers_draw_every_page_alike():
    application = draft_application(UnitFactory())
    application.person.account.name = RARE
    application.person.account.save()
    content = draft_form(application)
    pages = drawn(content)
    assert len(pages["poppler"]) == len(pages["MuPDF"]) == len(texts(content))
    for number, both in enumerate(zip(*pages.values(), strict=True), 1):
        inks = [ink(picture) for picture in both]
        assert min(inks) > 5, number
        assert max(inks) < 1.1 * min(inks), (number, inks)
    assert RARE in "".join(texts(content)[0])


@pytest.mark.parametrize("sentences", [1, 9, 19, 29, 41])
def test_no_page_ends_with_a_title_or_is_nearly_empty(sentences):
    application = submitted(UnitFactory())
    pass_here(application)
    form = with_summary(application, SENTENCE * sentences)
    form.decisions[0]["opinion"] = SENTENCE * sentences
    content = form.pdf()
    captions = {section["label"] for section in form.frozen["sections"].values()}
    titles = [[line in captions or bool(HEADING.match(line)) for line in lines] for lines in texts(content)]
    assert sum(map(sum, titles)) > 30
    assert [number for number, found in enumerate(titles, 1) if found[-2]] == []  # the last line is the foot
    (pictures,) = drawn(content, ["poppler"]).values()
    used = [filled(picture) for picture in pictures]
    assert min(used[1:-1]) > 0.6
    assert used[-1] > 0.4


@pytest.mark.parametrize("kind", LONGEST)
def test_the_longest_summary_of_any_kind_is_printed_in_a_second(kind):
    application = submitted(UnitFactory())
    started = time.process_time()
    content = with_summary(application, LONGEST[kind]).pdf()
    assert time.process_time() - started < 4  # it took 33; a busy machine may be slow
    begin = LONGEST[kind][:20].replace("\u00ad", "").split()[0]
    assert begin in "".join(line for lines in texts(content) for line in lines)
