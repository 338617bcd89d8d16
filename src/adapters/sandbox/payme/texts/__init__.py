"""The checkout's texts in each language."""
