"""Job ads between the readers and the index: what is known of each, what changed, what goes where."""
