"""`sanaq texts`: every text pair for an editor, as one page without anything from outside, and what is to be mended."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.text_pairs import TextFinding, TextPair, all_pairs, findings, read_terms
from census.campaign import load_campaign

HERE = Path(__file__).resolve().parent


def list_texts(campaign: Path, page: Path | None, out: TextIO) -> int:
    """Say what is to be mended and how much, and write `page` when it is wanted. 1 when a text is missing.

    Raises NoCampaign, CampaignError, UnreadableError, OSError.
    """
    name = load_campaign(campaign).id
    pairs = all_pairs(campaign)
    found = findings(pairs, read_terms())
    for finding in found:
        print(finding, file=out)
    summary = counts(pairs, found)
    print(summary, file=out)
    if page is not None:
        page.write_text(_page(name, summary, pairs, found), encoding="utf-8")
        print(f"Side by side: {page}", file=out)
    return 1 if any(finding.kind == "missing" for finding in found) else 0


def counts(pairs: Sequence[TextPair], found: Sequence[TextFinding]) -> str:
    """One line: how many pairs there are, and how many times something is wrong with one."""
    of = Counter(finding.kind for finding in found)
    return (
        f"{len(pairs)} texts in kk and ru: {of['missing']} missing, {of['long']} too long, "
        f"{of['term']} against the list of terms."
    )


def _page(name: str, summary: str, pairs: Sequence[TextPair], found: Sequence[TextFinding]) -> str:
    sources: defaultdict[str, list[TextPair]] = defaultdict(list)
    for pair in pairs:
        sources[pair.source].append(pair)
    of: defaultdict[str, list[TextFinding]] = defaultdict(list)
    for finding in found:
        of[finding.pair.anchor].append(finding)
    environment = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("texts.html").render(campaign=name, counts=summary, sources=sources, found=of)
