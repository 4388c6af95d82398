"""The small complete study that ``triangulate new`` writes for people to start from."""
