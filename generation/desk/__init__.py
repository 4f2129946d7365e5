"""The desk: a warm process that draws designs for pages that wait for them.

The web process asks (`post`) in the words of `asks`, and loads nothing that draws; the desk answers
(`service`), with the pictures of recent drafts at hand (`rooms`).
"""
