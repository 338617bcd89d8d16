"""What billing needs of the world: repositories, payment and payout providers, a unit of work."""
