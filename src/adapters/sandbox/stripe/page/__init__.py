"""What a payer sees of the simulator: the hosted pay page and the onboarding of a connected account."""
