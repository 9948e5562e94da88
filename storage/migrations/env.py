"""Run by Alembic for storage.migrate, which gives the connection and the metadata."""

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given["metadata"],
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
    on_sqlite = given["connection"].dialect.name == "sqlite"  # where foreign keys are off meanwhile
    broken = given["connection"].exec_driver_sql("PRAGMA foreign_key_check").first() if on_sqlite else None
    if broken is not None:
        raise RuntimeError(f"the migration would leave rows of {broken[0]} that refer to nothing")
