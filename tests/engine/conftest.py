"""How long hypothesis looks: the same examples on every run, and far more when asked to explore.

``pytest tests/engine --hypothesis-profile=explore`` takes minutes and finds what 100 do not.
"""

from hypothesis import settings

settings.register_profile("house", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("explore", deadline=None, max_examples=4000)
settings.load_profile("house")
