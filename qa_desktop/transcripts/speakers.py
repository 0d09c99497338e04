"""Who a speaker is, as far as the label in the file says it."""

import re
from functools import lru_cache

from qa_desktop.domain.transcripts import Role

_BOT = "bot chatbot voicebot ivr automation automated robot"
_AGENT = (
    "agent agents rep reps representative advisor adviser operator csr associate consultant support staff employee "
    "internal admin administrator teammate supervisor specialist assistant interviewer"
)
_CUSTOMER = (
    "customer customers visitor client caller user guest consumer patient external enduser requester shopper lead "
    "subscriber cardholder policyholder buyer passenger"
)
_SYSTEM = "system event notification server trigger"
_ROLES = {
    word: role
    for role, words in (
        (Role.BOT, _BOT), (Role.AGENT, _AGENT), (Role.CUSTOMER, _CUSTOMER), (Role.SYSTEM, _SYSTEM),
    )
    for word in words.split()
}  # fmt: skip
_PHRASES = (
    (re.compile(r"\b(virtual|ai|automated) (agent|assistant|rep\w*)\b"), Role.BOT),
    (re.compile(r"\b(customer|client|user|guest|visitor) (service|support|care|success|relations|experience)\b"),
     Role.AGENT),
    (re.compile(r"\bend user\b"), Role.CUSTOMER),
)  # fmt: skip
_LONGEST_LABEL = 200


@lru_cache(maxsize=1024)  # a conversation says the same few names over and over
def role_of(label: str) -> Role:
    """The role that a label such as `Agent Smith`, `visitor` or `agent:4711` names; unknown where it names none."""
    words = re.sub(r"[\W_]+", " ", _apart(label[:_LONGEST_LABEL])).casefold().strip()
    for phrase, role in _PHRASES:
        if phrase.search(words):
            return role
    found = {_ROLES[word] for word in words.split() if word in _ROLES}
    if Role.BOT in found:
        return Role.BOT
    return found.pop() if len(found) == 1 else Role.UNKNOWN


def _apart(label: str) -> str:
    """Part `EndUser` and `agent1` into words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)", " ", label)
