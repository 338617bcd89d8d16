"""The PostgreSQL server of a single machine: found, created, started, watched and stopped by the service itself."""
