"""What `make bench` compares: the service with hand-written SQL, the limits of its parts, and its targets."""
