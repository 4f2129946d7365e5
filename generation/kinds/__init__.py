"""What each kind of job does. Start, finish and failure belong to `generation.runner`."""
