from .editor import NEW, changes_sent, given_to, typed_values
from .guides import GuideImportForm, PublishForm, QuestionFilterForm, ReturnForm, SubmitForm, WatchedWordForm

__all__ = [
    "NEW",
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
