"""Short and long news summaries, with the source of every sentence."""

__version__ = "0.1.0"
