"""Backups of a database, and what to do about a damaged one."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_json, add_usual


def add(group: Commands) -> None:
    """Put them into the group `db`."""
    backup = group.add("backup", "backups", "backup", "copy the database whole, and see that the copy is sound")
    backup.add_argument("target", nargs="?", type=Path, metavar="FILE", help="the copy (default: among the backups)")
    backup.add_argument("--daily", action="store_true", help="only where today has none; old daily ones go")
    backup.add_argument("--list", action="store_true", help="say which backups there are")
    text = "bring a backup back; without --apply it says what would change"
    restore = group.add("restore", "backups", "restore", text)
    restore.add_argument("backup", type=Path, metavar="BACKUP", help="as “db backup --list” shows it")
    restore.add_argument("--apply", action="store_true", help="do it; what is there now is kept beside")
    check = group.add("check", "backups", "check", "tell a sound database from a damaged one, and how to recover")
    text = "read what can be read from a damaged database into a new one, and say what is missing"
    salvage = group.add("salvage", "backups", "salvage", text)
    salvage.add_argument("damaged", type=Path, metavar="DAMAGED", help="the damaged file; it is not changed")
    salvage.add_argument("target", type=Path, metavar="OUT", help="the new database; encrypted where the other is")
    text = "write what can be read and not be taken over into a file in clear, though the database is encrypted"
    salvage.add_argument("--clear", action="store_true", help=text)
    add_usual(backup, restore, check)
    add_json(salvage)
