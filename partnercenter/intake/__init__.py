"""Taking in files: read CSV or a workbook as a stream, stage it, check it, tell every problem.

Knows no app: the apps declare columns and add checks in SQL, then insert from the table `taken`.
"""

from partnercenter.intake.checks import Check
from partnercenter.intake.columns import Column, Layout
from partnercenter.intake.problems import AlreadyTakenIn, NotTakenIn, Problem
from partnercenter.intake.staging import Staged, execute, stage

__all__ = [
    "AlreadyTakenIn",
    "Check",
    "Column",
    "Layout",
    "NotTakenIn",
    "Problem",
    "Staged",
    "execute",
    "stage",
]
