"""From text to tokens (XPath 1.0 §3.7). Whether `*` or `div` is an operator is the parser's question, not the lexer's."""

import re
from typing import Literal, NamedTuple

from questionnaire.expression.errors import ExpressionError

TokenKind = Literal["number", "literal", "name", "symbol", "end"]

_TOKEN = re.compile(
    r"""[ \t\r\n\xa0]*(?:
      (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
    | (?P<literal>"[^"]*"|'[^']*')
    | (?P<name>[^\W\d][\w.\-]*(?::(?!:)[^\W\d][\w.\-]*)?)
    | (?P<symbol>//|\.\.|::|<=|>=|!=|[-+*/=<>|()\[\],.@])
    | (?P<end>$)
    )""",
    re.VERBOSE,
)

_HINTS = {
    "’": "typographic quotes do not delimit a text: write ' or \"",
    "‘": "typographic quotes do not delimit a text: write ' or \"",
    "“": "typographic quotes do not delimit a text: write ' or \"",
    "”": "typographic quotes do not delimit a text: write ' or \"",
    "«": "« » do not delimit a text: write ' or \"",
    "$": "a reference like ${name} must be resolved to a path before it is compiled",
    "&": "write “and”, not “&”",
    "!": "write “!=” or “not(…)”, not a lone “!”",
    "'": "the text opened here with ' is never closed",
    '"': 'the text opened here with " is never closed',
}


class Token(NamedTuple):
    """`start` counts characters from 0. A literal's text comes without its quotes."""

    kind: TokenKind
    text: str
    start: int


def tokens(source: str) -> list[Token]:
    """All tokens, the last one of kind "end". Raises ExpressionError for a character that begins none."""
    found: list[Token] = []
    position, match_token = 0, _TOKEN.match
    while True:
        match = match_token(source, position)
        if match is None:
            raise _unreadable(source, position)
        kind = match.lastgroup
        start, position = match.span(kind or 0)
        text = source[start:position]
        if kind == "literal":
            found.append(Token("literal", text[1:-1], start))
        elif kind == "number":
            found.append(Token("number", text, start))
        elif kind == "name":
            found.append(Token("name", text, start))
        elif kind == "symbol":
            found.append(Token("symbol", text, start))
        else:
            found.append(Token("end", "", start))
            return found


def _unreadable(source: str, position: int) -> ExpressionError:
    while source[position] in " \t\r\n\xa0":
        position += 1
    character = source[position]
    message = _HINTS.get(character, f"the character “{character}” has no meaning here")
    return ExpressionError(message[0].upper() + message[1:], source, position + 1)
