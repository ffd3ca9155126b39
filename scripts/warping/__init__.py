"""Puts known movements into a quiet recording, in many other views, with exact truth beside each.

The walk of a clip through the modules::

    places.py     where the parts of the infant are: a file written by hand
    source.py     the recording, shown forward and backward in turn
    views.py      how a clip is seen: turned, near or far, light, noise, cover, encoding (values only)
    composing.py  which movements and disturbances it holds, drawn by the plans of the generated set
    unusual.py    the same for the unusual set
    actions.py    those plans, written for a drawn figure, carried over to the places
    fields.py     fields of displacement: a soft weight around a place times a direction
    truth.py      onset, offset and amplitude, measured on the fields
    blanket.py    cloth over part of the infant
    picture.py    one frame at one time: displaced, blurred along its way, seen, lit, made noisy
    dataset.py    all of it into a folder, on several processes

Everything random is drawn from the seed, so equal input gives equal truth and frames.
"""
