"""What a study hands to other programs: projects, tables and their descriptions."""
