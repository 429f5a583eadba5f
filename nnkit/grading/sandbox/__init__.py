"""What runs in the student's process; imported by the judge too, for the wire.

These modules import the standard library, NumPy, matplotlib and each other, nothing else: the
fork server gets their source over a pipe and loads them under the package name ``room``,
because nnkit itself is not visible there.
"""
