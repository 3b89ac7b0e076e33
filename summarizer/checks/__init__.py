"""What is wrong with a sentence that a model wrote, held against its source; one file a check."""
