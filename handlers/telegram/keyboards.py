"""Which messages of a chat still bear buttons, so that a question answered by typing does not keep its own.

Only for the eye: what is forgotten (a restart, another process, a call that rode in a webhook's answer) leaves an old keyboard
standing, and an old button is answered all the same.
"""

from collections import OrderedDict
from collections.abc import Collection

MOST_CHATS = 50_000
MOST_MESSAGES = 4


class Keyboards:
    def __init__(self) -> None:
        self._chats: OrderedDict[str, tuple[int, ...]] = OrderedDict()

    def note(self, chat: str, fresh: Collection[int], gone: Collection[object], *, reply: bool) -> list[int]:
        """`fresh` messages got buttons, `gone` ones lost them; gives those whose buttons are now to be taken away.

        A `reply` with buttons puts the earlier ones out of use; what the bot says on its own leaves the question standing.
        """
        before = [message for message in self._chats.pop(chat, ()) if message not in gone]
        stale = before if reply and fresh else []
        standing = (*(message for message in before if message not in stale), *fresh)
        if standing:
            self._chats[chat] = standing[-MOST_MESSAGES:]
            if len(self._chats) > MOST_CHATS:
                self._chats.popitem(last=False)
        return stale
