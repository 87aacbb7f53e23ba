"""What others hear once a scorecard is in."""

from hiring.models import Seat, SeatKind

from .. import emails
from ..models import Scorecard
from ..queries import progress


def tell_recruiters(*, scorecard: Scorecard) -> None:
    """Write to the role's recruiters that it is in, as far as they may know who has sealed; never what is in it.

    Nobody waits for the scorecard of somebody who sits in to learn.
    """
    if scorecard.panelist.shadows:
        return
    author, interview = scorecard.panelist.user, scorecard.panelist.interview
    seats = Seat.objects.filter(role=interview.candidacy.role_id, kind=SeatKind.RECRUITER, user__is_active=True)
    for seat in seats.exclude(user=author).select_related("user").order_by("pk"):
        for stage in progress(seat.user, interview.candidacy):
            if stage.stage.pk == interview.stage_id:
                emails.scorecard_in(scorecard, seat.user, owing=[place.name for place in stage.owing])
