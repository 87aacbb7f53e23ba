from .contact import AttemptForm, FollowUpForm
from .entries import typed_changes, with_typed
from .policy import PolicyForm
from .referee import AgreeForm, ConsentForm, RefereeForm

__all__ = [
    "AgreeForm",
    "AttemptForm",
    "ConsentForm",
    "FollowUpForm",
    "PolicyForm",
    "RefereeForm",
    "typed_changes",
    "with_typed",
]
