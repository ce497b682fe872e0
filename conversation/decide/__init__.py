"""decide(conversation, event, policy) -> Decision: all transitions, one module a stage.

Laws: it is total (never raises; an illegal act is a refusal), pure (time is `event.at`, keys are `event id : n`), and
it asks nobody (understanding and surroundings come with the event). The table:

============================  =================  ====================  =========================  ====================
event                         with bot           waiting               with operator              resolved
============================  =================  ====================  =========================  ====================
user text                     answer, clarify    relay; the answer     relay; the bot is silent   closing words stay;
                              or fallback        when sure                                        else the bot again
choice of a step              the next step, an  tells the position    relay                      the bot goes on
                              answer, resolved,
                              or waiting
thanks below an answer        resolved           acknowledged          relay; the bot is silent   stays
edit of the user              the answer, if it  shown to the desk     shown to the desk          kept
                              is sure and new
taken back by the user        kept               told to the desk      told to the desk           told, if a person
                                                                                                  had it
emoji of the user             --                 shown to the desk     shown to the desk          shown to the desk
/human, second miss           waiting            tells the position    tells who has it           waiting
/start                        welcome, topics    tells the position    tells who has it           welcome, topics
/start with an entry          the answer         the answer            tells who has it           the bot answers
claim                         with operator      with operator         mine: fine; else refused,  refused
                                                                       a lead takes over
reply, entry of the FAQ,      claims, relays     claims, relays        relays; refused if not     reopens, claims,
saved reply                                                            mine                       relays
line that did not arrive,     claims, relays     claims, relays        relays; refused if not     reopens, claims,
once more                                                              mine                       relays
amend, delete                 refused            refused               at the user's; refused if  mine: at the user's;
                                                                       not mine                   else refused
emoji of an operator          to the user        to the user           to the user                to the user
release                       refused            refused               waiting                    refused
transfer                      waiting            waiting               waiting                    refused
resolve                       resolved           resolved              resolved                   fine, again
resolve after a while         claims, ends then  claims, ends then     ends then, unless the      fine, again
                                                                       user writes
snooze                        refused            refused               set aside until then, or   refused
                                                                       until the user writes
reopen                        refused            refused               refused                    with operator
rating                        refused            refused               refused                    stays
unreadable input              waiting            relay                 relay                      waiting
merge, by a lead              resolved           resolved              resolved                   refused
block                         resolved           resolved              resolved                   told, once
unblock                       stays              stays                 stays                      told, once
note, a line to learn from    stays              stays                 stays                      stays
the team is back              --                 the desks ring        --                         --
the owner's silence           --                 --                    told, then waiting         --
solved button, silence        resolved           --                    warned, then resolved      --
a line that did not arrive    --                 told to the desk      told to the desk           told, if a person
                                                                                                  had it
============================  =================  ====================  =========================  ====================

`/status`, `/help`, `/language` and warnings about secrets are said in every stage, and what held a secret is erased; a
reply that asks the user for a secret is refused in every stage. Whatever comes from the bot, or back from the end, to
people opens their desks first. Where an account is too new for the queue, the bot says so and keeps the floor, unless
it is urgent: see `newcomers`. Of a blocked person nothing is taken, whatever they do. In groups and public channels
none of this table holds: see `public`.
"""

from __future__ import annotations

from typing import assert_never

from conversation.decide import (
    afterwards,
    blocking,
    common,
    owner,
    promises,
    public,
    resolved,
    waiting,
    with_bot,
    with_operator,
)
from conversation.decide.turn import Decision, Turn
from conversation.events import Event
from conversation.model import Conversation, Resolved, Waiting, WithBot, WithOperator
from conversation.policy import Policy

__all__ = ["Decision", "continues", "decide"]


def decide(conversation: Conversation, event: Event, policy: Policy) -> Decision:
    """What this event does to this conversation. Never raises."""
    turn = Turn(conversation, event, policy)
    if public.concerns(conversation, event):
        public.handle(turn, event)
    elif not (blocking.handle(turn, event) or common.handle(turn, event)):
        _in_its_stage(turn, event)
    promises.arm(turn)
    owner.arm(turn)
    afterwards.arm(turn)
    return turn.decision()


def _in_its_stage(turn: Turn, event: Event) -> None:
    match turn.conversation.stage:
        case WithBot():
            with_bot.handle(turn, event)
        case Waiting() as stage:
            waiting.handle(turn, event, stage)
        case WithOperator() as stage:
            with_operator.handle(turn, event, stage)
        case Resolved() as stage:
            resolved.handle(turn, event, stage)
        case _:
            assert_never(turn.conversation.stage)


def continues(conversation: Conversation, at: int, policy: Policy) -> bool:
    """Whether what the user does now still belongs to this conversation, or to a new one with a number of its own."""
    stage = conversation.stage
    return not isinstance(stage, Resolved) or at - stage.since <= policy.reopen_within
