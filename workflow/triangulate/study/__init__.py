"""What a study declares: configuration, instruments and codebook, read once and trusted after."""
