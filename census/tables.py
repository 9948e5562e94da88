"""The tables of households: who belongs to one, which sheets it has, who was counted.

An IIN is kept sealed, to be shown to whoever may see it, and as a keyed fingerprint, to be found by. That one person is
counted once is the index `uq_person_counted_once`; census/actions.py says it in words before the index has to.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from storage.columns import SERIAL, Instant
from storage.tables import metadata

household = Table(
    "household",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign", Text, nullable=False),
    Column("region", Text),  # KATO, two digits; null until the address is known
    Column("locality", Text),
    Column("created_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column(
        "version", Integer, nullable=False, server_default="0"
    ),  # changes counted; the guard of a turn (storage/turns.py)
    CheckConstraint("length(region) = 2", name="region_is_kato"),
)

sheet = Table(
    "sheet",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Text, nullable=False),  # the version it was begun with, for good
    Column("subject", Text, nullable=False),  # roster item of the household list it is about; "": the household
    Column("part", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("submitted_at", Instant),
    Column("passed_at", Instant),  # to the member it is about: from then on nobody else sees its answers
    Column("taken_over_at", Instant),  # by him
    UniqueConstraint("household_id", "form", "subject", "part"),
    CheckConstraint("state IN ('open', 'submitted', 'withdrawn')", name="state"),
)

person = Table(
    "person",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("item", Integer),  # roster item of the household list; null: the respondent before the list names him
    Column("iin_sealed", LargeBinary),
    Column("iin_fingerprint", LargeBinary, index=True),
    Column("name_sealed", LargeBinary),
    Column("no_iin", Boolean, nullable=False),
    Column("respondent", Boolean, nullable=False),
    Column("counted_at", Instant),
    Column("receipt", Text, unique=True),
    UniqueConstraint("household_id", "item"),
    CheckConstraint(
        "iin_sealed IS NULL OR iin_fingerprint IS NOT NULL", name="iin_is_whole"
    ),  # erased: only the latter
    CheckConstraint("(counted_at IS NULL) = (receipt IS NULL)", name="counted_has_receipt"),
)

erasure = Table(
    "erasure",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),  # "respondent", "retention", "staff: " and the login
    Column("scope", Text, nullable=False),
    Column("household_id", Uuid),  # a name only: the row of a household never sent is gone
    Column("persons", Integer, nullable=False),
    Column("counted", Integer, nullable=False),  # of them, whose count stays
    CheckConstraint("scope IN ('conversation', 'draft', 'sent')", name="scope"),
)

access_code = Table(
    "access_code",
    metadata,
    Column("fingerprint", LargeBinary, primary_key=True),  # keyed, of the digits; these are not kept
    Column("purpose", Text, nullable=False),
    Column("conversation_id", Uuid, nullable=False, index=True),  # it was made in; a name only
    Column("household_id", Uuid, index=True),  # a name only: erased codes go with their household
    Column("item", Integer),  # roster item of the household list, for 'member'
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),  # by which it is pruned
    Column("used_at", Instant),
    CheckConstraint("purpose IN ('move', 'member')", name="purpose"),
    CheckConstraint("(purpose = 'member') = (item IS NOT NULL)", name="member_is_named"),
)

staff_card = Table(
    "staff_card",
    metadata,
    Column("campaign", Text, primary_key=True),
    Column("key", Text, primary_key=True),  # the number as it is compared: census/staff_cards.py
    Column("number", Text, nullable=False),
    Column("surname", Text, nullable=False),
    Column("given_names", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("region", Text, nullable=False),  # KATO, two digits
    Column("place_kk", Text),
    Column("place_ru", Text),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date, nullable=False),  # the last day
    Column("withdrawn", Boolean, nullable=False),
    CheckConstraint("length(region) = 2", name="region_is_kato"),
    CheckConstraint("role IN ('interviewer', 'instructor', 'operator')", name="role"),
    CheckConstraint("(place_kk IS NULL) = (place_ru IS NULL)", name="place_in_both"),
    CheckConstraint("valid_from <= valid_until", name="valid_from_until"),
)

_counted = person.c.counted_at.is_not(None)
Index("uq_person_counted_once", person.c.iin_fingerprint, unique=True, sqlite_where=_counted, postgresql_where=_counted)
Index(
    "uq_person_one_respondent",
    person.c.household_id,
    unique=True,
    sqlite_where=person.c.respondent,
    postgresql_where=person.c.respondent,
)
