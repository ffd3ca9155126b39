"""Many recordings, one after the other or at the same time, and what came of them together.

::

    one.py         one recording into its folder: what `analyze` does too
    sources.py     folders, patterns and lists, turned into recordings
    places.py      a folder for each recording, never shared
    running.py     a batch: every recording, whatever becomes of the others
    watching.py    recordings as they arrive in a folder
    collecting.py  all results beneath a folder as two tables
    writing.py     those tables as CSV or Parquet
"""
