"""A revealed session with every figure worked out: done beside the screen, which then only lays it out."""

from dataclasses import dataclass

from qa_desktop.services.calibration_room import RoomMaterial
from qa_desktop.ui.calibration import steps
from qa_desktop.ui.calibration.board import Board
from qa_desktop.ui.calibration.tiles import Figure, tiles


@dataclass(frozen=True)
class PreparedRoom:
    """What the room shows: the board of the session, the figures on top, and the tables of the later steps."""

    source: RoomMaterial
    board: Board
    tiles: tuple[Figure, ...]
    steps: tuple[steps.Content, ...]


def prepare(source: RoomMaterial) -> PreparedRoom:
    """Work everything out; that takes up to a second for ten reviewers of thirty standards and twenty interactions."""
    board = Board(source.material)
    for each in board.standards:
        board.hint(each.standard)
    return PreparedRoom(source, board, tiles(board), steps.contents(board))
