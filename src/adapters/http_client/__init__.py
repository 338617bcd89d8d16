"""The one way out over HTTP: one session, failures typed by what the other side can have done, a circuit, retries."""
