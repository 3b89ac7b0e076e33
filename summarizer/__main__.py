"""Lets `python -m summarizer` be the command."""

from summarizer.cli import main

main()
