"""What a night without news costs, and what a second worker is worth."""
