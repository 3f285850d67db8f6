"""The nouns: what the verbs hand to one another."""
