"""Buttons' tokens: they fit a messenger, come back unchanged, and never answer another question."""

from hypothesis import given
from hypothesis import strategies as st

from dialogs.tokens import AnswerToken, VerbToken, answer_token, mark, parse_token, verb_token

refs = st.text(min_size=1, max_size=120)


@given(sheet=refs, ref=refs, value=st.text(max_size=300))
def test_an_answer_fits_and_comes_back(sheet: str, ref: str, value: str) -> None:
    token = answer_token(sheet, ref, value)
    assert len(token.encode("ascii")) <= 64
    read = parse_token(token)
    assert isinstance(read, AnswerToken)
    assert (read.sheet, read.question) == (mark(sheet), mark(ref))
    assert read.carries(value)


@given(a=st.text(max_size=80), b=st.text(max_size=80))
def test_a_button_carries_its_own_value_only(a: str, b: str) -> None:
    read = parse_token(answer_token("s", "r", a))
    assert isinstance(read, AnswerToken)
    assert read.carries(b) == (a == b)


def test_verbs_come_back() -> None:
    assert parse_token(verb_token("help")) == VerbToken("help")
    assert parse_token(verb_token("language", "kk")) == VerbToken("language", "kk")
    assert parse_token(verb_token("faq", "a.b.c.d")) == VerbToken("faq", "a.b.c.d")


@given(st.text(max_size=200))
def test_whatever_is_forged_is_read_or_refused_but_never_raises(token: str) -> None:
    parse_token(token)
