"""The chain of responsibility every operation passes: pure links from validation to persistence."""
