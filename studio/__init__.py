"""The craft: pictures out of videos. Knows no Django, no Redis and no user."""
