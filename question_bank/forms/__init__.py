from .editor import NEW, changes_sent, given_to, typed_values
from .guides import CopyForm, GuideImportForm, PublishForm, QuestionFilterForm, ReturnForm, SubmitForm, WatchedWordForm

__all__ = [
    "NEW",
    "CopyForm",
    "GuideImportForm",
    "PublishForm",
    "QuestionFilterForm",
    "ReturnForm",
    "SubmitForm",
    "WatchedWordForm",
    "changes_sent",
    "given_to",
    "typed_values",
]
