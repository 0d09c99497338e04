"""Transcripts and chats: one module per family of formats, bytes in, `Transcript` out."""
