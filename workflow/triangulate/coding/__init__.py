"""Machine coders beside the human ones: rules written in the codebook, and a model that suggests.

Neither is a finding. Rule codings carry the stage ``auto`` and the rule that made them; suggestions
never enter the codings at all. The stage reads pseudonymised text only.
"""
