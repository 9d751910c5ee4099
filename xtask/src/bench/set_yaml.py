"""Sets one value in a YAML file with ruamel.yaml, which keeps comments, and prints the median time as JSON.

Usage: set_yaml.py FILE KEY RUNS
"""

import io
import json
import statistics
import sys
import time

from ruamel.yaml import YAML

file, key, runs = sys.argv[1], sys.argv[2].split("."), int(sys.argv[3])
text = open(file, encoding="utf-8").read()
took = []
for run in range(runs):
    started = time.perf_counter()
    yaml = YAML()
    yaml.preserve_quotes = True
    tree = yaml.load(text)
    node = tree
    for step in key[:-1]:
        node = node[step]
    node[key[-1]] = f"value-of-run-{run}"
    yaml.dump(tree, io.StringIO())
    took.append((time.perf_counter() - started) * 1000)
print(json.dumps({"ms": statistics.median(took)}))
