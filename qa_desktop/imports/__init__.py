"""What comes in beside the conversations: metadata sheets, and which files belong together."""
