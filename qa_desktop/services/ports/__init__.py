"""What the services ask of storage: one unit of work per operation, repositories inside it.

`storage` implements these; `app` binds the two. Everything handed over is a frozen domain value.
"""

from qa_desktop.domain.records import AuditEntry as AuditEntry
from qa_desktop.domain.records import DatabaseHealth as DatabaseHealth
from qa_desktop.domain.records import Submitted as Submitted
from qa_desktop.services.ports.calibration import Agreements as Agreements
from qa_desktop.services.ports.calibration import Sessions as Sessions
from qa_desktop.services.ports.database import Database as Database
from qa_desktop.services.ports.database import ErasedList as ErasedList
from qa_desktop.services.ports.database import Keeper as Keeper
from qa_desktop.services.ports.database import UnitOfWork as UnitOfWork
from qa_desktop.services.ports.database import Vault as Vault
from qa_desktop.services.ports.evaluations import Evaluations as Evaluations
from qa_desktop.services.ports.evaluations import Forms as Forms
from qa_desktop.services.ports.evaluations import People as People
from qa_desktop.services.ports.interactions import Interactions as Interactions
from qa_desktop.services.ports.interactions import Redactions as Redactions
from qa_desktop.services.ports.interactions import Roots as Roots
from qa_desktop.services.ports.interactions import Sources as Sources
from qa_desktop.services.ports.interactions import SpeechFigures as SpeechFigures
from qa_desktop.services.ports.records import Audit as Audit
from qa_desktop.services.ports.records import Averages as Averages
from qa_desktop.services.ports.records import Privacy as Privacy
from qa_desktop.services.ports.records import Search as Search
from qa_desktop.services.ports.records import Sharing as Sharing
