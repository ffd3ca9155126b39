"""How well detection works, measured as one would publish it. Load the modules one by one.

::

    settings          what counts as found, and how clips are made worse
    truth, bids       what truly happens in a clip
    dataset           a folder of clips with truth, and what is wrong with it
    findings          what a detector says of a clip
    detectors         detectors by name; frame_difference is the floor
    running           a detector over all clips, in several processes
    matching          which finding belongs to which truth
    scoring           one clip: found, missed, suppressed, false
    counts            the sums of one clip or of many
    figures           rates and intervals from sums
    bootstrap         intervals over children
    results           results.json
    compare           two runs, clip by clip
    stress            clips made worse, one factor at a time
    svg, plots, page  the page of a run
"""
