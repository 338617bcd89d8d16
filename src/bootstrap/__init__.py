"""The composition root: settings, wiring, process lifecycle and the command line."""
