"""What each rule does, as plain functions; the scripts of the workflow only hand over paths."""
