"""The verbs of moderation: policy, submitting, deciding."""
