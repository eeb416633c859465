"""How the database of conversations and accounts came to its form, one step a module in ``versions``; see ``assistant.history.upgrade``."""
