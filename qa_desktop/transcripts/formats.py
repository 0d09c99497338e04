"""Every format that can be read, in the order in which they are asked.

A format is one module with a name `FORMAT`, `recognises(source)`, which judges by the content, is cheap and never
raises, and `read(source)`, which gives the conversations or raises InputError with the rest of a sentence.
"""

from typing import Protocol

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts import (
    abcd,
    amazon_bda,
    amazon_call_analytics,
    amazon_connect_chat,
    amazon_contact_lens,
    amazon_pca,
    amazon_transcribe,
    assemblyai,
    azure_content,
    azure_conversation,
    azure_speech,
    deepgram,
    docx,
    elan,
    freshdesk,
    generic_csv,
    genesys_cloud,
    google_ccai,
    google_stt,
    harper_valley,
    intercom,
    line,
    livechat,
    mail,
    meta,
    ms_call,
    named_lines,
    praat,
    rev_ai,
    salesforce,
    sbv,
    siprec,
    slack,
    speechmatics,
    srt,
    star,
    taskmaster,
    teams_call,
    telegram,
    vcon,
    watson,
    webvtt,
    whatsapp,
    whisper,
    wtf,
    zendesk,
    zendesk_messaging,
)
from qa_desktop.transcripts.source import Source


class Format(Protocol):
    """What a module offers to be a format."""

    @property
    def FORMAT(self) -> str:  # noqa: N802 -- a constant of the module
        """Its name, as `transcript --json` prints it."""

    def recognises(self, source: Source) -> bool:
        """Whether the content is of this format."""

    def read(self, source: Source) -> tuple[Transcript, ...]:
        """The conversations; raises InputError with the rest of a sentence that begins with the file's name."""


# One line a format. The exact ones come first; any table comes last.
FORMATS: tuple[Format, ...] = (
    webvtt,
    srt,
    sbv,
    praat,
    elan,
    vcon,
    amazon_bda,
    amazon_call_analytics,
    amazon_contact_lens,
    amazon_connect_chat,
    amazon_pca,
    amazon_transcribe,
    assemblyai,
    azure_content,
    azure_conversation,
    azure_speech,
    deepgram,
    genesys_cloud,
    google_ccai,
    google_stt,
    harper_valley,
    rev_ai,
    speechmatics,
    watson,
    wtf,
    abcd,
    taskmaster,
    star,
    ms_call,
    teams_call,
    zendesk,
    zendesk_messaging,
    intercom,
    freshdesk,
    livechat,
    siprec,
    whisper,
    docx,
    slack,
    telegram,
    meta,
    salesforce,
    mail,
    line,
    whatsapp,
    named_lines,
    generic_csv,
)
