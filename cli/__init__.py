"""The `careerspace` command."""
