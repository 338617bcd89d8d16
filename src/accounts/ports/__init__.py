"""What accounts needs of the world: repositories, exchange rates, payments, a unit of work."""
