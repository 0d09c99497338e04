"""Fuzz the readers of transcripts with bytes: `fuzz_readers.py FORMAT... [--seconds N] [--seeds DIR]`.

Needs `atheris`, which is not among the project's dependencies; without it the script says so and ends with 0. Anything
but an InputError, more than ten seconds over one input, or more than a gigabyte is a finding: libFuzzer leaves the
input in a file. What was found goes into tests/transcripts/found/, and test_found.py reads it for ever.
"""

import argparse
import contextlib
import importlib
import importlib.util
import os
import sys
import tempfile
from pathlib import Path

_LONGEST = 20_000


def main() -> int:
    """Fuzz the formats one after the other, each in a process of its own."""
    parser = argparse.ArgumentParser(description="fuzz the readers of transcripts")
    parser.add_argument("formats", nargs="*", help="modules of qa_desktop.transcripts (default: every format)")
    parser.add_argument("--seconds", type=int, default=60, help="for each format")
    parser.add_argument("--seeds", type=Path, help="folder with real files to begin with")
    options = parser.parse_args()
    if importlib.util.find_spec("atheris") is None:
        print("atheris is not installed here (pip install atheris); nothing was fuzzed.")
        return 0
    wanted = options.formats or _formats()
    failed = [name for name in wanted if not _fuzzed(name, options.seconds, options.seeds)]
    print(f"{len(wanted)} formats fuzzed for {options.seconds} s each; findings in: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def _formats() -> list[str]:
    from qa_desktop.transcripts.formats import FORMATS

    return ["detect", *(each.__name__.rpartition(".")[2] for each in FORMATS)]  # type: ignore[attr-defined]


def _fuzzed(name: str, seconds: int, seeds: Path | None) -> bool:
    child = os.fork()
    if child == 0:
        _fuzz(name, seconds, seeds)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _fuzz(name: str, seconds: int, seeds: Path | None) -> None:
    """Never returns: libFuzzer ends the process, with 0 where it found nothing."""
    import atheris

    with atheris.instrument_imports(include=["qa_desktop.transcripts"]):
        from qa_desktop.domain.errors import InputError
        from qa_desktop.transcripts import detect
        from qa_desktop.transcripts.source import Source

        module = importlib.import_module(f"qa_desktop.transcripts.{name}")

    def one(data: bytes) -> None:
        with contextlib.suppress(InputError):
            if name == "detect":
                detect.read_transcripts(data, "fuzz", True)
                return
            source = Source(data, "fuzz", True)
            module.recognises(source)
            module.read(source)

    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, seed in enumerate(sorted(seeds.rglob("*")) if seeds else ()):
        if seed.is_file() and seed.stat().st_size < _LONGEST and _fits(seed, name, module):
            (corpus / f"{number}{seed.suffix}").write_bytes(seed.read_bytes())
    limits = [
        f"-max_total_time={seconds}",
        "-timeout=10",
        "-rss_limit_mb=1024",
        f"-max_len={_LONGEST}",
        "-print_final_stats=0",
    ]
    atheris.Setup([sys.argv[0], *limits, f"-artifact_prefix={name}-", str(corpus)], one)
    atheris.Fuzz()


def _fits(seed: Path, name: str, module: object) -> bool:
    from qa_desktop.transcripts.source import Source

    return name == "detect" or bool(module.recognises(Source(seed.read_bytes(), seed.name)))  # type: ignore[attr-defined]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main())
