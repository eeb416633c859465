"""A run for readers: terminal, JSON, JUnit and one HTML page."""
