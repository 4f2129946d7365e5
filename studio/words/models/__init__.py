"""Models that listen, look and write. Everything in here loads torch: workers import it, the site never does.

What is installed is told by `studio.words.installed`, which loads nothing.
"""
