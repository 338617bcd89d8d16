"""Where conversion quotes come from: fixed tables and central banks, with a cache in front."""
