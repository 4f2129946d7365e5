"""Jobs: submit, dispatch, run, progress, cancel; the bridge from the database to the studio."""
