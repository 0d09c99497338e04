"""Who may read a database: its passphrase, or the logins of its server."""

from qa_desktop.cli.parsers.commands import Commands, add_usual
from qa_desktop.domain.people import PersonRole


def add_encryption(group: Commands) -> None:
    """Put the commands about the passphrase into the group `db`."""
    for name, text in (
        ("encrypt", "encrypt the database file with a passphrase, which is asked for"),
        ("decrypt", "write an encrypted database file in clear again"),
        ("passphrase", "give an encrypted database file another passphrase"),
    ):
        command = group.add(name, "encryption", name, text)
        add_usual(command)


def add_logins(group: Commands) -> None:
    """Put the commands about a server's logins into the group `db`."""
    text = "make the group roles qa_reviewer, qa_lead and qa_admin on a PostgreSQL server, and give them their rights"
    roles = group.add("roles", "logins", "roles", text)
    roles.add_argument("--sql", action="store_true", help="print the statements instead of running them")
    login = group.add("login", "logins", "login", "let a login of a PostgreSQL server in as a person")
    login.add_argument("login", metavar="LOGIN", help="the role it logs in as; made, without a password, if not there")
    login.add_argument("--person", required=True, dest="name", metavar="NAME", help="who that is")
    kinds = tuple(PersonRole)
    login.add_argument(
        "--role", choices=kinds, default=PersonRole.REVIEWER, type=PersonRole, metavar="ROLE", help=", ".join(kinds)
    )
    add_usual(roles, login)
