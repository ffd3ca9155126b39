"""What a run leaves behind: tables, signals, summary, video and page. Load the modules one by one.

::

    words         every label, pattern, part and reason in plain language: the one table of it
    events_json   the outcome as a document of fixed form, and its schema
    events_csv    the same, one event a row
    tables        records as plain tables, and back
    archive       files of arrays with a header of tables
    signals       everything measured, without loss, for labelling again
    poses         the landmark track
    folder        the output folder: what it holds, what may be replaced, whole files or none
    writing       which files a run puts there
    relabelling   which settings may change without measuring again
    phrases       durations, moments, shares and single events as people say them
    reasons       an event's criteria as a person reads them
    summary       the outcome in words for a parent
    leading       which traces show an event's course
    finding       finds the recording that a run was made from
    highlights/   the highlight video
    report/       the page
    showing       makes video and page where they are missing or older than the events
"""
