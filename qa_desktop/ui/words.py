"""The domain's words as the screens say them, in the language of the person who looks."""

from PySide6.QtCore import QCoreApplication

from qa_desktop.domain.explaining import Remark
from qa_desktop.domain.forms import Kind, Need
from qa_desktop.domain.interactions import Channel
from qa_desktop.domain.people import PersonRole
from qa_desktop.domain.transcripts import Role
from qa_desktop.domain.worklist import State


def state(of: State) -> str:
    """How far a reviewer is with an interaction."""
    say = QCoreApplication.translate
    return {
        State.NEW: say("Words", "new"),
        State.DRAFT: say("Words", "draft"),
        State.SUBMITTED: say("Words", "submitted"),
        State.CONFLICT: say("Words", "conflict"),
    }[of]


def channel(of: Channel) -> str:
    """How customer and agent met."""
    say = QCoreApplication.translate
    return {
        Channel.CALL: say("Words", "Call"),
        Channel.CHAT: say("Words", "Chat"),
        Channel.EMAIL: say("Words", "Mail"),
        Channel.OTHER: say("Words", "Contact"),
    }[of]


def role(of: Role) -> str:
    """Who speaks."""
    say = QCoreApplication.translate
    return {
        Role.AGENT: say("Words", "Agent"),
        Role.CUSTOMER: say("Words", "Customer"),
        Role.BOT: say("Words", "Bot"),
        Role.SYSTEM: say("Words", "System"),
        Role.UNKNOWN: say("Words", "Unknown"),
    }[of]


def person_role(of: PersonRole) -> str:
    """What a person may do."""
    say = QCoreApplication.translate
    return {
        PersonRole.REVIEWER: say("Words", "Reviewer"),
        PersonRole.LEAD: say("Words", "Lead"),
        PersonRole.ADMINISTRATOR: say("Words", "Administrator"),
    }[of]


def kind(of: Kind) -> str:
    """What sort of standard it is."""
    say = QCoreApplication.translate
    return {
        Kind.FOUNDATION: say("Words", "Foundation standard: was it done?"),
        Kind.FINESSE: say("Words", "Finesse standard: how well was it done?"),
        Kind.INFO: say("Words", "Recorded, not scored"),
    }[of]


def needs(of: Need) -> str:
    """What an answer still needs."""
    say = QCoreApplication.translate
    return {
        Need.COMMENT: say("Words", "needs a comment"),
        Need.EVIDENCE: say("Words", "needs evidence"),
        Need.REASON: say("Words", "needs a reason"),
    }[of]


def remark(of: Remark) -> str:
    """Why a standard has no term in the score, or an unusual one."""
    say = QCoreApplication.translate
    return {
        Remark.NONE: "",
        Remark.BONUS: say("Words", "bonus"),
        Remark.NOT_ASKED: say("Words", "not asked"),
        Remark.NOT_ANSWERED: say("Words", "not answered yet"),
        Remark.BONUS_ALONE: say("Words", "bonus without a standard beside it that applies"),
        Remark.NA_NO_BONUS: say("Words", "N/A: no bonus"),
        Remark.NA_SHARED_OUT: say("Words", "N/A: its weight is shared out"),
        Remark.NA_FULL_CREDIT: say("Words", "N/A counts as full credit"),
        Remark.NA_NOTHING_SCORED: say("Words", "N/A: nothing is scored"),
    }[of]


def turns(count: int) -> str:
    """How many turns a chat has."""
    return QCoreApplication.translate("Words", "{0} turns").format(count)
