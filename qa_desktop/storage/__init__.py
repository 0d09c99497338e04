"""Where work is kept: engine, tables, repositories, unit of work, migrations. SQLAlchemy stays in here."""
