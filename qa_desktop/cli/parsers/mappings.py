"""`mapping`: how to read tables and JSON that nothing here knows, kept under names."""

from pathlib import Path

from qa_desktop.cli.parsers.commands import Commands, add_json


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    mapping = commands.group("mapping", "templates that say how to read tables and JSON not known here")
    listed = mapping.add("list", "mappings", "list_templates", "the templates that are kept under a name")
    propose = mapping.add("propose", "mappings", "propose", "print a first mapping for a file, as YAML to correct")
    propose.add_argument("file", type=Path, metavar="FILE", help="table or JSON")
    show = mapping.add("show", "mappings", "show", "print a template as YAML")
    show.add_argument("name", metavar="NAME")
    save = mapping.add("save", "mappings", "save", "keep a mapping under a name")
    save.add_argument("file", type=Path, metavar="FILE", help="YAML file (README: Mappings)")
    save.add_argument("name", metavar="NAME", nargs="?", help="default: the name in the file")
    save.add_argument("--replace", action="store_true", help="in the place of the one of that name")
    rename = mapping.add("rename", "mappings", "rename", "give a template another name")
    rename.add_argument("old", metavar="OLD")
    rename.add_argument("new", metavar="NEW")
    delete = mapping.add("delete", "mappings", "delete", "delete a template, and print what it held")
    delete.add_argument("name", metavar="NAME")
    add_json(listed, propose, show, save, rename, delete)
