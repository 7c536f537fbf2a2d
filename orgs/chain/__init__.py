"""The chain engine: plans, applications and experts all climb the unit tree, and the engine does not know which it carries.

The words (with their Chinese in docs/glossary.md):

spec      `ChainSpec`: one kind of climb: which levels get desks, which areas a desk judges, which verdicts with which button words
run       `ChainRun`: the climb of one submission, and where it stands now
round     from one hand-in to its end or return; a returned submission climbs again from the bottom
step      `ChainStep`: a desk in a round: ahead, open or closed; at most one is open
area      `Area`: a part of the submission that is judged on its own, frozen at hand-in
verdict   `AreaVerdict`: what a desk says about one area: a draft until it is handed in
desk      `Desk(unit, role)`: a unit's 经办人 or 负责人; `route()` orders them: pure
seat      `Seat(account, unit, roles, scope)`: who is acting

The files, in the order in which to read them: `states` (`Climbing`, the abstract model of everything that climbs), `spec`, `route` and
`line` (the road), `models`, `case` (every rule of a desk, pure; `reading` loads it), `endings` (of 不推荐 and of taking a 未通过 back),
`engine` (the verbs; `steps` are its hands), `inbox` (the same rules as SQL, for lists), `timeline` (the approval record), `conditions`
(for `access.py`), `changes` (reviewers and units that move).
"""
