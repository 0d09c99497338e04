"""The words by which transcripts name the two sides of a conversation, by language.

English is what platforms and engines write; the other languages have the everyday words and the job titles of their
contact centres, both genders, in lower case and without accents, as `plain` makes them. Words that are common surnames
(Dutch *beller*) or that name either side (*Ansprechpartner*, *interlocuteur*) are left out.
"""

import unicodedata
from functools import lru_cache

from qa_desktop.domain.transcripts import Role

_WORDS: dict[Role, dict[str, str]] = {
    Role.BOT: {
        "en": "bot chatbot voicebot ivr automation automated robot",
        "de": "sprachcomputer sprachassistent sprachbot",
        "fr": "callbot",
        "pl": "automat voicebot",
    },
    Role.AGENT: {
        "en": "agent agents rep reps representative advisor adviser operator csr associate consultant support staff "
        "employee internal admin administrator teammate supervisor specialist assistant interviewer",
        "de": "agentin mitarbeiter mitarbeiterin mitarbeitende berater beraterin kundenberater kundenberaterin "
        "kundenbetreuer kundenbetreuerin sachbearbeiter sachbearbeiterin kundenservice kundendienst servicemitarbeiter "
        "servicemitarbeiterin callcenteragent callcenteragentin bearbeiter bearbeiterin",
        "fr": "agente conseiller conseillere teleconseiller teleconseillere operateur operatrice teleoperateur "
        "teleoperatrice employe employee",
        "es": "agente asesor asesora operador operadora teleoperador teleoperadora ejecutivo ejecutiva gestor gestora "
        "representante empleado empleada soporte",
        "it": "agente operatore operatrice consulente addetto addetta impiegato impiegata assistenza",
        "pt": "agente atendente operador operadora assistente funcionario funcionaria colaborador colaboradora "
        "consultor consultora atendimento suporte",
        "nl": "medewerker medewerkster adviseur klantenservice klantadviseur servicemedewerker",
        "pl": "agentka konsultant konsultantka doradca doradczyni pracownik pracowniczka operatorka infolinia",
    },
    Role.CUSTOMER: {
        "en": "customer customers visitor client caller user guest consumer patient external enduser requester shopper "
        "lead subscriber cardholder policyholder buyer passenger",
        "de": "kunde kundin kunden anrufer anruferin anrufende besucher besucherin",
        "fr": "cliente appelant appelante usager usagere visiteur visiteuse abonne abonnee",
        "es": "cliente usuario usuaria llamante visitante",
        "it": "cliente utente chiamante visitatore visitatrice",
        "pt": "cliente usuario usuaria utilizador utilizadora utente chamador visitante",
        "nl": "klant gebruiker bezoeker",
        "pl": "klient klientka rozmowca rozmowczyni dzwoniacy dzwoniaca uzytkownik uzytkowniczka",
    },
    Role.SYSTEM: {
        "en": "system event notification server trigger",
        "fr": "systeme",
        "es": "sistema",
        "nl": "systeem",
    },
}
ROLE_OF_WORD = {
    word: role for role, languages in _WORDS.items() for words in languages.values() for word in words.split()
}
"""The role that a word names, in whichever language."""


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """A text in lower case without accents: `Kundin`, `Conseillère` and `Usługa` as the words above are written."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).replace("ł", "l")
