"""What runs in the student's house; imported by the judge too, for the wire.

These modules import the standard library, NumPy, matplotlib and each other, nothing else: the
house gets their source over a pipe and loads them under the package name ``room``, because
nnkit itself is not visible there.
"""
