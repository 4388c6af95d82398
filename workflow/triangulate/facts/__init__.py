"""The values that a study reports: recorded in notebooks, gathered in one table, printed from it only."""
