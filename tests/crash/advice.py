"""What the program tells to type, as it prints it."""
import re

ADVICE = re.compile(r"^ +-> ((?:git|mlxpatch|rm) .+?)(?: {2,}|$)", re.M)
