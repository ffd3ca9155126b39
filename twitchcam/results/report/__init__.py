"""The page of a run: report.html, one file that opens from disk, offline, on a phone and on paper.

::

    pictures   a few small pictures of each event
    plots      the time line and the traces, as SVG
    overview   what was found, in sentences
    cards      everything about one event
    page       puts them into the templates
"""
