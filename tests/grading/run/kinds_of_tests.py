"""Small tests as instructors of other courses write them, each with a right and a wrong answer."""

# ruff: noqa: E501
from __future__ import annotations

from typing import NamedTuple


class Kind(NamedTuple):
    """A test of one point, what stands before it, and two answers."""

    test: str
    right: str
    wrong: str
    setup: str = ""  # an open cell
    locked: str = ""  # a read-only cell
    needs: str = ""  # a package


KINDS: dict[str, Kind] = {
    # plain values
    "number": Kind("assert abs(n1 - 0.75) < 1e-9", "n1 = 3 / 4", "n1 = 3 // 4"),
    "text": Kind("assert t1.strip().upper() == 'OSLO'", "t1 = 'Oslo '", "t1 = 'Bergen'"),
    "list": Kind("assert sorted(l1) == [1, 4, 9] and isinstance(l1, list)", "l1 = [9, 1, 4]", "l1 = [9, 1]"),
    "None": Kind("assert nothing is None", "nothing = None", "nothing = False"),
    "array": Kind("assert a1.shape == (2, 3) and np.allclose(a1.sum(axis=0), 2)", "a1 = np.ones((2, 3))", "a1 = np.ones((3, 2))", setup="import numpy as np"),
    "partial credit": Kind("0.5 * (p1 == 2) + 0.5 * (q1 == 3)", "p1 = 2; q1 = 3", "p1 = 1; q1 = 3"),
    "rounded by the test": Kind("assert round(r1, 2) == 3.14 and type(r1) is float", "import math\nr1 = math.pi", "r1 = 3"),
    "long list": Kind("assert len(l2) == 250000 and sum(l2[:3]) == 3", "l2 = list(range(250000))", "l2 = []"),
    # the end of a test cell that is no number
    "ends in a shape": Kind("assert b1.size == 6\nb1.shape", "b1 = np.zeros((2, 3))", "b1 = np.zeros(5)", setup="import numpy as np"),
    "ends in a truth value": Kind("assert c1 == 5\nc1 > 2", "c1 = 5", "c1 = 6"),
    "ends in a dict": Kind("assert d1['x'] == 1\nd1", "d1 = {'x': 1}", "d1 = {'x': 2}"),
    "ends in a text": Kind("assert s1 == 'up'\n'well done: ' + s1", "s1 = 'up'", "s1 = 'down'"),
    # names
    "in globals": Kind("assert 'speed' in globals() and speed == 4", "speed = 4", "velocity = 4"),
    "in dir": Kind("assert 'mass' in dir()", "mass = 4", "weight = 4"),
    "eval in a function": Kind("def look(name):\n    return eval(name, globals())\nassert look('charge') == -1", "charge = -1", "charge = 1"),
    "a value is bound anew by the test": Kind("factor = 5\nassert scaled(2) == 10", "def scaled(x):\n    return factor * x", "def scaled(x):\n    return 3 * x", setup="factor = 3"),
    "a helper is taken away": Kind("keep = third\ndel third\ntry:\n    ninth(9)\n    raise AssertionError('not used')\nexcept NameError:\n    pass\nthird = keep", "def ninth(x):\n    return third(third(x))", "def ninth(x):\n    return x / 9", setup="def third(x):\n    return x / 3"),
    # what a locked cell holds, and an answer changes
    "a locked dict gets a key": Kind("assert stock == {'tea': 2, 'milk': 1}", "stock['milk'] = 1", "pass", locked="stock = {'tea': 2}"),
    "a locked array is changed": Kind("assert grid.sum() == 7", "grid[0, 1] = 7", "grid[0, 1] = 6", locked="import numpy as np\ngrid = np.zeros((2, 2))"),
    "a locked list is appended to": Kind("assert queue[-1] == 'c' and len(queue) == 3", "queue.append('c')", "queue[-1] = 'c'", locked="queue = ['a', 'b']"),
    "a locked value is bound anew": Kind("assert choice == 'B'", "choice = 'B'", "choice = 'C'", locked="choice = None"),
    "an object of a locked class": Kind("assert box.width == 3", "box.width = 3", "box.height = 3", locked="class Box:\n    pass\nbox = Box()"),
    "a locked iterator": Kind("assert head == 'x' and next(letters) == 'y'", "head = next(letters)", "head = 'x'", locked="letters = iter('xyz')"),
    "random numbers of a locked cell": Kind("assert abs(middle - np.median(noise)) < 1e-12", "middle = np.median(noise)", "middle = noise.max()", locked="import numpy as np\nnoise = np.random.rand(7)"),
    "a class derived from a locked one": Kind("assert Cat().noise() == 'miau' and isinstance(Cat(), Animal) and Cat().legs() == 4", "class Cat(Animal):\n    def noise(self):\n        return 'miau'", "class Cat(Animal):\n    pass", locked="class Animal:\n    def legs(self):\n        return 4\n    def noise(self):\n        return ''"),
    "an object of a locked class as argument": Kind("assert depth(Tree(Tree(Tree(None)))) == 3", "def depth(t):\n    return 0 if t is None else 1 + depth(t.below)", "def depth(t):\n    return 1", locked="class Tree:\n    def __init__(self, below):\n        self.below = below"),
    # arguments
    "an argument is changed": Kind("v1 = [3, 1, 2]\norder(v1)\nassert v1 == [1, 2, 3]", "def order(v):\n    v.sort()", "def order(v):\n    return sorted(v)"),
    "an array is changed": Kind("w1 = np.array([1.0, -2.0])\nclip(w1)\nassert w1.min() == 0", "def clip(w):\n    w[w < 0] = 0", "def clip(w):\n    w = abs(w)", setup="import numpy as np"),
    "changed and returned": Kind("assert emptied([1, 2]) == 2", "def emptied(v):\n    n = len(v)\n    v.clear()\n    return n", "def emptied(v):\n    v.clear()\n    return 0"),
    "a generator as argument": Kind("assert product(k for k in (2, 3)) == 6", "def product(it):\n    p = 1\n    for k in it:\n        p *= k\n    return p", "def product(it):\n    return 0"),
    "a callback": Kind("assert thrice(lambda v: v + 2, 1) == 7", "def thrice(f, x):\n    return f(f(f(x)))", "def thrice(f, x):\n    return 3 * f(x)"),
    "a library calls the answer": Kind("assert np.apply_along_axis(spread, 0, np.array([[1.0, 2.0], [4.0, 2.0]])).tolist() == [3.0, 0.0]", "def spread(v):\n    return float(v.max() - v.min())", "def spread(v):\n    return 0.0", setup="import numpy as np"),
    # classes
    "methods": Kind("acc = Acc()\nacc.pay(3)\nassert acc.left == 7", "class Acc:\n    def __init__(self):\n        self.left = 10\n    def pay(self, n):\n        self.left -= n", "class Acc:\n    left = 10\n    def pay(self, n):\n        pass"),
    "isinstance": Kind("assert isinstance(make(), Item) and not isinstance(3, Item)", "class Item:\n    pass\ndef make():\n    return Item()", "class Item:\n    pass\ndef make():\n    return 3"),
    "the type": Kind("assert type(Wheel()) is Wheel and type(Wheel()).__name__ == 'Wheel'", "class Wheel:\n    pass", "def Wheel():\n    return 3"),
    "types are compared": Kind("assert type(first) == type(second)", "class A1:\n    pass\nfirst = A1()\nsecond = A1()", "class A1:\n    pass\nclass A2:\n    pass\nfirst = A1()\nsecond = A2()"),
    "has a method": Kind("assert hasattr(Road, '__len__')", "class Road:\n    def __len__(self):\n        return 3", "class Road:\n    pass"),
    "can be iterated over": Kind("from collections.abc import Iterable\nassert isinstance(Deck(), Iterable)", "class Deck:\n    def __iter__(self):\n        return iter('ab')", "class Deck:\n    pass"),
    "documented": Kind("assert half.__doc__", "def half(x):\n    'The half.'\n    return x / 2", "def half(x):\n    return x / 2"),
    "one object only": Kind("assert Sun() is Sun()", "class Sun:\n    one = None\n    def __new__(cls):\n        if cls.one is None:\n            cls.one = object.__new__(cls)\n        return cls.one", "class Sun:\n    pass"),
    "not the same list": Kind("assert copy1 is not list1 and copy1 == list1", "list1 = [1, 2]\ncopy1 = list(list1)", "list1 = [1, 2]\ncopy1 = list1"),
    "not an alias": Kind("list3[0] = 9\nassert copy3 == [1, 2]", "list3 = [1, 2]\ncopy3 = list(list3)", "list3 = [1, 2]\ncopy3 = list3"),
    "addition": Kind("assert (Money(2) + Money(3)).cents == 5", "class Money:\n    def __init__(self, cents):\n        self.cents = cents\n    def __add__(self, other):\n        return Money(self.cents + other.cents)", "class Money:\n    def __init__(self, cents):\n        self.cents = cents"),
    "equality": Kind("assert Point(1) == Point(1) and Point(1) != Point(2)", "class Point:\n    def __init__(self, x):\n        self.x = x\n    def __eq__(self, other):\n        return self.x == other.x", "class Point:\n    def __init__(self, x):\n        self.x = x"),
    "order": Kind("assert [a.w for a in sorted([Bag(3), Bag(1)])] == [1, 3]", "class Bag:\n    def __init__(self, w):\n        self.w = w\n    def __lt__(self, other):\n        return self.w < other.w", "class Bag:\n    def __init__(self, w):\n        self.w = w"),
    "as text": Kind("assert str(Temp(20)) == '20 C'", "class Temp:\n    def __init__(self, t):\n        self.t = t\n    def __str__(self):\n        return f'{self.t} C'", "class Temp:\n    def __init__(self, t):\n        self.t = t"),
    "a context": Kind("with Door() as door:\n    assert door.open\nassert not door.open", "class Door:\n    open = False\n    def __enter__(self):\n        self.open = True\n        return self\n    def __exit__(self, *error):\n        self.open = False", "class Door:\n    open = True\n    def __enter__(self):\n        return self\n    def __exit__(self, *error):\n        pass"),
    "called": Kind("assert Adder(2)(3) == 5", "class Adder:\n    def __init__(self, a):\n        self.a = a\n    def __call__(self, b):\n        return self.a + b", "class Adder:\n    def __init__(self, a):\n        self.a = a"),
    "what it holds": Kind("assert vars(Car()) == {'speed': 0}", "class Car:\n    def __init__(self):\n        self.speed = 0", "class Car:\n    speed = 0"),
    "an error of one's own": Kind("try:\n    drive(200)\nexcept TooFast:\n    pass\nelse:\n    assert False", "class TooFast(Exception):\n    pass\ndef drive(v):\n    if v > 100:\n        raise TooFast", "class TooFast(Exception):\n    pass\ndef drive(v):\n    pass"),
    "an error of Python's": Kind("try:\n    root(-1)\n    assert False\nexcept ValueError:\n    pass", "def root(x):\n    if x < 0:\n        raise ValueError\n    return x ** 0.5", "def root(x):\n    return x"),
    # functions, looked at
    "parameters": Kind("import inspect\nassert list(inspect.signature(mix).parameters) == ['a', 'b']", "def mix(a, b):\n    return a + b", "def mix(a):\n    return a"),
    "defaults": Kind("assert power.__defaults__ == (2,)", "def power(x, n=2):\n    return x ** n", "def power(x, n):\n    return x ** n"),
    "the source": Kind("import inspect\nassert isinstance(twice1, type(lambda: 0)) and 'for' not in twice1.__code__.co_names", "def twice1(x):\n    return 2 * x", "twice1 = 3"),
    "decorated": Kind("assert slow1.__wrapped__(3) == 9", "import functools\n@functools.cache\ndef slow1(n):\n    return n * n", "def slow1(n):\n    return n * n"),
    "recursion": Kind("assert fact(5) == 120 and 'fact' in fact.__code__.co_names", "def fact(n):\n    return 1 if n < 2 else n * fact(n - 1)", "def fact(n):\n    p = 1\n    for k in range(n):\n        p *= k + 1\n    return p"),
    # the world around
    "printed": Kind("import contextlib, io\nout1 = io.StringIO()\nwith contextlib.redirect_stdout(out1):\n    greet()\nassert out1.getvalue().strip() == 'hello'", "def greet():\n    print('hello')", "def greet():\n    return 'hello'"),
    "asked": Kind("import builtins\nkeep1 = builtins.input\nbuiltins.input = lambda *a: '21'\nassert age() == 21\nbuiltins.input = keep1", "def age():\n    return int(input('age? '))", "def age():\n    return 20"),
    "seeded": Kind("import random\nrandom.seed(4)\nwant1 = random.random()\nrandom.seed(4)\nassert toss() == want1", "import random\ndef toss():\n    return random.random()", "def toss():\n    return 0.5"),
    "a file is written": Kind("assert open('out1.txt').read() == 'ready'", "with open('out1.txt', 'w') as file:\n    file.write('ready')", "pass"),
    "a file is read": Kind("with open('in1.txt', 'w') as file:\n    file.write('a b')\nassert words('in1.txt') == 2", "def words(name):\n    with open(name) as file:\n        return len(file.read().split())", "def words(name):\n    return 1"),
    "drawn": Kind("fig1, ax1 = plt.subplots()\nline(ax1)\nassert len(ax1.lines) == 1 and ax1.get_xlabel() == 't'", "def line(ax):\n    ax.plot([1, 2])\n    ax.set_xlabel('t')", "def line(ax):\n    ax.plot([1, 2])", setup="import matplotlib.pyplot as plt"),
    # other types
    "an enum": Kind("assert light == Light.RED", "light = Light.RED", "light = Light.GREEN", setup="from enum import Enum\nclass Light(Enum):\n    RED = 1\n    GREEN = 2"),
    "a path": Kind("from pathlib import Path\nassert where1 == Path('data') / 'x.csv' and where1.suffix == '.csv'", "from pathlib import Path\nwhere1 = Path('data/x.csv')", "from pathlib import Path\nwhere1 = Path('x.csv')"),
    "a namedtuple": Kind("assert pair1.left == 1 and pair1 == (1, 2)", "from collections import namedtuple\nPair1 = namedtuple('Pair1', 'left right')\npair1 = Pair1(1, 2)", "from collections import namedtuple\nPair1 = namedtuple('Pair1', 'left right')\npair1 = Pair1(2, 1)"),
    "a dataclass": Kind("assert spot == Spot(1, 2) and spot.y == 2", "from dataclasses import dataclass\n@dataclass\nclass Spot:\n    x: int\n    y: int\nspot = Spot(1, 2)", "from dataclasses import dataclass\n@dataclass\nclass Spot:\n    x: int\n    y: int\nspot = Spot(2, 1)"),
    "a deque": Kind("from collections import deque\nassert ring == deque([2, 3], maxlen=2)", "from collections import deque\nring = deque([1, 2, 3], maxlen=2)", "from collections import deque\nring = deque([1, 2, 3])"),
    "a pattern": Kind("assert digits.fullmatch('042') and not digits.fullmatch('4x')", "import re\ndigits = re.compile('[0-9]+')", "import re\ndigits = re.compile('.+')"),
    "a matrix": Kind("assert np.allclose(m1 @ m1, np.eye(2))", "m1 = np.matrix([[0, 1], [1, 0]])", "m1 = np.matrix([[1, 1], [1, 0]])", setup="import numpy as np"),
    "a Series": Kind("assert (ser > 1).tolist() == [False, True] and ser.name == 'n'", "ser = pd.Series([1, 2], name='n')", "ser = pd.Series([1, 2])", setup="import pandas as pd", needs="pandas"),
    "a frame": Kind("pd.testing.assert_frame_equal(frame1, pd.DataFrame({'k': [1, 2], 'v': ['a', 'b']}))", "frame1 = pd.DataFrame({'k': [1, 2], 'v': ['a', 'b']})", "frame1 = pd.DataFrame({'k': [1, 2], 'v': ['a', 'c']})", setup="import pandas as pd", needs="pandas"),
    "a frame goes in": Kind("assert mean_of(pd.DataFrame({'k': [1.0, 3.0]})) == 2", "def mean_of(frame):\n    return frame['k'].mean()", "def mean_of(frame):\n    return len(frame)", setup="import pandas as pd", needs="pandas"),
    "a day": Kind("assert day1 == pd.Timestamp('2024-02-29') and day1.year == 2024", "day1 = pd.Timestamp(2024, 2, 29)", "day1 = pd.Timestamp(2024, 2, 28)", setup="import pandas as pd", needs="pandas"),
    "a formula": Kind("assert sp.expand(poly - (u1 ** 2 + 2 * u1 + 1)) == 0", "poly = (u1 + 1) ** 2", "poly = u1 ** 2 + 1", setup="import sympy as sp\nu1 = sp.Symbol('u1')", needs="sympy"),
    "a graph": Kind("assert nx.shortest_path(net1, 1, 3) == [1, 2, 3] and net1.number_of_edges() == 2", "net1 = nx.Graph([(1, 2), (2, 3)])", "net1 = nx.Graph([(1, 2), (1, 3)])", setup="import networkx as nx", needs="networkx"),
    "a picture": Kind("assert img1.size == (4, 2) and np.asarray(img1).max() == 9", "img1 = Image.new('L', (4, 2), 9)", "img1 = Image.new('L', (2, 4), 9)", setup="import numpy as np\nfrom PIL import Image", needs="PIL"),
    "a fitted model": Kind("from sklearn.linear_model import LinearRegression\nassert isinstance(fit1, LinearRegression) and abs(fit1.coef_[0] - 2) < 1e-9", "from sklearn.linear_model import LinearRegression\nfit1 = LinearRegression().fit([[0], [1]], [1, 3])", "fit1 = 2", needs="sklearn"),
}  # fmt: skip
