from pathlib import Path
from uuid import uuid4

from qa_desktop.storage.database import SqlDatabase, open_database


def test_each_device_has_its_own_folders(database: SqlDatabase, file: Path) -> None:
    with database.writing() as work:
        work.roots.put("calls", "/old")
        work.roots.put("calls", "/srv/calls")
        work.roots.put("chats", "/srv/chats")
    elsewhere = open_database(file, uuid4())
    with elsewhere.writing() as work:
        assert work.roots.all() == {}
        work.roots.put("calls", "D:\\calls")
    elsewhere.close()
    with database.reading() as work:
        assert work.roots.all() == {"calls": "/srv/calls", "chats": "/srv/chats"}
