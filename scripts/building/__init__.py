"""Parts of `build_models.py`."""
