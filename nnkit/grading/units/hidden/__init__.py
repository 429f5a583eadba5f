"""Further cases of the hidden checks, one module a unit: with the instructor only.

Those of the exercise `logit` are made by the function `_logit` of a Generator.
"""
