"""How well the checks and the models do, on texts whose right answers are known."""
