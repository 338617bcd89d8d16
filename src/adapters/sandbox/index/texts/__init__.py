"""The index page's texts, one file per language."""
