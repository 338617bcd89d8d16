"""The one way out over HTTP: a session, its failures as typed errors, and careful retries."""
