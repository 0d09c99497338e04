"""Alembic's scripts, run by `qa_desktop.storage.upgrading`."""
