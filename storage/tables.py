"""The room's own tables. Nouns add theirs to the same `metadata` in their packages (census/tables.py…).

No foreign keys lead out of here: a sheet and a household are names to this room, and the answers shall one day be
partitioned by region without asking anybody.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from storage.columns import SERIAL, Instant

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

conversation = Table(
    "conversation",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),  # the person's address within the channel
    Column("language", Text, nullable=False),  # "kk", "ru", "" before it was chosen
    Column("household_id", Uuid, index=True),
    Column("state", LargeBinary, nullable=False),  # what the dialogs keep, sealed: a doubted answer is an answer
    Column("version", Integer, nullable=False),  # turns committed; the guard against two processes
    Column("created_at", Instant, nullable=False),
    Column("touched_at", Instant, nullable=False),
    Column("blocked_at", Instant),  # the person has blocked the bot; his next turn clears it
    Column("remind_at", Instant),  # when to look whether he is to be reminded; null: never, or not before another turn
    UniqueConstraint("channel", "address"),
)
_looked_at = conversation.c.remind_at.is_not(None)
Index(None, conversation.c.remind_at, sqlite_where=_looked_at, postgresql_where=_looked_at)

outbox = Table(
    "outbox",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("conversation_id", ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),  # which of its kind: put in twice it is there once
    Column("state", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("claimed_at", Instant),  # when somebody last took it to be said
    UniqueConstraint("conversation_id", "kind", "key"),
    CheckConstraint(
        "state IN ('waiting', 'claimed', 'delivered', 'blocked', 'refused', 'unknown', 'dropped')", name="state"
    ),
    Index(None, "state", "not_before"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("address", Text, primary_key=True),
    Column("external_id", Text, primary_key=True),
    Column("handled_at", Instant, nullable=False, index=True),  # by which it is pruned
    sqlite_with_rowid=False,
)

answer = Table(
    "answer",
    metadata,
    Column("sheet_id", Uuid, primary_key=True),
    Column("ref", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),  # sealed; "" inside means: skipped on purpose
    Column(
        "position", Integer, nullable=False
    ),  # the order of answering within the sheet; a correction keeps its place
    Column("answered_at", Instant, nullable=False),
    sqlite_with_rowid=False,  # a sheet's answers lie side by side
)

answer_log = Table(
    "answer_log",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("sheet_id", Uuid, nullable=False),
    Column("ref", Text, nullable=False),
    Column("value", LargeBinary),  # sealed; null: the answer was taken away
    Column("at", Instant, nullable=False),
    Column("channel", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("refusals", Integer),  # in a row at this question before the answer; null: not counted then
    Index(None, "sheet_id"),
)

published_form = Table(
    "published_form",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("xml", Text, nullable=False),
    Column("source", Text),  # digest of what it was last published from; null: published before that was kept
)

published_list = Table(
    "published_list",
    metadata,
    Column("digest", Text, primary_key=True),  # of the file, unpacked
    Column("packed", LargeBinary, nullable=False),
)

published_form_list = Table(
    "published_form_list",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("file", Text, primary_key=True),
    Column("digest", Text, ForeignKey("published_list.digest"), nullable=False),
    ForeignKeyConstraint(["name", "version"], ["published_form.name", "published_form.version"]),
)

known_key = Table(
    "known_key",
    metadata,
    Column("id", Text, primary_key=True),
    Column("proof", LargeBinary, nullable=False),  # something sealed under it: tells a wrong key of the same name
    Column("since", Instant, nullable=False),
)

poison_update = Table(
    "poison_update",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("address", Text, nullable=False),  # "" when the update does not say whose it is
    Column("external_id", Text, nullable=False),
    Column("error", Text, nullable=False),  # the type, never the text: it may quote what somebody wrote
    Column("place", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),  # by which it is pruned
    Column("body", LargeBinary, nullable=False),  # the update as it came, sealed
    Column("shown_at", Instant),  # when it was last opened, and by whom
    Column("shown_by", Text),
    Index(None, "channel", "address"),
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),  # of what only one process at a time may do
    Column("holder", Text, nullable=False),
    Column("until", Instant, nullable=False),
)
