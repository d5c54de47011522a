"""The outside world into the index: ESCO, job ads, resumes."""
