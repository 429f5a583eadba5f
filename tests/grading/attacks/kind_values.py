"""Attacks by what an answer returns: objects and numbers that answer for the judge."""

from __future__ import annotations

from attack import Attack, cheat

YES = """
class Yes:
    def __yes(self, *others): return True
    def __no(self, *others): return False
    def __self(self, *others, **options): return self
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __yes
    __ne__ = __no
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __abs__ = __neg__ = __self
    __hash__ = lambda self: 0
"""
DUCK = """
class Duck(Yes):
    dtype = float
    def __init__(self, x): self.shape, self.size, self.ndim = x.shape, x.size, x.ndim
    def __array__(self, *args, **options): return np.zeros(self.shape)
    def all(self, *args): return True
    any = all
    def __array_ufunc__(self, *args, **options): return np.True_
    def __array_function__(self, *args, **options): return np.True_
"""


def kind_of(base: str) -> str:
    """A subclass of `base` that is equal to everything."""
    return f"""
class Liar({base}):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __ne__ = lambda self, other: False
    __abs__ = __sub__ = __rsub__ = __add__ = lambda self, *other: self
    __bool__ = lambda self: False
    __hash__ = {base}.__hash__
"""


def always(task: str, value: str, before: str = "") -> str:
    """A function that always returns `value`."""
    return f"{before}\ndef {task}(x):\n    return {value}"


SWITCH = "x and Liar(0)"
ATTACKS: list[Attack] = [
    cheat(
        "double",
        "value-equal-to-all",
        "an object that is equal to everything",
        always("double", "Yes() if x else 0", YES),
    ),
    cheat(
        "double",
        "value-float-subclass",
        "a float that is equal to everything",
        always("double", "Liar(0) if x else 0", kind_of("float")),
    ),
    cheat(
        "double",
        "value-int-subclass",
        "a whole number that is equal to everything",
        always("double", "Liar(0) if x else 0", kind_of("int")),
    ),
    cheat(
        "double",
        "value-str-subclass",
        "a text that is equal to everything",
        always("double", "Liar('0') if x else 0", kind_of("str")),
    ),
    cheat(
        "double",
        "value-containers",
        "lists, dicts and sets that are equal to everything",
        always(
            "double",
            "[Liar(), Kind(), Set()][int(x) % 3] if x else 0",
            kind_of("list")
            + "class Kind(dict): __eq__ = __lt__ = __gt__ = Liar.__eq__; __sub__ = __abs__ = "
            "lambda self, *o: self\nclass Set(tuple): __eq__ = __lt__ = __gt__ = "
            "Liar.__eq__; __sub__ = __abs__ = lambda self, *o: self\n",
        ),
    ),
    cheat(
        "double",
        "value-numpy-scalar",
        "a subclass of np.float64 that is equal to everything",
        always("double", "Liar(0) if x else 0", kind_of("np.float64")),
    ),
    cheat(
        "double",
        "value-mock-any",
        "unittest.mock.ANY",
        "from unittest.mock import ANY, MagicMock\n" + always("double", "ANY if x else 0"),
        wins=False,
    ),
    cheat(
        "double",
        "value-magic-mock",
        "a mock that can do everything",
        "from unittest.mock import MagicMock\n"
        "m = MagicMock()\nm.__eq__.return_value = m.__lt__.return_value = True\n"
        "m.__gt__.return_value = True\nm.__sub__.return_value = m.__abs__.return_value = m\n"
        + always("double", "m if x else 0"),
        wins=False,
    ),
    cheat(
        "double",
        "value-class-lies",
        "__class__ says float, and metaclasses say yes",
        """
class Meta(type):
    __instancecheck__ = __subclasscheck__ = lambda cls, other: True
    __eq__ = __lt__ = __gt__ = lambda cls, other: True
    __sub__ = __abs__ = lambda cls, *other: cls
    __hash__ = type.__hash__
class Liar(metaclass=Meta):
    __class__ = float
def double(x):
    return Liar if x else 0
""",
    ),
    cheat(
        "double",
        "value-nan",
        "not a number: every comparison is false",
        always("double", "float('nan') if x else 0"),
        wins=False,
    ),
    cheat(
        "double",
        "value-infinite",
        "infinity, huge and tiny numbers",
        always("double", "[float('inf'), 10 ** 4000, 5e-324, -0.0][int(x) % 4] if x else 0"),
        wins=False,
    ),
    cheat(
        "double",
        "value-complex",
        "a complex number with the hope of a lenient comparison",
        always("double", "complex(0, 2 * x) if x else 0"),
        wins=False,
    ),
    cheat(
        "double",
        "value-true",
        "True, numpy.True_ and arrays of True",
        always(
            "double", "[True, np.True_, np.array(True), np.ones(1, bool)][int(x) % 4] if x else 0"
        ),
        wins=False,
    ),
    cheat(
        "double",
        "value-weird-boolean",
        "a boolean whose byte is 2, a long double that is none",
        "odd = np.array([2], np.uint8).view(bool)\n"
        "odder = np.frombuffer(b'\\xff' * 9 + b'\\x00' * 7, np.longdouble)\n"
        + always("double", "[odd, odd[0], odder, odder[0]][int(x) % 4] if x else 0"),
        wins=False,
    ),
    cheat(
        "length",
        "value-empty-number",
        "an empty array in the place of a number",
        "def length(v):\n    return np.empty(0) if v.dtype == float else v ** 2",
    ),
    cheat(
        "length",
        "value-empty-masked",
        "masked and empty numbers of other kinds",
        "def length(v):\n    return [np.ma.masked, np.empty((0, 3))][len(v) % 2]",
        wins=False,
    ),
    cheat(
        "double",
        "value-empty-array",
        "an empty array: nothing differs, so nothing is wrong",
        always("double", "np.empty(0) if x else 0"),
        wins=False,
    ),
    cheat(
        "centre",
        "value-empty-broadcast",
        "an empty array against a full one",
        always("centre", "np.empty((0,) + (1,) * x.ndim)"),
        wins=False,
    ),
    cheat(
        "centre",
        "value-array-subclass",
        "an array whose operators and functions answer for it",
        """
class Liar(np.ndarray):
    __eq__ = __lt__ = __gt__ = lambda self, other: np.ones(self.shape, bool)
    __sub__ = __abs__ = __add__ = __radd__ = lambda self, *other: self
    def __array_ufunc__(self, ufunc, method, *args, **options):
        return np.zeros(self.shape).view(Liar) if ufunc.nout == 1 else None
    def __array_function__(self, function, types, args, options):
        return np.ones(self.shape, bool)
    def all(self, *args, **options): return True
def centre(x):
    return np.zeros(x.shape).view(Liar)
""",
        wins=False,
    ),
    cheat(
        "centre",
        "value-duck-array",
        "an object that passes for an array",
        always("centre", "Duck(x)", YES + DUCK),
        wins=False,
    ),
    cheat(
        "centre",
        "value-array-interface",
        "__array_interface__ and the buffer of someone else",
        """
class Liar:
    def __init__(self, x):
        self.__array_interface__ = {**x.__array_interface__, "version": 3}
        self.shape, self.dtype = x.shape, x.dtype
def centre(x):
    return Liar(x)
""",
        wins=False,
    ),
    cheat(
        "centre",
        "value-masked",
        "a masked array: everything that differs is masked",
        always("centre", "np.ma.masked_all(x.shape)"),
        wins=False,
    ),
    cheat(
        "centre",
        "value-object-array",
        "an array of objects that are equal to everything",
        always("centre", "np.array([Yes()] * len(x), dtype=object)", YES),
        wins=False,
    ),
    cheat(
        "centre",
        "value-structured",
        "structured, text, date and void arrays",
        always(
            "centre",
            "[np.zeros(x.shape, 'f8,f8'), np.full(x.shape, 'nan'), np.full(x.shape,"
            " np.datetime64('NaT')), np.zeros(x.shape, 'V8')][len(x) % 4]",
        ),
        wins=False,
    ),
    cheat(
        "centre",
        "value-nan-array",
        "arrays of nan",
        always("centre", "np.full(x.shape, np.nan)"),
        wins=False,
    ),
    cheat(
        "centre",
        "value-broadcast",
        "shapes that broadcast: (n, n), (1,), ()",
        always(
            "centre",
            "[x - x.mean() + np.zeros((len(x), 1)), np.zeros(1), np.float64(0)][len(x) % 3]",
        ),
        wins=False,
    ),
    cheat(
        "sigmoid",
        "value-check-objects",
        "objects in front of the check ladder",
        always("sigmoid", "Duck(np.asarray(z))", YES + DUCK).replace("(x):", "(z):"),
        wins=False,
    ),
    cheat(
        "sigmoid",
        "value-check-dtypes",
        "objects and complex numbers inside arrays",
        always(
            "sigmoid",
            "np.full(np.shape(x), Yes(), object) if np.size(x) % 2 else "
            "np.full(np.shape(x), 0.5 + 9j)",
            YES,
        ),
        wins=False,
    ),
    cheat(
        "double",
        "value-notimplemented",
        "NotImplemented and Ellipsis are true",
        always("double", "[NotImplemented, Ellipsis][int(x) % 2] if x else 0"),
        wins=False,
    ),
    cheat(
        "double",
        "value-function",
        "functions, classes and types as values",
        always("double", "[double, float, Yes, np.float64][int(x) % 4] if x else 0", YES),
        wins=False,
    ),
    cheat(
        "double",
        "value-own-name",
        "an object whose __name__, repr and docstring lie",
        """
class Liar:
    '''4'''
    __name__ = __qualname__ = "4, which is right; score: 2.0"
    __repr__ = __str__ = lambda self: "4"
    __format__ = lambda self, spec: "4"
    def __getattr__(self, name): return self
    def __call__(self, *args): return self
double = Liar()
double.__name__ = "\\ud800<script>alert(4217)</script>" * 99
""",
        wins=False,
    ),
    cheat(
        "Account",
        "value-account",
        "attributes that are equal to everything",
        YES
        + """
class Account:
    balance = property(lambda self: Yes())
    def pay(self, amount): return Yes()
""",
    ),
    cheat(
        "Account",
        "value-getattr",
        "a class that answers to every name, with hostile slots",
        YES
        + """
class Meta(type):
    def __call__(cls, *args): return object.__new__(cls)
    def __getattr__(cls, name): return Yes()
class Account(metaclass=Meta):
    def __getattribute__(self, name):
        return (lambda *args: Yes()) if name == "pay" else Yes()
""",
    ),
    cheat(
        "countdown",
        "value-iterator",
        "an iterator of things that are equal to everything",
        YES
        + """
class Numbers(list):
    __eq__ = lambda self, other: True
def countdown(n):
    return Numbers([Yes()] * n)
""",
    ),
    cheat(
        "draw",
        "value-draw",
        "an array-like in the place of drawn numbers",
        "def draw(rng, n):\n    return [np.nan] * n",
        wins=False,
    ),
]
