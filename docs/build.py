"""`make docs`: rewrites the pages of docs/ that are made from the code and the campaign. tests/docs holds them to it."""

from pathlib import Path

from bot.settings import PREFIX, SETTABLE
from census.campaign import load_campaign
from questionnaire import publish
from questionnaire.definition import Element
from questionnaire.texts import Text

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Made by `make docs`; edit the source named below and run it again. -->\n"


def questionnaire_page() -> str:
    """All questions of the campaign in both languages, with their numbers and whether the wording is sourced."""
    campaign = load_campaign(ROOT / "campaigns" / "kz-2021")
    lines = [MADE, "# The questionnaire of Kazakhstan 2021, as it is asked\n"]
    lines.append(
        "Source: `campaigns/kz-2021/forms/*.md`. ★ marks the one official wording (3-И 11); every other one is a"
    )
    lines.append(
        "reconstruction, see [campaign.md](campaign.md). Questions without a number were added by us so that the"
    )
    lines.append("sheet can be asked in a chat.\n")
    for name in dict.fromkeys(rule.form for rule in campaign.sheets):
        rule = next(rule for rule in campaign.sheets if rule.form == name)
        form = publish(campaign.form_path(name)).form()
        lines += [
            f"\n## {rule.code} · {rule.name.kk} · {rule.name.ru}\n",
            "| № | name | kk | ru | kind |",
            "|---|---|---|---|---|",
        ]
        lines += [_row(question) for question in form.questions()]
    return "\n".join(lines) + "\n"


def _row(question: Element) -> str:
    control, extra = question.control, question.bind.extra
    if control is None:
        raise ValueError(f"{question.path} is no question")
    number = extra.get("number", "").rpartition(" ")[2]
    mark = "★ " if extra.get("status") == "sourced" else ""
    kk, ru = (_plain(control.label, language) for language in ("kk", "ru"))
    return f"| {mark}{number} | `{question.name}` | {kk} | {ru} | {control.kind.value.replace('_', ' ')} |"


def _plain(label: Text, language: str) -> str:
    words = label.render(language, lambda _: "…")
    return " ".join(words.split()).replace("|", "\\|")


def settings_page() -> str:
    """Every setting with its default."""
    lines = [
        MADE,
        "# Settings\n",
        "Environment variables, with `.env` beneath them. An unknown name is an error.\n",
    ]
    lines += ["| variable | default |", "|---|---|"]
    for one in SETTABLE:
        default = f"`{one.default}`" if one.default not in ("", None) else "none"
        lines.append(f"| `{PREFIX}{one.name.upper()}` | {default} |")
    lines.append("\n`PORT` without the prefix is understood too (`make run PORT=8090`).\n")
    lines += [
        "`SANAQ_TRUSTED_PROXIES`: addresses and networks of your own proxies with commas between them, for example",
        "`127.0.0.1, 10.0.0.0/8`. What they write in `X-Forwarded-For` is believed, nothing else is; see",
        "[webchat.md](webchat.md).\n",
        "`SANAQ_REDIS_URL`, for example `redis://127.0.0.1:6379/0`: several processes on one database then wake each other",
        "at once and keep one pace of what the bot says on its own. Nothing is kept there and no answer waits for it; without",
        "it, or while it is away, each process does the same for itself. See [telegram.md](telegram.md).\n",
        "`SANAQ_DATABASE_URL`: `sqlite:///PATH`, or `postgresql://user:password@server/database` for several processes on one",
        "server; there `SANAQ_SECRET_KEYS` must be set. See [storage.md](storage.md).\n",
        "`SANAQ_LOG_FORMAT=json`: one JSON object a line. `SANAQ_METRICS_TOKEN`: who names it (`Authorization: Bearer …`) may",
        "read `/metrics`; without one only who asks from the same machine, not through a proxy.\n",
        "`SANAQ_TWILIO_*` may be set; they have no effect yet, and the start says so.\n",
    ]
    return "\n".join(lines)


PAGES = {
    "questionnaire-kz-2021.md": questionnaire_page,
    "settings.md": settings_page,
}


def main() -> None:
    for name, make in PAGES.items():
        (ROOT / "docs" / name).write_text(make(), encoding="utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
