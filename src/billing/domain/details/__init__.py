"""What each gateway says about a payment beyond the common words, as typed values with one codec."""
