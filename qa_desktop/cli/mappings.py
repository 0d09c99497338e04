"""Commands about mappings: `mapping list`, `propose`, `show`, `save`, `rename`, `delete`."""

from argparse import Namespace

from qa_desktop.cli.output import print_json, print_table, tell
from qa_desktop.services import mapping_templates as kept


def list_templates(options: Namespace) -> None:
    """Print the templates, with what is wrong with those that cannot be read."""
    found = kept.templates()
    if options.json:
        print_json([{"name": each.name, "file": str(each.file), "trouble": each.trouble or None} for each in found])
        return
    if not found:
        print("No template is saved yet; “qa-desktop mapping save” keeps one from a file.")
    print_table([(each.name, each.trouble.splitlines()[0] if each.trouble else str(each.file)) for each in found])


def propose(options: Namespace) -> None:
    """Print what is proposed for a file, and on standard error what comes of it."""
    from qa_desktop.services import mapping_preview
    from qa_desktop.services.mapping_writing import written

    sample = mapping_preview.open_sample(options.file)
    shown = mapping_preview.preview(sample, mapping_preview.propose(sample))
    two_ways = shown.reading.written if shown.reading else None
    if options.json:
        counts = {"conversations": len(shown.transcripts), "turns": shown.turns}
        refusal = shown.refusal or None
        print_json({"mapping": written(shown.mapping), **counts, "unsure_date": two_ways, "refusal": refusal})
        return
    print(written(shown.mapping), end="")
    if two_ways:
        tell(f"{two_ways} may be read in two ways: say day-first or month-first under “time”.")
    counted = f"turns: {shown.turns}, conversations: {len(shown.transcripts)}"
    tell(shown.refusal or f"What it reads: {counted}.")


def show(options: Namespace) -> None:
    """Print a template as it is written."""
    _print(options, options.name, kept.content(options.name))


def save(options: Namespace) -> None:
    """Keep a mapping from a file."""
    from qa_desktop.services.mapping_files import read_mapping

    mapping = read_mapping(options.file)
    name = kept.save(mapping, options.name or mapping.name, over=options.replace).name
    _tell(options, name, f"Kept as “{name}”; use it with --mapping “{name}”.")


def rename(options: Namespace) -> None:
    """Give a template another name."""
    name = kept.rename(options.old, options.new)
    _tell(options, name, f"Renamed to “{name}”.")


def delete(options: Namespace) -> None:
    """Delete a template; what it held is printed, so that it can be saved again."""
    deleted = kept.delete(options.name)
    _print(options, deleted.name, deleted.content.decode(errors="replace"))
    tell(f"Deleted “{deleted.name}”; what it held stands above.")


def _tell(options: Namespace, name: str, sentence: str) -> None:
    if options.json:
        print_json({"name": name})
    else:
        print(sentence)


def _print(options: Namespace, name: str, content: str) -> None:
    if options.json:
        print_json({"name": name, "mapping": content})
    else:
        print(content, end="")
