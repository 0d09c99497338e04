import pytest

from qa_desktop.domain.transcripts import Role
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
    ],
)
def test_a_label_names_a_role_or_none(label: str, role: Role) -> None:
    assert role_of(label) is role
