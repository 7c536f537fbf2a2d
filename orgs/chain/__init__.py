"""The chain engine: plans, applications and experts all climb the unit tree, and the engine does not know which it carries.

The words, in the order in which they matter:

spec      `ChainSpec`: one kind of climb: which levels get desks, which areas a desk judges, which verdicts with which button words
route     `route()`: pure: where it starts, its line, the final organ, who hands in, the day → the ordered desks (unit, role)
line      the same from database units: `road_of(subject, day)`
seat      `Seat(account, unit, roles, scope)`: who is acting
run       `ChainRun`: the climb of one submission, and where it stands now
step      `ChainStep`: a desk in a round: ahead, open or closed; at most one is open
verdict   `AreaVerdict`: what a desk says about one area: a draft until it is handed in
climbing  `Climbing`: the abstract model of everything that climbs, with the shared transitions
rules     what may be done now and why not: `options`, `why_not_judge`, `open_step`; asked by the engine and by pages
engine    `start`, `decide`, `save_draft` + `hand_in_verdicts`, `take_back`, `undo`, `reroute`, `give_up`, `mark_seen`
inbox     `waiting_for`, `steps_of`, `reached`, `on_the_way`, `sent_by`
timeline  the approval record
"""
