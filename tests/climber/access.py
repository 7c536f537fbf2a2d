from orgs.chain.conditions import holds_a_desk, is_editable, is_staff_of_its_unit, may_judge_now, may_undo_now
from titleplatform.kit.access import allow

allow("notes.list_notes", holds_a_desk)
allow("notes.submit_note", holds_a_desk, is_staff_of_its_unit, is_editable)
allow("notes.judge_note", holds_a_desk, may_judge_now)
allow("notes.undo_note", holds_a_desk, may_undo_now)
