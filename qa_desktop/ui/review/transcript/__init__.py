"""What was said or written, turn by turn: shown, searched, selected, and following the sound."""
