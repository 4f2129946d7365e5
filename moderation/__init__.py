"""Policy and reviews: nothing unreviewed is public."""
