"""What a reader is asked for: details of characters, only some characters, only some zones."""
