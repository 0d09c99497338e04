"""Who a speaker is, as far as the label in the file says it."""

import re
from functools import lru_cache

from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.role_words import ROLE_OF_WORD, plain

_PHRASES = (
    (re.compile(r"\b(virtual|ai|automated) (agent|assistant|rep\w*)\b"), Role.BOT),
    (re.compile(r"\b(customer|client|user|guest|visitor) (service|support|care|success|relations|experience)\b"),
     Role.AGENT),
    (re.compile(r"\bend user\b"), Role.CUSTOMER),
    # The same in other languages, where the noun may come first: asistente virtual, virtuelle Assistentin.
    (re.compile(r"\b(asistente|assistente?|assistant|agente?) (virtual|virtuel|virtuale|vocale?|numerique)\b"),
     Role.BOT),
    (re.compile(r"\b(virtueller?|virtuele|wirtualn[ay]) (assistent(in)?|agent|medewerker|asystent|konsultant)\b"),
     Role.BOT),
    # Servicio al cliente, service client, obsługa klienta, doradca klienta, chargé de clientèle.
    (re.compile(r"\b(servicios?|service|servizio|servico|atencion|atendimento|assistenza|conseillere?|chargee?|"
                r"asesora?|agente|obsluga|doradca|biuro|opiekun)( (al?|ao|del?|da|di|la)){0,2} "
                r"(clients?|clientele|clientes?|clienti|klienta|klientow)\b"), Role.AGENT),
)  # fmt: skip
_LONGEST_LABEL = 200


@lru_cache(maxsize=1024)  # a conversation says the same few names over and over
def role_of(label: str) -> Role:
    """The role that a label such as `Agent Smith`, `visitor` or `agent:4711` names; unknown where it names none."""
    words = re.sub(r"[\W_]+", " ", plain(_apart(label[:_LONGEST_LABEL]))).strip()
    for phrase, role in _PHRASES:
        if phrase.search(words):
            return role
    found = {ROLE_OF_WORD[word] for word in words.split() if word in ROLE_OF_WORD}
    if Role.BOT in found:
        return Role.BOT
    return found.pop() if len(found) == 1 else Role.UNKNOWN


def _apart(label: str) -> str:
    """Part `EndUser` and `agent1` into words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)", " ", label)
