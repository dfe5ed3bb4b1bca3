"""Administration: stories kept current from the chat."""
