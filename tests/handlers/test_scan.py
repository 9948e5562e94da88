"""A link worth scanning goes to the page with its QR code; everything else goes as it is."""

import orjson
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.reply import Attached, Choice, Message, Progress, Reply
from handlers.scan import rows_of, with_scans

LINK = "https://t.me/sanaq_bot?start=4827193056"
PLAIN = Message("Сәлем", progress=Progress("Тізім", 1, 2), choices=(Choice("v.help", "Көмек", role="aside"),))


def test_a_reply_without_a_link_is_not_touched() -> None:
    reply = Reply("kk", (PLAIN,))
    assert with_scans(reply) is reply


def test_a_link_goes_with_the_rows_of_its_code_and_the_rest_as_ever() -> None:
    reply = Reply("kk", (Message("Код", scan=LINK), PLAIN), files=(Attached("a.txt", "text/plain", b"a"),), toast="!")
    sent, plain = (orjson.loads(orjson.dumps(each, default=repr)) for each in (with_scans(reply), reply))
    assert [message.pop("scan") for message in sent["messages"]] == [{"link": LINK, "rows": rows_of(LINK)}, None]
    assert [message.pop("scan") for message in plain["messages"]] == [LINK, ""]
    assert sent == plain


@settings(max_examples=10, deadline=None)  # the first code takes its time on a busy machine
@given(st.from_regex(r"https://[a-z]{1,40}\.kz/#[0-9]{10}", fullmatch=True))
def test_the_rows_are_those_of_the_link_and_of_nothing_else(link: str) -> None:
    rows = rows_of(link)
    assert {len(row) for row in rows} == {len(rows)}
    assert {*"".join(rows)} == {"0", "1"}
    assert rows == ["".join(map(str, row)) for row in segno.make(link, error="m", micro=False).matrix_iter(border=0)]
    assert rows != rows_of(link[:-1] + str((int(link[-1]) + 1) % 10))
