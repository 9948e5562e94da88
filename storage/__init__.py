"""The room where things are kept: tables, transactions, the journal of turns, keys, migrations.

Rules
- The database is the truth. A write is over when its COMMIT is; nobody is told "saved" before that (house laws 1, 6).
- A turn is one transaction, and the same turn come again changes nothing (law 2).
- What a person answered, who he is and what he is in the middle of saying is sealed before it reaches a file (law 9).
- Functions on nouns take a `sqlalchemy.Connection` and are plain `def`: whoever calls decides on thread and transaction.
- Clock, ids and random bits are arguments (law 4); only the nonce of a seal is drawn here.

It must not know what a census, a form, a dialog or a messenger is: state and published forms are text
to it, an answer is a reference and a value.
Other rooms add their tables to `storage.tables.metadata` in their own packages.
"""
