"""The review window: worklist, evidence, and the evaluation form."""
