#!/usr/bin/python3
"""What scikit-learn and R's pROC say of the same scores: the answers that kelvin's own statistics are held against.

    tests/study/references.py          makes references.json
    tests/study/references.py --check  says whether it would be the same, to 1e-6

Needs Debian's python3-sklearn and r-cran-proc.
"""
import json
import os
import subprocess
import sys
import tempfile

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

PLACE = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'references.json')


def cases():
    """Whole scores with many ties, real ones without, few rows, weights, a score that tells nothing."""
    random = np.random.default_rng(7)
    for name, rows, spread, digits, weighted in [
        ('ties', 400, 1.0, 0, False),
        ('real', 600, 1.5, 6, False),
        ('few', 40, 1.0, 1, False),
        ('weights', 300, 1.0, 1, True),
        ('nothing', 500, 0.0, 1, False),
        ('rare', 1500, 1.2, 1, False),
    ]:
        score = np.round(random.normal(50, 15, rows), digits)
        base = -3.5 if name == 'rare' else -0.5
        chance = 1 / (1 + np.exp(-(base + spread * (score - 50) / 15)))
        yes = random.random(rows) < chance
        weight = random.integers(1, 5, rows) if weighted else np.ones(rows, int)
        yield name, score, yes, weight


def by_r(score, yes):
    """AUC and DeLong's 95 % interval."""
    text = (f'suppressMessages(library(pROC)); r <- roc(c({",".join(map(str, yes.astype(int)))}), c({",".join(map(repr, score.tolist()))}),'
            'levels=c(0,1), direction="<"); cat(format(as.numeric(ci.auc(r, method="delong")), digits=15))')
    with tempfile.NamedTemporaryFile('w', suffix='.R') as script:  # too long for a command line
        script.write(text + '\n')
        script.flush()
        said = subprocess.run(['Rscript', '--vanilla', script.name], check=True, capture_output=True, text=True).stdout
    low, area, high = said.split()
    return {'auc': float(area), 'low': float(low), 'high': float(high)}


def answers(score, yes, weight):
    x = score.reshape(-1, 1)
    logistic = LogisticRegression(penalty=None, solver='newton-cholesky', tol=1e-12, max_iter=1000) if has_cholesky() else \
        LogisticRegression(penalty='none', solver='newton-cg', tol=1e-12, max_iter=1000)
    mean, deviation = np.average(score, weights=weight), score.std()
    logistic.fit((x - mean) / deviation, yes, sample_weight=weight)
    slope = logistic.coef_[0][0] / deviation
    chance = logistic.predict_proba((x - mean) / deviation)[:, 1]
    isotonic = IsotonicRegression(out_of_bounds='clip').fit(score, yes, sample_weight=weight)
    calibrated = IsotonicRegression(out_of_bounds='clip').fit(chance, yes, sample_weight=weight).predict(chance)
    share = np.average(yes, weights=weight)
    brier = brier_score_loss(yes, chance, sample_weight=weight)
    best = brier_score_loss(yes, calibrated, sample_weight=weight)
    places = np.linspace(score.min(), score.max(), 15)
    return {
        'auc': roc_auc_score(yes, score, sample_weight=weight),
        'average_precision': average_precision_score(yes, score, sample_weight=weight),
        'logistic': {'intercept': logistic.intercept_[0] - slope * mean, 'slope': slope},
        'isotonic': isotonic.predict(np.unique(score)).tolist(),
        'between': {'at': places.tolist(), 'is': isotonic.predict(places).tolist()},
        'brier': {'brier': brier, 'miscalibration': brier - best, 'discrimination': share * (1 - share) - best,
                  'uncertainty': share * (1 - share)},
    }


def has_cholesky():
    import sklearn
    return tuple(int(part) for part in sklearn.__version__.split('.')[:2]) >= (1, 2)


def make():
    out = []
    for name, score, yes, weight in cases():
        case = {'name': name, 'score': score.tolist(), 'yes': yes.astype(int).tolist(), 'weight': weight.tolist()}
        case['sklearn'] = answers(score, yes, weight)
        if (weight == 1).all():
            case['pROC'] = by_r(score, yes)
        out.append(case)
    return out


def differs(one, other, place=''):
    """The places at which two documents differ by more than 1e-6."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [at for key in one for at in differs(one[key], other[key], f'{place}/{key}')]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [at for i, pair in enumerate(zip(one, other)) for at in differs(*pair, f'{place}/{i}')]
    if isinstance(one, (int, float)) and isinstance(other, (int, float)):
        return [] if abs(one - other) <= 1e-6 else [f'{place}: {one} was {other}']
    return [] if one == other else [place]


if __name__ == '__main__':
    made = make()
    if '--check' in sys.argv:
        with open(PLACE, encoding='utf-8') as file:
            wrong = differs(made, json.load(file))
        print('\n'.join(wrong[:20]) or 'the references are what scikit-learn and pROC say')
        sys.exit(1 if wrong else 0)
    with open(PLACE, 'w', encoding='utf-8') as file:
        file.write('[\n' + ',\n'.join(json.dumps(case) for case in made) + '\n]\n')
