"""From any reported value back to the raw cells behind it, and a check of everything that was made."""
