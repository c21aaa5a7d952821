"""Insights by scikit-learn, SciPy, NumPy and PyTorch for each line of a case; see insights.test.ts for its fields."""

import json
import sys

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    brier_score_loss,
    f1_score,
    log_loss,
    precision_recall_curve,
    precision_recall_fscore_support,
    roc_auc_score,
    roc_curve,
)


def curves(actual, scores):
    fpr, tpr, thresholds = roc_curve(actual, scores)
    precision, recall, levels = precision_recall_curve(actual, scores)
    return {
        # the first threshold is a made-up one above all scores
        "roc": [fpr.tolist(), tpr.tolist(), thresholds[1:].tolist()],
        "rocArea": roc_auc_score(actual, scores),
        "precisionRecall": [recall[::-1].tolist(), precision[::-1].tolist(), levels[::-1].tolist()],
        "averagePrecision": average_precision_score(actual, scores),
    }


def reliability(actual, predicted, probabilities):
    right = (actual == predicted).astype(int)
    sure = probabilities[np.arange(len(actual)), predicted]
    accuracy, confidence = calibration_curve(right, sure, n_bins=10, strategy="uniform")
    places = np.searchsorted(np.linspace(0, 1, 11)[1:-1], sure)
    pictures = np.bincount(places, minlength=10)
    pictures = pictures[pictures > 0]
    gaps = np.abs(accuracy - confidence)
    return {
        "accuracy": accuracy.tolist(),
        "confidence": confidence.tolist(),
        "pictures": pictures.tolist(),
        "expectedError": float((gaps * pictures).sum() / len(actual)),
        "maximumError": float(gaps.max()),
    }


def temperatures(actual, logits):
    """The best temperature by SciPy's bounded search and by PyTorch's LBFGS."""
    rows = np.arange(len(actual))

    def loss(inverse):
        return -log_softmax(logits * inverse, axis=1)[rows, actual].mean()

    found = minimize_scalar(loss, bounds=(0.05, 20), method="bounded", options={"xatol": 1e-10})
    inverse = torch.ones(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [inverse],
        max_iter=500,
        tolerance_grad=1e-13,
        tolerance_change=1e-15,
        line_search_fn="strong_wolfe",
    )

    def closure():
        optimizer.zero_grad()
        value = torch.nn.functional.cross_entropy(
            torch.tensor(logits) * inverse, torch.tensor(actual)
        )
        value.backward()
        return value

    optimizer.step(closure)
    best = 1 / inverse.item()
    scaled = np.exp(log_softmax(logits / best, axis=1))
    return {
        "scipy": 1 / found.x,
        "torch": best,
        "lossBefore": loss(1.0),
        "lossAfter": loss(inverse.item()),
        "scaled": scaled.tolist(),
    }


def metrics(actual, predicted, probabilities, labels):
    precision, recall, f1, _ = precision_recall_fscore_support(
        actual, predicted, labels=labels, zero_division=0
    )
    return [
        accuracy_score(actual, predicted),
        log_loss(actual, probabilities, labels=labels),
        f1_score(actual, predicted, labels=labels, average="macro", zero_division=0),
        *np.stack([precision, recall, f1], axis=1).ravel(),
    ]


for line in sys.stdin:
    case = json.loads(line)
    actual, predicted = np.array(case["actual"]), np.array(case["predicted"])
    probabilities = np.array(case["probabilities"])
    labels = list(range(probabilities.shape[1]))
    present = [label for label in labels if 0 < (actual == label).sum() < len(actual)]
    resampled = np.array(
        [metrics(actual[i], predicted[i], probabilities[i], labels) for i in case["resamples"]]
    )
    truth = np.eye(len(labels))[actual]
    print(
        json.dumps(
            {
                "curves": {label: curves(actual == label, probabilities[:, label]) for label in present},
                "macroRocArea": (
                    roc_auc_score(actual, probabilities, multi_class="ovr", labels=labels)
                    if len(labels) > 2 and len(present) == len(labels)
                    else None
                ),
                "reliability": reliability(actual, predicted, probabilities),
                "brier": float(
                    sum(brier_score_loss(truth[:, k], probabilities[:, k]) for k in labels)
                ),
                "loss": log_loss(actual, probabilities, labels=labels),
                "temperature": temperatures(actual, np.array(case["logits"])),
                "low": np.percentile(resampled, 2.5, axis=0).tolist(),
                "high": np.percentile(resampled, 97.5, axis=0).tolist(),
            }
        )
    )
