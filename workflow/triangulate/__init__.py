"""triangulate: mixed-methods evaluation research, from raw cells to a findings report.

The package is laid out as the data flows: ``study`` (what a study declares), ``raw`` (files to
records), ``records`` (tidy tables), ``text`` (transcripts made safe and cut into segments),
``analysis``, ``facts``, ``charts``, ``report``. A stage imports the ones before it, never after.
"""

__version__ = "0.1.0"

import sys

# jsonschema imports rfc3987_syntax for the format "iri" wherever it is installed (Jupyter's packages bring it), and that
# compiles a grammar: 2.4 s in every process that reads a notebook or a schema. No schema here or in
# nbformat names that format, and without the package jsonschema leaves the check out.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
