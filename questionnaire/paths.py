"""Paths in a form's expressions, where ODK's engines understand them otherwise than XPath does."""

import re
from collections.abc import Collection

_LITERAL = re.compile(r"""('[^']*'|"[^"]*")""")
_UPWARD = re.compile(r"\s*(\.\.(?:/\.\.)*)\s*(?=\[|$)")


def parent(path: str) -> str:
    return path.rpartition("/")[0]


def own_item(source: str, context: str, repeats: Collection[str]) -> str:
    """The title of an inner repeat is written `../job/title`, which for XPath is the first job's: it means its own."""
    if context not in repeats:
        return source
    step = re.compile(rf"(?<![\w.)\]/])\.\./{re.escape(context.rpartition('/')[2])}/")
    pieces = _LITERAL.split(source)
    return "".join(piece if n % 2 else step.sub("./", piece) for n, piece in enumerate(pieces))


def items_of(nodeset: str, context: str, repeats: Collection[str]) -> str:
    """A list of choices `..[…]` that leads up to a repeat means all its items, not the one the question stands in."""
    found = _UPWARD.match(nodeset)
    if not found:
        return nodeset
    reached = context
    for _ in range(found[1].count("..")):
        reached = parent(reached)
    if reached not in repeats:
        return nodeset
    return f"{found[1]}/../{reached.rpartition('/')[2]}{nodeset[found.end() :]}"


def resolved(context: str, path: str) -> str:
    """The absolute path that `path` means at `context`, white space and a leading `current()/` forgiven."""
    path = path.strip().removeprefix("current()/")
    steps = [] if path.startswith("/") else context.split("/")[1:]
    for step in path.strip("/").split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in (".", ""):
            steps.append(step)
    return "/" + "/".join(steps)
