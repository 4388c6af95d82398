"""triangulate: mixed-methods evaluation research, from raw cells to a findings report.

The package is laid out as the data flows: ``study`` (what a study declares), ``raw`` (files to
records), ``records`` (tidy tables), ``text`` (transcripts made safe and cut into segments),
``analysis``, ``facts``, ``charts``, ``report``. A stage imports the ones before it, never after.
"""

__version__ = "0.1.0"
