"""Messages to words of the domain and back, a pair of functions per type; nothing that is required is guessed."""
