"""No test of an encoder reports to anybody."""

import encoders  # noqa: F401 # turns the telemetry of onnxruntime off, before a test imports what imports it
