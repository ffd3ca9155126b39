"""Draws night-like crib recordings of an infant that does not exist, with exact truth beside them.

The walk of a clip through the modules::

    scene.py         what is recorded: child, pose, camera, light, noise, blanket, movements, disturbances (values only)
    children.py      what the drawn children look like
    figure.py        the infant as joints: one row of joint settings in, joint positions out; its poses in poses.py
    movement.py      time courses of the joint settings, kind by kind, and the truth measured on them
    kinds.py         plans of movements for the samples; patterns.py adds what the generated set needs
    parts.py         the drawn body parts: albedo, height and outline in the part's own coordinates; head.py the head
    surroundings.py  what does not move by itself: crib, sheet, lamp, blanket cloth
    body.py          the infant in its crib at one moment: parts laid over one another, lit
    picture.py       one frame at one time: blurred, made noisy; carefully, for the samples
    quick.py         the same, fast, with lens.py (askew, mirrored) and effects.py (hand, fan, clock, lights, knocks)
                     and passers.py (insects, lights and shadows that cross the picture, a curtain, a search for focus)
    encode.py        render(scene, path): H.264 beside its truth

and, for the generated set::

    views.py         how each clip is seen
    items.py         how each kind of movement is drawn from the seed
    sets.py          which clip holds what
    quiet_hour.py    an hour of quiet night from few rendered minutes
    dataset.py       all of it into a folder, on several processes

and, for the unusual set, of kinds that the generated one does not hold::

    unusual_patterns.py  further plans of movements
    unusual_items.py     how each kind of them, and of company, is drawn from the seed
    unusual.py           which clip holds what

Everything random is drawn from the scene's seed, so a scene always gives the same events and pictures.
"""

from rendering.encode import render
from rendering.scene import Blanket, Camera, Light, Noise, Scene

__all__ = ["Blanket", "Camera", "Light", "Noise", "Scene", "render"]
