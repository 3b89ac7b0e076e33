"""Where answers are remembered."""
