"""Commands about who may use a database on a server: `db roles`, `db login`."""

from argparse import Namespace
from datetime import UTC, datetime

from qa_desktop.cli.output import print_json
from qa_desktop.cli.work import open_server
from qa_desktop.services import people


def roles(options: Namespace) -> None:
    """Make the group roles, or print how."""
    from qa_desktop.storage import logins

    with open_server(options) as database, database.administering() as connection:
        made = logins.all_statements(connection)
        if not options.sql:
            logins.make_roles(connection)
    if options.json:
        print_json({"statements": made, "done": not options.sql})
    elif options.sql:
        print("".join(f"{statement};\n" for statement in made), end="")
    else:
        print(f"{database.address}: the roles {', '.join(logins.ROLES.values())} have their rights")


def login(options: Namespace) -> None:
    """Let a login in as a person, with the rights of the role."""
    from qa_desktop.storage import logins

    with open_server(options) as database:
        person, _ = people.introduce(database, options.name, options.role, datetime.now(UTC))
        with database.administering() as connection:
            is_new = logins.admit(connection, options.login, person)
    role = logins.ROLES[person.role]
    if options.json:
        print_json({"login": options.login, "person": person.name, "role": role, "created": is_new})
        return
    print(f"{options.login}: logs in as {person.name}, {role}")
    if is_new:
        print(f"It was made without a password; give it one in psql with \\password {options.login}")
