"""What a team owns: channels, videos, artworks, versions, publications."""
