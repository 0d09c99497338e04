"""`interaction`: calls, chats and mails in the database."""

from qa_desktop.cli.parsers.commands import Commands, add_person, add_usual, count


def add(commands: Commands) -> None:
    """Put the group on the command line."""
    interaction = commands.group("interaction", "the interactions in the database")
    those = interaction.add("list", "interactions", "list_interactions", "the interactions, newest first")
    those.add_argument("--find", metavar="WORDS", default="", help="only those with these words, said or known")
    orders = ("newest", "longest-silence", "hold", "overtalk", "agent-share", "interruptions")
    those.add_argument(
        "--sort", choices=orders, default=orders[0], metavar="BY", help=f"what stands first: {', '.join(orders)}"
    )
    those.add_argument("--limit", type=count, metavar="N", help="how many at most (default: all)")
    those.add_argument("--after", metavar="INTERACTION", default="", help="only those that stand after this one")
    add_person(those, "whose state to show")
    add_usual(those)

    find = interaction.add("find", "interactions", "find", "where words stand in all interactions, newest first")
    find.add_argument(
        "words",
        nargs="+",
        metavar="WORDS",
        help="all must stand in an interaction, the last as a beginning; '\"in this order\" -without'",
    )
    find.add_argument("--limit", type=count, default=50, metavar="N", help="how many interactions (default: 50)")
    add_person(find, "whose comments to search")
    add_usual(find)

    text = "find out who spoke how much in all interactions that lack it; decodes every recording once"
    measure = interaction.add("measure", "interactions", "measure", text)
    add_usual(measure)

    join = interaction.add(
        "join", "joining", "join", "make two interactions one: a recording and a transcript, or a row and its file"
    )
    join.add_argument("one", metavar="INTERACTION", help="its id, key or the name of its recording")
    join.add_argument("other", metavar="OTHER", help="the same of the other")
    part = interaction.add("part", "joining", "part", "undo that, as long as nobody has worked on what came of it")
    part.add_argument("one", metavar="INTERACTION", help="its id, key or the name of its recording")
    offset = interaction.add("offset", "joining", "offset", "let a transcript begin later than its file says")
    offset.add_argument("one", metavar="INTERACTION", help="its id, key or the name of its recording")
    offset.add_argument("seconds", type=float, metavar="SECONDS", help="how much later; -1.5 earlier, 0 as it was")
    for each in (join, part, offset):
        add_person(each, "who says so")
    add_usual(join, part, offset)
