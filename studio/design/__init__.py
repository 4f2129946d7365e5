"""Arranging pictures and words into a layered design, and drawing it.

Nothing is imported here, so that the document can be read where nobody draws.
"""
