"""What leaves the program: the calibration workbook."""
