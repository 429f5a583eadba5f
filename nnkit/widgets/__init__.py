"""Parts of a lecture that a student moves, fills in and predicts with.

A part is alive with a kernel and without one, and a picture with words where nothing runs.
`import nnkit.widgets` loads neither anywidget nor matplotlib.
"""

from nnkit.widgets.derivation import Derivation as Derivation
from nnkit.widgets.gears import Gears as Gears
from nnkit.widgets.line import Line as Line
from nnkit.widgets.part import Part as Part
from nnkit.widgets.part import page as page
from nnkit.widgets.predict import Predict as Predict
from nnkit.widgets.predict import ask as ask
from nnkit.widgets.sketch import Sketch as Sketch
from nnkit.widgets.steps import Steps as Steps
from nnkit.widgets.walk import Walk as Walk
from nnkit.widgets.wiring import Wiring as Wiring
