from .editor import NEW, changes_sent, given_to, typed_values, without_untouched
from .guides import CopyForm, GuideImportForm, ProblemInText, PublishForm, ReturnForm, SubmitForm, WatchedWordForm
from .questions import BankQuestionForm, QuestionFileForm, QuestionFilterForm

__all__ = [
    "NEW",
    "BankQuestionForm",
    "CopyForm",
    "GuideImportForm",
    "ProblemInText",
    "PublishForm",
    "QuestionFileForm",
    "QuestionFilterForm",
    "ReturnForm",
    "SubmitForm",
    "WatchedWordForm",
    "changes_sent",
    "given_to",
    "typed_values",
    "without_untouched",
]
