"""Running the parameterised notebooks: one wrapper around papermill for all of them."""
