"""Pure functions over text; every offset is exact about the text as submitted."""
