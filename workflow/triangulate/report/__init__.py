"""The findings report: prose and tables that print every number through the table of facts."""
