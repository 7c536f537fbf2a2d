from orgs.chain import engine
from orgs.chain.words import Role
from orgs.tables import ClimbTable, StepTable
from orgs.views.desks import ClimbPage, DecidePage, QueuePage, UndoPage
from orgs.views.own import OwnListPage, SubmitPage
from orgs.views.places import Places
from tests.climber.models import Note
from titleplatform.kit.pages import rows_of

PLACES = Places(
    model=Note,
    own=("便条上报", "notes:own"),
    queue=("便条审查", "notes:queue"),
    detail="notes:note",
    decide="notes:decide",
    undo="notes:undo",
    may_judge="notes.judge_note",
    may_undo="notes.undo_note",
)


class OwnNotesPage(OwnListPage):
    permission = "notes.list_notes"
    queryset = rows_of(Note)
    places = PLACES
    table_class = ClimbTable


class SubmitNotePage(SubmitPage):
    permission = "notes.submit_note"
    queryset = rows_of(Note)
    places = PLACES
    title = "上报便条"

    def save(self, form):
        engine.start(self.object, by=self.seat, handed_in_as=Role.HANDLER)


class NoteQueue(QueuePage):
    permission = "notes.list_notes"
    places = PLACES
    table_class = StepTable


class NotePage(ClimbPage):
    permission = "notes.list_notes"
    queryset = rows_of(Note)
    places = PLACES


class DecideNotePage(DecidePage, NotePage):
    def decide(self, **given):
        engine.decide(self.object, by=self.seat, **given)


class UndoNotePage(UndoPage):
    permission = "notes.undo_note"
    queryset = rows_of(Note)
    places = PLACES
