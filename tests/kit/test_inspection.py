"""The process beside a worker that reads files: it comes back when it died, and a file that would take for ever is given up."""

import io

import pytest
from PIL import Image

from tests.factories.hostile.pdfs import pdf
from titleplatform.kit.inspection import process
from titleplatform.kit.inspection.found import Unfit


def test_a_server_that_died_is_started_anew():
    content = pdf()
    assert process.inspect("pdf", content, max_pages=9).content == content
    ((_, server),) = process._servers.values()
    server.kill()
    server.wait(60)
    assert process.inspect("pdf", content, max_pages=9).content == content
    ((_, other),) = process._servers.values()
    assert (other.pid != server.pid, other.poll()) == (True, None)


@pytest.mark.prove
def test_a_picture_that_decodes_for_minutes_is_given_up():
    target = io.BytesIO()
    Image.new("RGB", (7000, 7000)).save(target, "JPEG", progressive=True)
    content = target.getvalue()
    scan = content[content.rindex(b"\xff\xda") : -2]
    endless = content[:-2] + scan * (10_000_000 // len(scan)) + b"\xff\xd9"
    with pytest.raises(Unfit, match="超过限制"):
        process.inspect("jpg", endless, max_pages=9)
    assert process.inspect("jpg", content, max_pages=9).changes == ("已缩小到长边 3508 像素",)
