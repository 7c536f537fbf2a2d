"""Make the README's pictures from a running demo: `.venv/bin/python scripts/screenshots.py http://127.0.0.1:8000`."""

import json
import sys
from pathlib import Path

import chromium
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"


def main(site: str, accounts: Path) -> None:
    """The home page and the first waiting case of 洛阳市职改办's 经办人."""
    known = json.loads(accounts.read_text(encoding="utf-8"))
    desk = next(each for each in known if each["role"] == "洛阳市职改办 · 经办人")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.program(), args=chromium.FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        page.goto(f"{site}/login/")
        page.fill("[name=username]", desk["account"])
        page.fill("[name=password]", desk["password"])
        page.click("button.btn--primary")
        page.screenshot(path=IMAGES / "home.png")
        page.goto(f"{site}/review/handler/")
        page.locator("tbody a").first.click()
        page.locator(".areas__row", has_text="论文").click()
        page.screenshot(path=IMAGES / "review.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "var" / "demo_accounts.json")
