"""What happens to desks while submissions stand at them: one door through which lower apps tell the apps that climb."""

from orgs.chain import unattended
from orgs.chain.states import climbers


def desks_changed(*units, by):
    """Tell every climber that who sits at the desks of these units, or where the units stand, has changed. Called by the actions that
    change it, in their transaction.

    Effects: what nobody can judge at these desks now is marked, and no longer what somebody can (`unattended`); an app that climbs
    answers with its own `Climbing.desks_changed`.
    """
    for unit in units:
        unattended.mark(unit)
    for climber in climbers():
        climber.desks_changed(units, by=by)
