"""The calibration workbook, a module for each of its sheets."""
