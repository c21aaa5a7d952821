"""McNemar's exact test by SciPy for pairs of counts, and Holm's correction by its definition.

Writes test/fixtures/significance.json: python3 test/oracle/significance.py > test/fixtures/significance.json
"""

import json

from scipy.stats import binomtest

# only the first right, only the second right
COUNTS = [
    (0, 0),
    (0, 1),
    (1, 0),
    (3, 7),
    (5, 5),
    (12, 12),
    (2, 20),
    (58, 136),
    (97, 82),
    (600, 601),
    (1400, 900),
    (0, 1100),
]


def mcnemar(first, second):
    """The two-sided exact binomial test of the discordant pairs, which McNemar's exact test is."""
    return binomtest(first, first + second, 0.5).pvalue if first + second > 0 else 1.0


def holm(values):
    """Holm (1979): the k-th smallest times the number of those not smaller, never falling, at most 1."""
    order = sorted(range(len(values)), key=lambda index: values[index])
    adjusted = [0.0] * len(values)
    largest = 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - rank) * values[index]))
        adjusted[index] = largest
    return adjusted


if __name__ == "__main__":
    families = [[0.01, 0.04, 0.03, 0.005], [0.2], [0.6, 0.5, 0.01], [0.001, 0.001, 0.9]]
    print(
        json.dumps(
            {
                "mcNemar": [
                    {"counts": pair, "pValue": mcnemar(*pair)} for pair in COUNTS
                ],
                "holm": [{"pValues": each, "adjusted": holm(each)} for each in families],
            },
            indent=2,
        )
    )
