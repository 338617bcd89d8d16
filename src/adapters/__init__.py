"""Where Hamyon meets the world, grouped by who is on the other side; strangers to one another."""
