"""Classification metrics by scikit-learn for each line {"actual": [...], "predicted": [...], "classes": n}."""

import json
import sys

from sklearn.metrics import (
    accuracy_score,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
)

for line in sys.stdin:
    case = json.loads(line)
    actual, predicted = case["actual"], case["predicted"]
    labels = list(range(case["classes"]))
    precision, recall, f1, support = precision_recall_fscore_support(
        actual, predicted, labels=labels, zero_division=0
    )
    print(
        json.dumps(
            {
                "confusion": confusion_matrix(actual, predicted, labels=labels).tolist(),
                "accuracy": accuracy_score(actual, predicted),
                "precision": precision.tolist(),
                "recall": recall.tolist(),
                "f1": f1.tolist(),
                "support": support.tolist(),
                "macroF1": f1_score(
                    actual, predicted, labels=labels, average="macro", zero_division=0
                ),
                "loss": log_loss(actual, case["probabilities"], labels=labels),
            }
        )
    )
