"""Pages of docs/ that are made from the code and the campaign say what is so today."""

from collections.abc import Callable
from pathlib import Path

import pytest

from docs.build import PAGES

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize(("name", "make"), PAGES.items(), ids=list(PAGES))
def test_a_made_page_is_fresh(name: str, make: Callable[[], str]) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == make(), "run make docs"


def test_the_readme_and_the_pages_name_no_file_that_is_not_there() -> None:
    import re

    root = DOCS.parent
    for page in [root / "README.md", root / "CONTRIBUTING.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.relative_to(root)} links to {target}, which is not there"
