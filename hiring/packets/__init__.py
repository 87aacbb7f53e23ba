"""Documents of hiring: interview kits, and what a candidate is given on paper."""

from .candidates import BRIEF, PREPARATION, brief, candidacy_scope, may_read_brief, may_read_preparation, preparation
from .kits import (
    DAY_KITS,
    KIT,
    STAGE_KIT,
    day_kits,
    having_kits,
    kit,
    kit_scope,
    may_read_day_kits,
    may_read_kit,
    may_read_stage_kit,
    stage_kit,
    stage_kit_scope,
)

__all__ = [
    "BRIEF",
    "DAY_KITS",
    "KIT",
    "PREPARATION",
    "STAGE_KIT",
    "brief",
    "candidacy_scope",
    "day_kits",
    "having_kits",
    "kit",
    "kit_scope",
    "may_read_brief",
    "may_read_day_kits",
    "may_read_kit",
    "may_read_preparation",
    "may_read_stage_kit",
    "preparation",
    "stage_kit",
    "stage_kit_scope",
]
