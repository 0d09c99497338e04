import pytest

from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.detect import read_transcripts
from qa_desktop.transcripts.speakers import role_of


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Agent", Role.AGENT),
        ("AGENT", Role.AGENT),
        ("Agent Smith", Role.AGENT),
        ("agent:403969141094", Role.AGENT),
        ("agent1", Role.AGENT),
        ("Customer Service", Role.AGENT),
        ("Senior Advisor", Role.AGENT),
        ("rep", Role.AGENT),
        ("Customer Example", Role.CUSTOMER),
        ("visitor", Role.CUSTOMER),
        ("EndUser", Role.CUSTOMER),
        ("Caller", Role.CUSTOMER),
        ("client", Role.CUSTOMER),
        ("Virtual Agent", Role.BOT),
        ("Support Bot", Role.BOT),
        ("IVR", Role.BOT),
        ("System", Role.SYSTEM),
        ("Alex Morgan", Role.UNKNOWN),
        ("Carepresent", Role.UNKNOWN),
        ("Agent for customer", Role.UNKNOWN),
        ("", Role.UNKNOWN),
        ("Kundin Müller", Role.CUSTOMER),
        ("Kundenberater", Role.AGENT),
        ("Mitarbeiterin 2", Role.AGENT),
        ("ANRUFER", Role.CUSTOMER),
        ("Virtuelle Assistentin", Role.BOT),
        ("Conseillère", Role.AGENT),
        ("Conseiller clientèle", Role.AGENT),
        ("Service client", Role.AGENT),
        ("Client", Role.CUSTOMER),
        ("Système", Role.SYSTEM),
        ("Atención al cliente", Role.AGENT),
        ("Asesora", Role.AGENT),
        ("Asistente virtual", Role.BOT),
        ("Usuario", Role.CUSTOMER),
        ("Operatrice Bianchi", Role.AGENT),
        ("Servizio clienti", Role.AGENT),
        ("Utente", Role.CUSTOMER),
        ("Atendimento ao cliente", Role.AGENT),
        ("Atendente", Role.AGENT),
        ("Atendimento", Role.AGENT),
        ("Soporte", Role.AGENT),
        ("Assistenza", Role.AGENT),
        ("Utilizador", Role.CUSTOMER),
        ("Klant", Role.CUSTOMER),
        ("Medewerker", Role.AGENT),
        ("Obsługa klienta", Role.AGENT),
        ("Rozmówca", Role.CUSTOMER),
        ("Dzwoniący", Role.CUSTOMER),
        ("Konsultantka Nowak", Role.AGENT),
        ("Kundenberater für Kunde", Role.UNKNOWN),
        ("Jean Bergerac", Role.UNKNOWN),
    ],
)
def test_a_label_names_a_role_or_none(label: str, role: Role) -> None:
    assert role_of(label) is role


@pytest.mark.parametrize(
    ("agent", "customer"),
    [
        ("Mitarbeiterin", "Kunde"), ("Conseiller", "Cliente"), ("Agente", "Cliente"), ("Operatore", "Utente"),
        ("Atendente", "Cliente"), ("Medewerker", "Klant"), ("Konsultant", "Klientka"),
    ],
)  # fmt: skip
def test_files_in_other_languages_have_roles_without_a_mapping(agent: str, customer: str) -> None:
    lines = f"{agent}: Guten Tag\n{customer}: Bonjour\n{agent}: Gracias\n"
    table = f"start;speaker;text\n0;{agent};a\n2;{customer};b\n"
    for file in (lines, table):
        (transcript,) = read_transcripts(file.encode())
        assert [turn.role for turn in transcript.turns][:2] == [Role.AGENT, Role.CUSTOMER]


def test_columns_named_in_other_languages_are_known() -> None:
    for header in ("Zeit;Sprecher;Nachricht", "Heure;Locuteur;Texte", "Hora;Remitente;Mensaje", "Czas;Nadawca;Treść"):
        (transcript,) = read_transcripts(f"{header}\n00:01;Anna;Ja\n00:04;Kunde;Nein, danke\n".encode())
        assert [(turn.speaker, turn.text, turn.start) for turn in transcript.turns] == [
            ("Anna", "Ja", 1.0),
            ("Kunde", "Nein, danke", 4.0),
        ]
