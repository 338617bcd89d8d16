"""The words both modules share: money, time, identity, errors, events and the ports every module needs."""
