"""The verbs of channels, videos, uploads, artworks, versions and publications: the only writers."""
