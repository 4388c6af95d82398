"""Figures: each function takes a tidy table and gives back a figure; nothing is computed here."""
