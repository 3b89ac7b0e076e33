"""Runs acceptance cases: one JSON object a line, as `shared/data/cases/README.md` describes."""
