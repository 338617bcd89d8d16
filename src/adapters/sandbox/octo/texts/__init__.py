"""What the pages of the Click simulator say, in English, Russian and Uzbek."""
