"""Paths in a form's expressions, brought to what ODK's engines understand by them.

XPath alone would read `/data/member/name`, met in a question of the third member, as the names of all members. JavaRosa
reads it as this member's name (TreeReference.contextualize), and XLSForms rely on it: pyxform writes a repeat's own label
and attributes that way. So such a path is rewritten, once, to one that leads from the question itself. A path that ends at
the repeat (`count(/data/member)`) or has a predicate on it still means all of them.
"""

import re
from collections.abc import Collection
from itertools import takewhile

_LITERAL_OR_PATH = re.compile(r"""'[^']*'|"[^"]*"|(?<![\w.)\]'"*/])((?:\.\.|)(?:/(?:[\w\-.]+:)?[\w\-.]+)+)""")
_UPWARD = re.compile(r"\s*(\.\.(?:/\.\.)*)\s*(?=\[|$)")


def parent(path: str) -> str:
    return path.rpartition("/")[0]


def repeats_around(path: str, repeats: Collection[str]) -> list[str]:
    """The repeats that `path` lies in or is, outermost first."""
    steps = path.split("/")
    ways = ("/".join(steps[:n]) for n in range(2, len(steps) + 1))
    return [way for way in ways if way in repeats]


def narrowed(source: str, context: str, repeats: Collection[str]) -> str:
    """`source` with paths into the repeats around `context` leading to the context's own items."""
    around = repeats_around(context, repeats)
    if not around:
        return source
    return _LITERAL_OR_PATH.sub(lambda found: _narrow_one(found, context, around), source)


def _narrow_one(found: re.Match[str], context: str, around: list[str]) -> str:
    path = found[1]
    if path is None:  # a literal
        return found[0]
    if path.startswith("../"):
        own = around[-1]
        sibling = f"../{own.rpartition('/')[2]}/"
        return "./" + path.removeprefix(sibling) if context == own and path.startswith(sibling) else path
    inside = list(takewhile(lambda way: path.startswith(way + "/"), around))
    if not inside:
        return path
    up = context.count("/") - inside[-1].count("/")
    return "current()/" + "../" * up + path.removeprefix(inside[-1] + "/")


def items_of(nodeset: str, context: str, repeats: Collection[str]) -> str:
    """A list of choices `..[…]` that leads up to a repeat means all its items, not the one the question stands in."""
    found = _UPWARD.match(nodeset)
    if not found:
        return nodeset
    ups = found[1].count("..")
    reached = context
    for _ in range(ups):
        reached = parent(reached)
    if reached not in repeats:
        return nodeset
    return f"{found[1]}/../{reached.rpartition('/')[2]}{nodeset[found.end() :]}"


def resolved(context: str, path: str) -> str:
    """The absolute path that `path` means at `context`, white space and a leading `./` or `current()/` forgiven."""
    path = path.strip().removeprefix("current()/")
    steps = [] if path.startswith("/") else context.split("/")[1:]
    for step in path.strip("/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in (".", ""):
            steps.append(step)
    return "/" + "/".join(steps)
