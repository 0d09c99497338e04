"""Run the scripts on the connection that the caller hands over, in the caller's transaction."""

from alembic import context

from qa_desktop.storage.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
context.run_migrations()
