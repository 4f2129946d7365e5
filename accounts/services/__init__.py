"""What can be done with people and teams: one verb, one function. Nothing else writes these rows."""
