"""What Alembic runs for each upgrade: the steps that are missing, in the transaction of whoever opens the database."""

from __future__ import annotations

from alembic import context

# SQLite undoes changed tables as well, once a transaction is begun by hand (see upgrade.py)
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
