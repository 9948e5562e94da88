"""What stands in deploy/ is whole: it names settings and measures that exist."""

import re
from pathlib import Path
from typing import Any

import yaml

from bot.settings import PREFIX, SETTABLE

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
OF_THE_PROXY = {"SANAQ_DOMAIN"}
ROOMS = ("bot", "dialogs", "handlers", "storage", "web")


def test_every_setting_that_is_named_exists() -> None:
    known = {PREFIX + field.name.upper() for field in SETTABLE} | OF_THE_PROXY
    for path in (*DEPLOY.iterdir(), ROOT / "docs" / "operations.md"):
        named = set(re.findall(r"\bSANAQ_[A-Z_]+", path.read_text()))
        assert named <= known, f"{path.name} names {named - known}"


def test_every_measure_that_is_watched_exists() -> None:
    sources = "".join(path.read_text() for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    measured = set(re.findall(r'"(sanaq_[a-z_]+)"', sources))
    for path in (DEPLOY / "alerts.yaml", ROOT / "docs" / "operations.md"):
        watched = {
            name.removesuffix("_total").removesuffix("_bucket")
            for name in re.findall(r"\bsanaq_[a-z_]+", path.read_text())
        }
        assert watched - {"sanaq_process"}, path
        assert watched <= measured, f"{path.name} watches {watched - measured}"


def test_the_processes_of_the_compose_file_are_alike_and_wait_for_the_tables() -> None:
    services: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    first, second = services["sanaq-1"], services["sanaq-2"]
    assert first == second
    assert first["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert services["migrate"]["command"] == ["sanaq", "migrate"]
    assert first["environment"]["SANAQ_DATABASE_URL"].startswith("postgresql://")
    proxied = set(re.findall(r"(sanaq-\d):8080", (DEPLOY / "Caddyfile").read_text()))
    assert proxied == {"sanaq-1", "sanaq-2"}
