"""The folders under which recordings lie, on each device."""

from uuid import UUID

from sqlalchemy import Connection, select

from qa_desktop.storage.tables import RootRow
from qa_desktop.storage.writes import put


class RootRepository:
    """The mapping of one device."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._device = device

    def all(self) -> dict[str, str]:
        """Folder by root name, for this device."""
        wanted = select(RootRow.name, RootRow.folder).where(RootRow.device == self._device).order_by(RootRow.name)
        return {row.name: row.folder for row in self._connection.execute(wanted)}

    def put(self, name: str, folder: str) -> None:
        """Map a root name to a folder on this device."""
        put(self._connection, RootRow, {"device": self._device, "name": name}, {"folder": folder})

    def take_over(self, device: UUID) -> None:
        """Map to the same folders as another device of this machine what is not mapped yet."""
        known = self.all()
        wanted = select(RootRow.name, RootRow.folder).where(RootRow.device == device)
        for name, folder in self._connection.execute(wanted).all():
            if name not in known:
                self.put(name, folder)
