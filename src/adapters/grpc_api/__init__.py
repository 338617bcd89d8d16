"""The gRPC face: generated messages come in, use cases are called, typed errors go out."""
