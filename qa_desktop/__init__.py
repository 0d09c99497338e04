"""QA Desktop: an offline desktop review room for contact-centre quality."""
