"""Every write of hiring: one function per intention, keyword-only, atomic, audited."""

from .appointments import Cancelled, DoubleBooked, NotRunning, OwnScorecardFirst
from .candidates import AlreadyHere, NoScoredStage, NoSuchZone, add_candidacy
from .choosing import (
    AnsweredAlready,
    CalledOff,
    NoMoreMoves,
    NotOneOfThese,
    PanelChanged,
    TimeGone,
    choose_zone,
    decline_offer,
    move_time,
    pick_time,
    say_when,
    tell_wishes,
)
from .devices import forget_devices
from .documents import attach_document, record_download
from .feeds import make_feed, revoke_feed
from .file_types import FileRefused
from .gates import (
    DebriefFirst,
    NoNextStage,
    NotFromHere,
    OwnScorecardOwed,
    ReasonMissing,
    ScorecardsOwed,
    SteppedBack,
    advance,
    close_candidacy,
    hold,
    mark_hired,
    resume,
    withdraw,
)
from .interviews import (
    BadTime,
    CancelReasonMissing,
    NotThisRole,
    ScorecardSealed,
    cancel_interview,
    change_interview,
    plan_interview,
)
from .kits import (
    NotForYou,
    NothingThatDay,
    NotOnThisInterview,
    request_brief,
    request_day_kits,
    request_kit,
    request_preparation,
    request_stage_kit,
)
from .loops import (
    AllPlanned,
    DaysOver,
    LoopGone,
    LoopRunning,
    LoopTooOld,
    NobodyToPlan,
    SlotTaken,
    TooMany,
    confirm_loop,
    discard_loop,
    request_loop,
    solve_again,
    solve_loop,
)
from .material import (
    MaterialFixed,
    MaterialKeptFromYou,
    NoMaterialHere,
    TitleMissing,
    add_material,
    material_refusal,
    remove_material,
)
from .missing_work import tell_of_missing_work
from .moving import NoStageShared, NotNewer, NotPublishedYet, OtherGuide, StageMissing, move_role
from .no_shows import NoAppointment, NotBegun, note_no_show
from .offer_links import OfferEnded, find_offer
from .offer_reminders import forget_needs, remind_of_offers
from .offers import (
    BadDays,
    BadLength,
    BadTerm,
    NotFree,
    NothingFree,
    NotOffered,
    OfferedAlready,
    make_offer,
    renew_offer,
    withdraw_offer,
)
from .panels import (
    AlreadyGone,
    LastRater,
    NoSeat,
    PanelEmpty,
    PanelReasonMissing,
    PanelRefused,
    add_panelist,
    recuse,
    release_panelist,
    replace_panelist,
)
from .reminding import remind_of_interviews
from .reopening import NotHandedIn, ReopenReasonMissing, TooLateToReopen, reopen_work_sample
from .replies import record_reply
from .reply_mails import NoReply
from .roles import (
    LastDecider,
    LastStage,
    NoNamesToHide,
    NoSuchPlace,
    NotActive,
    NotPublished,
    NotYoursToGive,
    RoleClosed,
    SeatTaken,
    StagesFixed,
    change_role,
    choose_names,
    close_role,
    drop_stage,
    give_seat,
    move_stage,
    open_role,
    take_seat,
)
from .soft_limits import OutsideLimits
from .taking_back import (
    BuiltUpon,
    DecidedInDebrief,
    TooLateToUndo,
    reopen_candidacy,
    take_back_candidacy,
    undo_decision,
    undo_together,
)
from .windows import BadWindow, NoWindow, note_windows
from .work_samples import (
    AskedAlready,
    BadExtension,
    HandedIn,
    LinkEnded,
    NothingToHandIn,
    NoWorkSample,
    WishMissing,
    add_file,
    ask_for_more_time,
    find_work_sample,
    give_more_time,
    hand_in,
    remove_file,
    send_link,
)

__all__ = [
    "AllPlanned", "AlreadyGone", "AlreadyHere", "AnsweredAlready", "AskedAlready", "BadDays", "BadExtension",
    "BadLength", "BadTerm", "BadTime", "BadWindow", "BuiltUpon", "CalledOff", "CancelReasonMissing", "Cancelled",
    "DaysOver", "DebriefFirst", "DecidedInDebrief", "DoubleBooked", "FileRefused", "HandedIn", "LastDecider",
    "LastRater", "LastStage", "LinkEnded", "LoopGone", "LoopRunning", "LoopTooOld", "MaterialFixed",
    "MaterialKeptFromYou", "NoAppointment", "NoMaterialHere", "NoMoreMoves", "NoNamesToHide", "NoNextStage", "NoReply",
    "NoScoredStage", "NoSeat", "NoStageShared", "NoSuchPlace", "NoSuchZone", "NoWindow", "NoWorkSample", "NobodyToPlan",
    "NotActive", "NotBegun", "NotForYou", "NotFree", "NotFromHere", "NotHandedIn", "NotNewer", "NotOffered",
    "NotOnThisInterview", "NotOneOfThese", "NotPublished", "NotPublishedYet", "NotRunning", "NotThisRole",
    "NotYoursToGive", "NothingFree", "NothingThatDay", "NothingToHandIn", "OfferEnded", "OfferedAlready",
    "OtherGuide", "OutsideLimits", "OwnScorecardFirst", "OwnScorecardOwed", "PanelChanged", "PanelEmpty",
    "PanelReasonMissing", "PanelRefused", "ReasonMissing", "ReopenReasonMissing", "RoleClosed", "ScorecardSealed",
    "ScorecardsOwed", "SeatTaken", "SlotTaken", "StageMissing", "StagesFixed", "SteppedBack", "TimeGone",
    "TitleMissing", "TooLateToReopen", "TooLateToUndo", "TooMany", "WishMissing", "add_candidacy", "add_file",
    "add_material", "add_panelist", "advance", "ask_for_more_time", "attach_document", "cancel_interview",
    "change_interview", "change_role", "choose_names", "choose_zone", "close_candidacy", "close_role",
    "confirm_loop", "decline_offer", "discard_loop", "drop_stage", "find_offer", "find_work_sample",
    "forget_devices", "forget_needs", "give_more_time", "give_seat", "hand_in", "hold", "make_feed", "make_offer",
    "mark_hired", "material_refusal", "move_role", "move_stage", "move_time", "note_no_show", "note_windows",
    "open_role", "pick_time", "plan_interview", "record_download", "record_reply", "recuse", "release_panelist",
    "remind_of_interviews", "remind_of_offers", "remove_file", "remove_material", "renew_offer", "reopen_candidacy",
    "reopen_work_sample", "replace_panelist", "request_brief", "request_day_kits", "request_kit", "request_loop",
    "request_preparation", "request_stage_kit", "resume", "revoke_feed", "say_when", "send_link", "solve_again",
    "solve_loop", "take_back_candidacy", "take_seat", "tell_of_missing_work", "tell_wishes", "undo_decision",
    "undo_together", "withdraw", "withdraw_offer",
]  # fmt: skip
