"""What a scorecard is begun with: its interview's guide stage, or the earlier one that its author has before them."""

from hiring.models import Interview
from question_bank.models import GuideStage


def begun_with(interview: Interview, shown: object = "") -> GuideStage:
    """Return what a scorecard on ``interview`` is begun with.

    ``shown`` is the uid of the guide stage that its author's page was made from. If the role has moved on under that
    page, their words belong to what stands there. One query at most.
    """
    held = interview.guide_stage
    if not isinstance(shown, str) or shown in {"", held.uid}:
        return held
    same = GuideStage.objects.filter(version__guide__versions=held.version_id, key=held.key, kind=held.kind)
    earlier = same.filter(uid=shown, version__number__lt=held.version.number).select_related("version")
    return earlier.first() or held
