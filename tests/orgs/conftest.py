import io

import pytest
from python_calamine import CalamineWorkbook


@pytest.fixture
def read_sheet():
    """The rows of a workbook's first sheet."""
    return lambda content: CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
