"""Running the parameterised notebooks: one wrapper around papermill for all of them."""


class NotebookError(Exception):
    """A notebook that could not be run, said in one paragraph: which cell, what, where to look."""
