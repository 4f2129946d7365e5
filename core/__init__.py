"""Generic mechanisms every app uses: errors, audit, events, state tables, blob storage."""
