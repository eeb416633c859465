"""Bringing a database of conversations and accounts into today's form: nothing is lost, and a newer one is left as it is."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, inspect, text

from assistant.errors import HistoryUnavailable

# the revision of the newest step in ``migrations/versions``
FORM = "2"
_VERSIONS = "alembic_version"
# one who opens a PostgreSQL database upgrades it, the others wait; the number is any of our own
_LOCK = 7_215_120_265


def upgrade(engine: Engine) -> None:
    """Run the steps that a database is behind, all or none. Raises HistoryUnavailable where it is of a newer program."""
    with engine.connect() as connection:
        if _form(connection) == FORM:
            return
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # the driver would begin no transaction for changes of tables
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        _run(connection)
        connection.commit()


def _form(connection: Connection) -> str:
    """The revision a database is at; empty where none is noted."""
    if not inspect(connection).has_table(_VERSIONS):
        return ""
    return str(connection.scalar(text(f"SELECT version_num FROM {_VERSIONS}")) or "")


def _run(connection: Connection) -> None:
    # a second of every start of the program, needed by few
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "assistant.history:migrations")
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    form = _form(connection)
    if form and form not in known:
        raise HistoryUnavailable(
            f"The conversations were kept by a newer CodeCite (form {form}, this one knows {FORM}): update CodeCite, or set "
            "CODECITE_DATABASE to another database."
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
