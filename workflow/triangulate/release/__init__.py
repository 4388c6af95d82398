"""The last look before a study's outputs are released: does any of them name somebody?

``contents`` opens every format that is written, down to metadata, comments and the members of zip
archives; ``needles`` says which strings may stand nowhere, and which of them are too much like ordinary
words to stop a release; ``search`` finds them quickly; ``gate`` puts the three together.
"""

from triangulate.release.gate import Leak, look_through
from triangulate.release.needles import Needle

__all__ = ["Leak", "Needle", "look_through"]
