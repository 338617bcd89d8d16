"""What the pages of all simulators share: escaped HTML, one style, the payer's language, amounts for people."""
