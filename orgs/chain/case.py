"""The functional core: one submission as one seat sees it. Read once, then only thought about: no method asks the database.

Pages load it as it is, the engine under locks; both ask the same methods, so a button and a forced request say the same. A reason is
a Chinese sentence why not, "" where nothing is in the way. What lists need of these rules stands in SQL in `inbox`, and
tests/orgs/chain/test_inbox.py holds both against each other.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

from orgs.chain.models import StepResult
from orgs.chain.reading import read
from orgs.chain.whereabouts import NOTHING_CHANGED, Whereabouts, when
from orgs.chain.words import WHOLE, Option, Role, Verdict, aggregate

NOTHING_LEFT = "您权限内的内容都已审查，等待其他审查人员。"

NAMED = 3  # areas that a reason names: all of them stand beside it with their marks
ROAD_DUE = "路线调整中：所在的单位刚刚移动，新的审批路线正在计算，请稍后再办理。"
OWN_CASE = "申报人的证件号与您的相同，本人的申报应当回避，由其他审查人员审查。"


@dataclass(frozen=True)
class Case(Whereabouts):
    """`subject` (a Climbing) with its run, all its steps, the verdicts near the open desk, and the seats of that desk's unit
    (`reading`), as `seat` sees it."""

    subject: object
    seat: object
    run: object = None
    steps: tuple = ()
    verdicts: tuple = ()
    colleagues: tuple | None = None
    heirs: dict = field(default_factory=dict)

    @classmethod
    def load(cls, subject, seat, *, lock=False):
        """Read it in at most four queries; with `lock` in at most five, held until the transaction ends."""
        return cls(subject, seat, *read(subject, lock=lock))

    def seen_by(self, seat):
        """The same case in somebody else's eyes."""
        return replace(self, seat=seat)

    @property
    def pk(self):
        return self.subject.pk  # for addresses

    @property
    def spec(self):
        return self.subject.spec

    # --- What is judged ---

    @cached_property
    def areas(self):
        """The Areas of this round as they were handed in; before the first hand-in those declared now."""
        return self.run.frozen_areas if self.run else self.spec.areas()

    @property
    def is_judged_whole(self):
        """Has it only the one implied area?"""
        return [area.key for area in self.areas] == [WHOLE]

    def label_of(self, key):
        return next((area.label for area in self.areas if area.key == key), key)

    @cached_property
    def given(self):
        """{area: verdict} of the open desk, drafts included."""
        return {each.area: each for each in self.verdicts if each.step is self.step} if self.step else {}

    @property
    def counted(self):
        return [each for each in self.given.values() if each.counted]

    @property
    def unsettled(self):
        """The areas on which the open desk still waits, in order: neither judged, nor 无内容 with nothing said about it."""
        return [area.key for area in self.areas if not self._is_settled(area)]

    def _is_settled(self, area):
        said = self.given.get(area.key)
        return said.counted if said else area.is_empty

    def holds(self, area):
        """Does this area lie in this seat's scope?"""
        return self.seat.scope.covers(self.run.series_code, area)

    @property
    def is_own_case(self):
        """Is it about the very person who sits here?"""
        return self.seat.is_about_me(self.run)

    @property
    def sits_here(self):
        """Is it at a desk of this seat?"""
        return self.step is not None and self.seat.holds(self.step.unit_id, self.step.role)

    def said_at_own_desk(self, area):
        """The last verdict of this round on this area that counts at a desk of this seat, or None."""
        return next((each for each in reversed(self.verdicts) if self._is_own_word(each, area)), None)

    def _is_own_word(self, verdict, area):
        step = verdict.step
        here = step.round == self.run.round and self.seat.holds(step.unit_id, step.role)
        return here and verdict.area == area and verdict.counted

    @property
    def to_judge(self):
        """The unsettled areas in this seat's scope."""
        return [key for key in self.unsettled if self.holds(key)]

    @property
    def own_drafts(self):
        """{area: verdict} that this seat may hand in: its own drafts, and the ticks carried over. A colleague's is the colleague's."""
        drafts = {area: each for area, each in self._drafts.items() if self.holds(area)}
        return {
            area: each for area, each in drafts.items() if each.carried_from_id or each.by_id == self.seat.account.pk
        }

    @property
    def drafts_of_colleagues(self):
        """{area: draft} that colleagues keep here and may still hand in; meanwhile nobody else judges these areas. A draft on an area
        that its author holds no longer stands in nobody's way."""
        kept = {area: each for area, each in self._drafts.items() if not each.carried_from_id}
        others = {area: each for area, each in kept.items() if each.by_id != self.seat.account.pk}
        return {area: each for area, each in others.items() if self._still_holds(each.by, area)}

    @property
    def without_a_word(self):
        """The areas of 【其余各项通过】: this seat may judge them and has not drafted them, and no colleague keeps them. A draft whose
        author holds the area no longer is nobody's word."""
        own, kept = self.own_drafts, self.drafts_of_colleagues
        return [key for key in self.to_judge if key not in own and key not in kept]

    @property
    def _drafts(self):
        return {area: each for area, each in self.given.items() if not each.counted}

    def _still_holds(self, account, area):
        if self.colleagues is None:
            return True
        seat = self._seat_of(account)
        return seat is not None and not self.seen_by(seat).why_not_judge(area)

    def _seat_of(self, account):
        return next((seat for seat in self.colleagues or () if seat.account == account), None)

    def shown(self, area):
        """The verdict on this area that this seat may read: what a colleague's draft says is nobody else's business."""
        return self.given.get(area) if area in self.own_drafts or self._counts(area) else None

    def _counts(self, area):
        return area in self.given and self.given[area].counted

    def who_may_judge(self, area):
        """The accounts at the open desk that hold this area, by name."""
        seats = [seat for seat in self.colleagues or () if seat.holds(self.step.unit_id, self.step.role)]
        able = [
            seat.account
            for seat in seats
            if seat.scope.covers(self.run.series_code, area) and not self.seen_by(seat).is_own_case
        ]
        return sorted(able, key=lambda account: (account.name, account.pk))

    @property
    def expected(self):
        """What the desk's result would be by what this seat can read: (Verdict or None, the keys of its areas)."""
        said = [each for key in self.given if (each := self.shown(key))]
        result = aggregate(said) if said else None
        return result, [area.key for area in self.areas if (each := self.shown(area.key)) and each.verdict == result]

    def ticks(self, step):
        """The last counted 通过 of this desk on each area whose content has not changed since (沿用)."""
        prints, has_content = self.run.fingerprints, {area.key for area in self.areas if not area.is_empty}
        latest = {each.area: each for each in self.verdicts if each.counted and self._is_earlier(each.step, step)}
        return [
            each
            for area, each in latest.items()
            if area in has_content
            and each.verdict == Verdict.PASS
            and each.fingerprint
            and each.fingerprint == prints.get(area)
        ]

    @staticmethod
    def _is_earlier(step, than):
        return (step.unit_id, step.role) == (than.unit_id, than.role) and step.round < than.round

    # --- What may be done now, and why not ---

    @property
    def options(self):
        """The verdicts this seat may give at the open desk, as Options; all disabled with the same reason where it may give none."""
        reason = self.why_not_decide
        against_pass = reason or self.why_not_pass
        return [
            Option(verdict, word, against_pass if verdict == Verdict.PASS else reason)
            for verdict, word in self.spec.words.items()
        ]

    @property
    def why_not_decide(self):
        """Why this seat has nothing to judge now."""
        if self.run is None:
            return "尚未上报。"
        if self.step is None:
            return self.standing
        return self.why_not_judge() or ("" if self.to_judge else NOTHING_LEFT)

    def why_not_judge(self, area=None):
        """Why this seat may not judge at the open desk (this area), whoever has judged it already."""
        if not self.sits_here:
            return f"{self._last_act}现在在 {self.step}，不在您的环节。"
        if self.run.road_due:
            return ROAD_DUE
        asked = [each.key for each in self.areas if area in (None, each.key)]
        if self.is_own_case:
            return OWN_CASE
        if not any(self.holds(key) for key in asked):
            return "不在您的审查权限内。"
        if other_desk := self._acted_at_other_desk:
            return f"您已在本轮以{other_desk}身份处理过，同一人不能在两个环节审查。"
        return ""

    @property
    def _acted_at_other_desk(self):
        """The label of the other desk of this unit, or of a unit that went up in another one, where this account acted in this round, or
        "". `inbox` asks the same in SQL. Reviewers change their unit by 撤并 only: what they did at a unit that is gone, they did here."""
        step, account = self.step, self.seat.account
        if step.unit.allows_one_person_both_desks:
            return ""
        if self.run.handed_in_by_id == account.pk and self.run.unit_id == step.unit_id and self.run.handed_in_role:
            return Role(self.run.handed_in_role).label
        own = [each for each in self.verdicts if each.counted and each.by_id == account.pk]
        here = [each for each in own if each.step.unit_id == step.unit_id or each.step.unit.is_merged]
        acted = [each for each in here if each.step.round == step.round and each.step.role != step.role]
        return acted[0].step.desk_label if acted else ""

    @cached_property
    def why_not_pass(self):
        """The upper app's own reason against 通过 at the open desk: the one question asked outside (`Climbing.why_not_pass`)."""
        return self.subject.why_not_pass(self.step)

    def why_not_say(self, verdict, reason):
        """The verdict is one of the chain's, and every one but 通过 explains itself."""
        if verdict not in self.spec.words:
            return "没有这个审查结论。"
        return "" if verdict == Verdict.PASS or reason.strip() else "请写明理由。"

    def judged_already(self, area):
        """For whoever comes second to an area of the open desk."""
        if not self._counts(area):
            return ""
        said, what = self.given[area], "" if self.is_judged_whole else f"“{self.label_of(area)}”"
        return f"{_who_when(said.who, said.at)} 提交{what}审查结论“{self.spec.words[said.verdict]}”。{NOTHING_CHANGED}"

    def drafted_already(self, area):
        """For whoever wants to judge an area that a colleague is judging."""
        draft = self.drafts_of_colleagues.get(area)
        if draft is None:
            return ""
        return f"{_who_when(draft.who, draft.at)} 起草“{self.label_of(area)}”的审查结论，尚未提交；该项由其提交或清除。"

    @property
    def why_not_hand_in(self):
        """Why this seat's drafts may not be handed in yet: every area of its own needs a draft, one at least is its own, and a desk
        that would close with 通过 must be allowed to."""
        own, kept = self.own_drafts, self.drafts_of_colleagues
        if missing := [self.label_of(key) for key in self.without_a_word]:
            more = " 等" if len(missing) > NAMED else ""
            return f"还有 {len(missing)} 项待您审查：{'、'.join(missing[:NAMED])}{more}"
        if kept and not own:
            return self.drafted_already(next(iter(kept)))
        return self.why_not_pass if self._would_pass(own) else ""

    def _would_pass(self, drafts, passed=()):
        """Would the desk close with 通过 if these drafts counted, and 通过 on these areas?"""
        closes = set(self.unsettled) <= {*drafts, *passed}
        return closes and aggregate([*self.counted, *drafts.values()]) == Verdict.PASS

    @property
    def why_not_pass_all(self):
        """Why this seat's batch 通过 (its drafts, which all say so, and the rest) has to leave the case out."""
        if reason := self.why_not_decide or self.drafted_otherwise:
            return reason
        return self.why_not_pass if self._would_pass(self.own_drafts, self.without_a_word) else ""

    @property
    def drafted_otherwise(self):
        """Where this seat's own drafts would return or fail it: nobody does that by 批量通过."""
        others = [each for each in self.own_drafts.values() if each.verdict != Verdict.PASS]
        said = [f"“{self.label_of(each.area)}”{self.spec.words[each.verdict]}" for each in others]
        return f"您起草的结论有{'、'.join(said)}，不能批量通过，请打开后单独提交。" if said else ""

    def why_not_assign(self, account):
        """Why this account (None: nobody in particular) cannot be asked to judge at the open desk."""
        seat = account and self._seat_of(account)
        if account is None or (seat and not self.seen_by(seat).why_not_judge()):
            return ""
        return f"{account} 不能审查：没有该环节的角色或该系列的审查权限，或已在本轮的另一环节处理过。"

    @property
    def why_not_undo(self):
        """Why this seat may not take its 通过 back."""
        step, following = self.before, self.step
        if step is None or step.result != StepResult.PASS:
            return "没有可以撤回的通过。"
        if step.closed_by_id != self.seat.account.pk:
            return f"上一环节由 {step.closed_by_name} 通过，只有本人可以撤回。"
        if not self.seat.holds(step.unit_id, step.role):
            return f"您已不在 {step}，不能撤回。"
        if self.run.road_due:
            return ROAD_DUE
        if step.is_off_the_line:  # open again it would wait where no road leads it on, or where nobody works any more
            return "审批路线已调整，不再经过该环节，不能撤回通过。"
        if following is None:
            return self.subject.why_not_undo_last()
        return f"{following} 已经打开审查，不能撤回。" if following.seen_at else ""

    @property
    def why_not_settle(self):
        """Why no result can be registered: it awaits none, or its desks have not all passed it."""
        last = self.steps[-1] if self.steps else None
        is_through = last is not None and last.result == StepResult.PASS
        return (
            "" if self.spec.awaits_result and is_through and self.step is None else f"{self.standing}还不能登记结果。"
        )

    @property
    def why_not_take_back(self):
        """Why this seat may not withdraw the submission: its own, and no desk has opened it yet."""
        if self.step is None:
            return self.standing
        if not self._is_own:
            return "只有提交的本人或本单位可以撤销。"
        opened = [step for step in self.of_this_round if step.seen_at or step.result == StepResult.PASS]
        return f"{self.step} 已经打开审查，不能撤销。" if opened else ""

    @property
    def _is_own(self):
        if self.run.owner_id:
            return self.run.owner_id == self.seat.account.pk
        return self.seat.unit is not None and self.seat.unit.pk == self.run.unit_id

    @property
    def is_first_look(self):
        """Does this seat open the case for its desk? Whoever brought it here (and holds this desk too) does not count."""
        if not self.sits_here or self.step.seen_at:
            return False
        return self.before.closed_by_id != self.seat.account.pk

    @property
    def compared_rounds(self):
        """(the round before the desks now, the last one before it that this seat's desk looked at or None): what changed since then is
        what this desk needs to know, and against a round it never saw there is nothing to compare."""
        now, *earlier = self.standing_rounds or [None]
        seen = {step.round for step in self.steps if self._looked_at(step)}
        return now, next((each for each in earlier if each in seen), None)

    def _looked_at(self, step):
        """Did this seat's desk open it, or decide unseen, there or at a unit that went up in its own?"""
        roles = {self.step.role} if self.sits_here else self.seat.roles
        here = step.role in roles and (step.unit_id == self.seat.unit.pk or step.unit.is_merged)
        return here and (step.seen_at is not None or step.result in Verdict.values)

    def said(self, verdicts):
        """The reasons of all these verdicts that are not 通过, a line per area: the desk's opinion where it gave none of its own."""
        said = [(self.label_of(each.area), each.reason) for each in verdicts if each.verdict != Verdict.PASS]
        return "\n".join(reason if self.is_judged_whole else f"{label}：{reason}" for label, reason in said)


def _who_when(who, at):
    return f"{who} {when(at)}"
