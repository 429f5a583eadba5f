"""What the exercises of the unit share."""

KEEP_AWAY = "Keep the probability a very small distance away from 0 before you take its logarithm."
