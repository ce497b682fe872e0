"""Sentence encoders: what carries a text to a vector of its meaning, from packages and folders that are optional.

Only this folder imports the loaders of models, each in one module, and only when it is asked for: without them the
engine goes by words and spelling. `opening.py` tells what a tier has and what it lacks; `steady.py` makes sure that
nothing that a model does stops an answer; `remembered.py` keeps the vectors of a FAQ's questions.
"""

import os

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime would report its use to its makers; read when it is imported
