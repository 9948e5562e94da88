"""Text and entities as the server keeps them: HTML parsed with the real refusals, cleaned, trimmed, counted in UTF-16.

The rules are those of tdlib (MessageEntity.cpp, misc.cpp), written anew.
"""

import re
from typing import Any

from .errors import bad_request

Entity = dict[str, Any]

TAGS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));?")
TO_SPACE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
TO_NOTHING = re.compile("[\r\u2028-\u202e\u0333\u033f\u030a]")
EMPTY = re.compile(
    "[ \n\u00a0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufffc\ufeff\U000e0000-\U000e007f]*"
)


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def clean(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return TO_NOTHING.sub("", TO_SPACE.sub(" ", text))


def is_empty(text: str) -> bool:
    return EMPTY.fullmatch(text) is not None


def formatted(text: str, parse_mode: str | None, entities: list[Entity] | None, most: int) -> tuple[str, list[Entity]]:
    """The text as it will be shown. Raises what the server says to a text that is empty, too long or badly marked up."""
    if parse_mode not in (None, "", "HTML"):
        raise bad_request("unsupported parse_mode")
    text = clean(text)
    if parse_mode:
        text, found = parse_html(text)
    else:
        found = [dict(entity) for entity in entities or ()]
        if any(entity["offset"] + entity["length"] > units(text) for entity in found):
            raise bad_request("entity offset is out of the text")
    text, found = trimmed(text, found)
    if is_empty(text):
        raise bad_request("message text is empty")
    if units(text) > most:
        raise bad_request("message is too long")
    return text, found


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Without white space around it; entities moved along, and gone where nothing of them is left."""
    kept = text.strip(" \n")
    start = units(text[: len(text) - len(text.lstrip(" \n"))])
    end = start + units(kept)
    result = []
    for entity in entities:
        first = max(entity["offset"], start)
        last = min(entity["offset"] + entity["length"], end)
        if last > first:
            result.append({**entity, "offset": first - start, "length": last - first})
    return kept, result


def parse_html(html: str) -> tuple[str, list[Entity]]:
    """The bare text and its entities, in the order they end."""
    out: list[str] = []
    length = 0
    open_tags: list[tuple[str, int, str]] = []
    entities: list[Entity] = []
    position = 0
    while position < len(html):
        if html[position] == "<":
            position, tag, closing, href = read_tag(html, position, open_tags)
            if closing:
                name, begin, link = open_tags.pop()
                if length > begin:
                    entity: Entity = {"type": TAGS[name], "offset": begin, "length": length - begin}
                    entities.append(entity | {"url": link} if link else entity)
            else:
                open_tags.append((tag, length, href))
            continue
        piece, position = read_text(html, position)
        out.append(piece)
        length += units(piece)
    if open_tags:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{open_tags[-1][0]}"')
    return "".join(out), entities


def read_text(html: str, position: int) -> tuple[str, int]:
    if html[position] != "&":
        end = min((i for i in (html.find("<", position), html.find("&", position)) if i >= 0), default=len(html))
        return html[position:end], end
    entity = CHARACTER.match(html, position)
    if entity is None:
        return "&", position + 1
    named, decimal, hexadecimal = entity.groups()
    code = int(decimal) if decimal else int(hexadecimal, 16) if hexadecimal else 0
    if named:
        return NAMED[named], entity.end()
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "&", position + 1
    return chr(code), entity.end()


def read_tag(html: str, start: int, open_tags: list[tuple[str, int, str]]) -> tuple[int, str, bool, str]:
    """After the tag, its name, whether it closes, and where a link leads."""
    offset = len(html[:start].encode())
    closing = html[start + 1 : start + 2] == "/"
    if closing and not open_tags:
        raise cannot_parse(f"Unexpected end tag at byte offset {offset}")
    end = html.find(">", start)
    if end < 0:
        raise cannot_parse(f"Unclosed {'end' if closing else 'start'} tag at byte offset {offset}")
    inside = html[start + 1 + closing : end]
    name, _, attributes = inside.partition(" ")
    name = name.strip().lower()
    if closing:
        expected = open_tags[-1][0]
        if name not in ("", expected):
            raise cannot_parse(
                f'Unmatched end tag at byte offset {offset}, expected "</{expected}>", found "</{name}>"'
            )
        return end + 1, expected, True, ""
    if name not in TAGS:
        raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {offset}')
    href = re.search(r'href="([^"]*)"', attributes)
    return end + 1, name, False, href[1] if href else ""


def cannot_parse(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")
