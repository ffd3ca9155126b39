"""The highlight video: every movement that a doctor should see, and the clearest brief jerks, one after the other.

::

    plan          what is shown, and when
    drawing       lettering and colours
    overlay       what is drawn onto the pictures
    panel         what stands below them
    title_cards   what stands between the clips
    making        puts them together

`plan` loads nothing that draws or decodes.
"""
