"""What writes summaries and translations."""
