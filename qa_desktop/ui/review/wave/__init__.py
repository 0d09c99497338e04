"""The waveform: what it shows, how seconds become pixels, how it is drawn, and what the hands do with it."""
