"""What one seed does: links to pay, and what payers, callers and providers do with them, drawn before anything runs.

Nothing is drawn from what happens, so that a seed is the same script whenever and wherever it is played.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from adapters.sandbox.faults import Fault

# Tokens of cards, of which the second has no money.
CARDS = ("a rich card", "a poor card")
GATEWAYS = ("octo", "payme", "stripe", "click")
# By whom money goes out; cash is handed over here, by an operator.
PAYING_OUT = ("stripe", "cash")


class Verb(StrEnum):
    """What is done.

    - OPEN, CANCEL, CAPTURE, REFUND: a caller of ours asks for it.
    - PAY: the payer acts, as `how` says.
    - GIVE_BACK: somebody refunds at the provider; UNDO: the payer's bank sends a refund back.
    - DECIDE: somebody captures or releases a hold at the provider.
    - ARRIVE: the receiver of a payout gets his money; COME_BACK: his bank sends it back, also days later; REVERSE:
      somebody takes it back at the provider.
    - WAIT: so many minutes pass, and the worker does what is due.
    """

    OPEN = "open"
    PAY = "pay"
    CANCEL = "cancel"
    CAPTURE = "capture"
    REFUND = "refund"
    GIVE_BACK = "give_back"
    UNDO = "undo"
    DECIDE = "decide"
    ARRIVE = "arrive"
    COME_BACK = "come_back"
    REVERSE = "reverse"
    WAIT = "wait"


class How(StrEnum):
    """How a payer acts."""

    PAY = "pay"
    DECLINE = "decline"
    LEAVE = "leave"
    TWICE = "twice"
    SLOWLY = "slowly"
    ASKED_BY_BANK = "asked_by_bank"
    REFUNDS_PEND = "refunds_pend"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One payment of one order; a deposit and a payout are orders of their own.

    `invoice`: the payer is asked on the phone; `held` matters where a payment itself says so; `card` is the token of a
    card that is debited without its owner.
    """

    number: int
    order: int
    gateway: str
    tiyin: int
    deposit: bool
    invoice: bool = False
    held: bool = False
    payout: bool = False
    card: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing done to one link.

    Attributes:
        percent: how much of the money, more than 100 for too much; of WAIT the minutes.
        whole: no amount is named.
        faults: what goes wrong at the provider meanwhile, by operation.
        again: the same request once more, under the same request id.
        crash: our process dies while the provider is asked.
        beside: what happens at the same moment.
    """

    verb: Verb
    link: int
    percent: int = 100
    whole: bool = False
    how: How = How.PAY
    faults: tuple[tuple[str, Fault], ...] = ()
    again: bool = False
    crash: bool = False
    beside: "Step | None" = None

    def told(self) -> str:
        """The step for people."""
        words = [self.verb.value, f"#{self.link}"]
        if self.verb is Verb.PAY:
            words.append(self.how)
        elif self.verb is Verb.WAIT:
            words = [f"wait {self.percent} min"]
        elif self.verb in {Verb.CAPTURE, Verb.REFUND, Verb.GIVE_BACK, Verb.DECIDE}:
            words.append("whole" if self.whole else f"{self.percent}%")
        words += [word for word, is_so in (("again", self.again), ("CRASH", self.crash)) if is_so]
        words += [f"[{operation}: {fault}]" for operation, fault in self.faults]
        return " ".join(words) + (f"  ||  {self.beside.told()}" if self.beside else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Everything one seed does.

    `choices` are the numbers by which each provider chooses among the ways it may behave.
    """

    seed: int
    holds: frozenset[str]
    choices: Mapping[str, int]
    links: tuple[Link, ...]
    steps: tuple[Step, ...]

    @property
    def hidden(self) -> frozenset[str]:
        """The providers at which something happens that they may never tell, as long as nobody asks."""
        links = {link.number: link for link in self.links}
        steps = [one for step in self.steps for one in (step, step.beside) if one]
        return frozenset(name for one in steps if _is_hidden(one, name := links[one.link].gateway))

    def told(self) -> Iterator[str]:
        """The script for people, line by line."""
        yield f"seed {self.seed}; money is held first at: {', '.join(sorted(self.holds)) or 'none'}; {self.choices}"
        for link in self.links:
            kind = "payout" if link.payout else "deposit" if link.deposit else f"order {link.order}"
            extra = (
                (" by invoice" if link.invoice else "")
                + (" held" if link.held else "")
                + f" {link.card}" * bool(link.card)
            )
            yield f"  #{link.number}: {link.tiyin} tiyin through {link.gateway}, {kind}{extra}"
        for number, step in enumerate(self.steps, start=1):
            yield f"  {number:2}. {step.told()}"


_CALL = tuple(
    fault for fault in Fault if fault not in {Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT, Fault.CONFLICT}
)
_NOTICE = (Fault.LOST, Fault.TWICE, Fault.LATE, Fault.CONTRADICT)
_SPOILED = (Fault.LOST, Fault.TWICE, Fault.SLOW)
# What may go wrong with each gateway while something is done.
_FAULTS: Mapping[str, Mapping[Verb, Mapping[str, tuple[Fault, ...]]]] = {
    "octo": {
        Verb.OPEN: {"create": _CALL, "status": _CALL},
        Verb.PAY: {"notify": _NOTICE, "status": _CALL},
        Verb.CANCEL: {"set_accept": _CALL, "status": _CALL},
        Verb.CAPTURE: {"set_accept": _CALL, "status": _CALL, "notify": _NOTICE},
        Verb.REFUND: {"refund": _CALL, "status": _CALL},
        Verb.GIVE_BACK: {"notify": _NOTICE},
        Verb.DECIDE: {"notify": _NOTICE},
        Verb.WAIT: {"status": _CALL, "refund": _CALL},
    },
    "payme": {
        Verb.OPEN: {"receipts.create": _CALL, "receipts.send": _CALL, "receipts.get_all": _CALL},
        Verb.PAY: {
            "CheckPerformTransaction": _SPOILED,
            "CreateTransaction": (*_SPOILED, Fault.LATE),
            "PerformTransaction": (*_SPOILED, Fault.LATE, Fault.CONTRADICT),
            "receipts.check": _CALL,
        },
        Verb.CANCEL: {"receipts.cancel": _CALL, "receipts.check": _CALL},
        Verb.CAPTURE: {"receipts.confirm_hold": _CALL, "PerformTransaction": (*_SPOILED, Fault.LATE)},
        Verb.REFUND: {
            "receipts.cancel": (*_CALL, Fault.CONFLICT),
            "receipts.check": _CALL,
            "CancelTransaction": (*_SPOILED, Fault.LATE),
        },
        Verb.GIVE_BACK: {"CancelTransaction": (*_SPOILED, Fault.LATE)},
        Verb.WAIT: {"receipts.check": _CALL, "receipts.cancel": _CALL},
    },
    "stripe": {
        Verb.OPEN: {"create_session": (*_CALL, Fault.CONFLICT), "read": _CALL},
        Verb.PAY: {"notify": _NOTICE, "read": _CALL},
        Verb.CANCEL: {"expire": _CALL, "cancel": _CALL, "read": _CALL},
        Verb.CAPTURE: {"capture": (*_CALL, Fault.CONFLICT), "read": _CALL, "notify": _NOTICE},
        Verb.REFUND: {"refund": (*_CALL, Fault.CONFLICT), "read": _CALL, "notify": _NOTICE},
        Verb.GIVE_BACK: {"notify": _NOTICE},
        Verb.UNDO: {"notify": _NOTICE},
        Verb.WAIT: {"read": _CALL, "refund": _CALL},
    },
    "click": {
        Verb.OPEN: {"invoice": _CALL, "token_payment": _CALL, "notify": _NOTICE, "status": _CALL},
        Verb.PAY: {"notify": _NOTICE, "status": _CALL},
        Verb.REFUND: {"reversal": _CALL, "partial_reversal": _CALL, "status": _CALL},
        Verb.WAIT: {"status": _CALL, "reversal": _CALL},
    },
}
# The same of payouts.
_PAYOUT_FAULTS: Mapping[str, Mapping[Verb, Mapping[str, tuple[Fault, ...]]]] = {
    "stripe": {
        Verb.OPEN: {
            "transfer": (*_CALL, Fault.CONFLICT),
            "payout": (*_CALL, Fault.CONFLICT),
            "reversal": _CALL,
            "read": _CALL,
        },
        Verb.CANCEL: {"read": _CALL},
        Verb.ARRIVE: {"notify": _NOTICE},
        Verb.COME_BACK: {"notify": _NOTICE, "reversal": _CALL, "read": _CALL},
        Verb.REVERSE: {"notify": _NOTICE},
        Verb.WAIT: {"read": _CALL, "reversal": _CALL},
    },
}
# A circuit breaker opens at the fifth failure in a row and rests in the machine's own time, which is not moved here.
_MOST_FAILURES = 4
_FIRST_PAYOUT = 11

_VERBS = {
    Verb.PAY: 30,
    Verb.CANCEL: 10,
    Verb.CAPTURE: 10,
    Verb.REFUND: 20,
    Verb.GIVE_BACK: 8,
    Verb.UNDO: 3,
    Verb.DECIDE: 3,
    Verb.WAIT: 12,
}
_PAYOUT_VERBS = {Verb.ARRIVE: 30, Verb.COME_BACK: 10, Verb.REVERSE: 6, Verb.CANCEL: 12, Verb.WAIT: 20}
_ASKED = frozenset({Verb.OPEN, Verb.CANCEL, Verb.CAPTURE, Verb.REFUND})
_HOWS = {
    How.PAY: 60,
    How.DECLINE: 8,
    How.LEAVE: 4,
    How.TWICE: 10,
    How.SLOWLY: 8,
    How.ASKED_BY_BANK: 4,
    How.REFUNDS_PEND: 8,
}


def _is_hidden(step: Step, gateway: str) -> bool:
    """Whether it is a refund in the cabinet of Click, which tells of none, or of Octo.

    Octo tells once, and perhaps while a refund of ours might be what it tells of.
    """
    return step.verb is Verb.GIVE_BACK and gateway in {"click", "octo"}


def draw(seed: int, *, gateways: tuple[str, ...] = GATEWAYS) -> Script:
    """The script of a seed."""
    return _Drawing(Random(seed), gateways).script(seed)


class _Drawing:
    def __init__(self, rng: Random, gateways: tuple[str, ...]) -> None:
        self._rng = rng
        self._gateways = gateways
        self._failures = dict.fromkeys(gateways, 0)

    def script(self, seed: int) -> Script:
        rng = self._rng
        holds = frozenset(name for name in ("octo", "stripe") if rng.random() < 0.4)
        choices = {name: rng.randrange(1_000) for name in self._gateways}
        links = (*self._links(), *self._payouts())
        return Script(seed=seed, holds=holds, choices=choices, links=links, steps=tuple(self._steps(links)))

    def _links(self) -> Iterator[Link]:
        rng, number = self._rng, 0
        for order in range(rng.choice((1, 1, 2, 3))):
            deposit = rng.random() < 0.5
            count = 1 if deposit else rng.choice((1, 1, 2, 3))
            for gateway in rng.sample(self._gateways, min(count, len(self._gateways), 4 - number)):
                invoice = gateway in {"payme", "click"} and rng.random() < 0.4
                number += 1
                yield Link(
                    number=number,
                    order=order,
                    gateway=gateway,
                    tiyin=rng.randrange(2_000, 50_000) * 100,
                    deposit=deposit,
                    invoice=invoice,
                    held=invoice and gateway == "payme" and rng.random() < 0.6,
                    card=rng.choice(("", "", *CARDS)) if gateway == "click" and not invoice else "",
                )

    def _payouts(self) -> Iterator[Link]:
        rng = self._rng
        possible = [name for name in PAYING_OUT if name in (*self._gateways, "cash")]
        for number in range(rng.choice((0, 0, 1, 2))):
            yield Link(
                number=_FIRST_PAYOUT + number,
                order=_FIRST_PAYOUT + number,
                gateway=rng.choice(possible),
                tiyin=rng.randrange(2_000, 50_000) * 100,
                deposit=False,
                payout=True,
            )

    def _steps(self, links: tuple[Link, ...]) -> Iterator[Step]:
        rng = self._rng
        unopened = list(links)
        opened: list[Link] = []
        for left in range(rng.randint(5, 15) + len(links), 0, -1):
            if unopened and (not opened or len(unopened) >= left or rng.random() < 0.4):
                opened.append(unopened.pop(0))
                yield self._step(Verb.OPEN, opened[-1])
                continue
            step = self._any(opened)
            if rng.random() < 0.2:
                yield self._beside(step, self._any(opened))
            else:
                yield step

    def _any(self, opened: list[Link]) -> Step:
        rng = self._rng
        link = rng.choice(opened)
        verbs = _PAYOUT_VERBS if link.payout else _VERBS
        return self._step(rng.choices(list(verbs), weights=list(verbs.values()))[0], link)

    def _beside(self, step: Step, other: Step) -> Step:
        steps: tuple[Step, ...] = (step, other)
        if any(one.verb is Verb.GIVE_BACK for one in steps):
            # What one of them is to lose, the other might.
            steps = tuple(_changed(one, faults=tuple(f for f in one.faults if f[1] is not Fault.LOST)) for one in steps)
        first, second = (_changed(one, crash=False) for one in steps)
        return _changed(first, beside=second)

    def _step(self, verb: Verb, link: Link) -> Step:
        rng = self._rng
        asked = verb in _ASKED
        return Step(
            verb=verb,
            link=link.number,
            percent=rng.choice((1, 5, 20, 61, 90, 200))
            if verb is Verb.WAIT
            else rng.choice((20, 30, 50, 70, 100, 130)),
            whole=rng.random() < 0.4,
            how=rng.choices(list(_HOWS), weights=list(_HOWS.values()))[0],
            faults=tuple(self._faults(verb, link)),
            again=asked and rng.random() < 0.2,
            crash=asked and rng.random() < 0.1,
        )

    def _faults(self, verb: Verb, link: Link) -> Iterator[tuple[str, Fault]]:
        rng, gateway = self._rng, link.gateway
        possible = (_PAYOUT_FAULTS if link.payout else _FAULTS).get(gateway, {}).get(verb, {})
        for operation in possible:
            if rng.random() >= 0.35:
                continue
            fault = rng.choice(possible[operation])
            if fault in _CALL and fault not in {Fault.SLOW, Fault.REFUSE}:
                self._failures[gateway] += 1
                if self._failures[gateway] > _MOST_FAILURES:
                    continue
            yield operation, fault


def _changed(step: Step, **changes: object) -> Step:
    known = {name: getattr(step, name) for name in Step.__dataclass_fields__}
    return Step(**(known | changes))
