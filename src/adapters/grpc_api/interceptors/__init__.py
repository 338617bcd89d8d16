"""What every rpc passes before and after its servicer: log line, error status, deadline, caller, validation."""
