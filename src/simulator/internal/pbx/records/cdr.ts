/**
 * Call detail records (cdr.c): a record for each pair of parties that met, raised when its channel has ended.
 *
 * A channel has a chain of records. They change with the messages about channels, dials and bridges, and the chain is raised
 * as a whole when the channel has ended.
 *
 * @since 0.2.0
 */
import type { Draft } from "../draft.ts"
import { byBucket, hashOf } from "../hashing.ts"
import type { Bridge, Channel, Note } from "../model.ts"
import { raise } from "./cdrEvents.ts"
import * as Record from "./cdrRecord.ts"

type Cdr = Record.Cdr
type Party = Record.CdrParty

/** How many buckets the channels of a bridge are kept in (bridge.c, ast_bridge_snapshot_create). */
const bridgeBuckets = 13

/** The records while the notes of one task are processed. */
class Ledger {
  private readonly draft: Draft
  private readonly chains = new Map<string, Array<Cdr>>()

  constructor(draft: Draft) {
    this.draft = draft
  }

  /** The records of a channel, to be changed. */
  chain(uniqueid: string): Array<Cdr> | undefined {
    const known = this.chains.get(uniqueid)
    if (known !== undefined) return known
    const kept = this.draft.services.cdrs.get(uniqueid)
    if (kept === undefined) return undefined
    const copy = kept.map((cdr) => ({ ...cdr }))
    this.chains.set(uniqueid, copy)
    return copy
  }

  open(uniqueid: string, cdr: Cdr): void {
    this.chains.set(uniqueid, [cdr])
  }

  close(uniqueid: string): void {
    this.chains.delete(uniqueid)
    this.draft.services.cdrs.delete(uniqueid)
  }

  /** Remembers who has a channel as the other party. */
  link(cdr: Cdr): void {
    if (cdr.b === undefined) return
    const key = cdr.b.name.toLowerCase()
    const owners = this.draft.services.cdrOwners.get(key) ?? []
    if (!owners.includes(cdr.a.uniqueid)) this.draft.services.cdrOwners.set(key, [...owners, cdr.a.uniqueid])
  }

  /** The records in which a channel is the other party. */
  with(name: string): ReadonlyArray<Cdr> {
    const key = name.toLowerCase()
    const owners = this.draft.services.cdrOwners.get(key) ?? []
    return owners.flatMap((owner) => this.chain(owner)?.filter(({ b }) => b?.name.toLowerCase() === key) ?? [])
  }

  save(): void {
    for (const [uniqueid, chain] of this.chains) this.draft.services.cdrs.set(uniqueid, chain)
  }
}

const partyOf = (draft: Draft, channel: Channel, hasEnded: boolean): Party => ({
  name: channel.name,
  uniqueid: channel.uniqueid,
  linkedid: channel.linkedid,
  accountCode: channel.accountCode,
  caller: channel.caller,
  application: channel.application,
  data: channel.data,
  context: channel.context,
  exten: channel.exten,
  priority: channel.priority,
  isUp: channel.state === 6,
  order: channel.order,
  isDialled: channel.outgoing && !draft.services.originated.has(channel.uniqueid),
  hasEnded,
  isEnding: channel.ending,
  cause: channel.cause
})

// --- Channels -----------------------------------------------------------------------

/** Whether a record leaves changes of its first party to another record. */
const takesParty = (cdr: Cdr, party: Party): boolean => {
  if (cdr.state === "finalized") return party.isEnding
  if (cdr.state === "dialPending" && Record.isElsewhere(cdr.a, party)) {
    if (cdr.b !== undefined) {
      Record.enter(cdr, "finalized")
      return false
    }
    // Not begun again: its start stays.
    cdr.state = "single"
  }
  Record.updateParty(cdr, party)
  return true
}

const updateOther = (cdr: Cdr, party: Party): void => {
  if (cdr.state !== "dial" && cdr.state !== "bridge") return
  cdr.b = party
  if (party.hasEnded) Record.enter(cdr, "finalized")
}

const channelChanged = (draft: Draft, ledger: Ledger, note: Extract<Note, { _tag: "Channel" }>): void => {
  const { before, channel, ended } = note
  const party = partyOf(draft, channel, ended)
  const now = draft.time
  if (before === undefined) ledger.open(channel.uniqueid, Record.make(party, now))
  const chain = ledger.chain(channel.uniqueid)
  if (chain === undefined) return
  const known = chain.at(-1)?.a
  let isTaken = false
  for (const cdr of chain) {
    cdr.last = now
    isTaken = takesParty(cdr, party) || isTaken
  }
  const isNews = party.application !== "" && !party.isEnding &&
    (before === undefined || known === undefined || Record.isElsewhere({ ...party, ...before }, party))
  if (!isTaken && isNews) {
    const cdr = Record.append(chain, now)
    if (cdr !== undefined) takesParty(cdr, party)
  }
  const others = ledger.with(channel.name)
  if (ended) {
    for (const cdr of chain) Record.finalize(cdr)
    raise(draft, chain)
    ledger.close(channel.uniqueid)
    draft.services.originated.delete(channel.uniqueid)
  }
  for (const cdr of others) {
    if (ledger.chain(cdr.a.uniqueid) === undefined) continue
    updateOther(cdr, party)
    if (ended) Record.finalize(cdr)
  }
  if (ended) draft.services.cdrOwners.delete(channel.name.toLowerCase())
}

// --- Dials --------------------------------------------------------------------------

const beginDial = (ledger: Ledger, cdr: Cdr, caller: Party | undefined, leg: Party): boolean => {
  if (cdr.state === "dialPending") Record.enter(cdr, "finalized")
  if (cdr.state !== "single") return false
  if (caller !== undefined && Record.isSame(cdr.a, caller)) {
    Record.updateParty(cdr, caller)
    cdr.b = leg
    ledger.link(cdr)
    cdr.isLocked = true
  } else if (Record.isSame(cdr.a, leg)) Record.updateParty(cdr, leg)
  cdr.state = "dial"
  return true
}

const endDial = (cdr: Cdr, caller: Party | undefined, leg: Party, status: string): void => {
  if (cdr.state !== "dial") return
  cdr.a = caller ?? leg
  if (cdr.b !== undefined) {
    if (!Record.isSame(cdr.b, leg)) return
    cdr.b = leg
  }
  cdr.disposition = Record.dialled(status)
  Record.enter(cdr, cdr.disposition === "ANSWERED" ? "dialPending" : "finalized")
}

const meanwhile = new Set(["RINGING", "PROGRESS", "PROCEEDING"])

const dialled = (draft: Draft, ledger: Ledger, note: Extract<Note, { _tag: "Dial" }>): void => {
  const now = draft.time
  if (note.caller === undefined && note.status === "") draft.services.originated.set(note.leg.uniqueid, true)
  const leg = partyOf(draft, note.leg, false)
  const caller = note.caller === undefined ? undefined : partyOf(draft, note.caller, false)
  const chain = ledger.chain((caller ?? leg).uniqueid)
  if (chain === undefined) return
  let isTaken = false
  for (const cdr of chain) {
    cdr.last = now
    if (note.status === "") isTaken = beginDial(ledger, cdr, caller, leg) || isTaken
    else if (!meanwhile.has(note.status)) endDial(cdr, caller, leg, note.status)
  }
  if (isTaken || note.status !== "") return
  const cdr = Record.append(chain, now)
  if (cdr !== undefined) beginDial(ledger, cdr, caller, leg)
}

// --- Bridges ------------------------------------------------------------------------

/** The records of the channels in a bridge, in the order of Asterisk's hash table. */
const inBridge = (draft: Draft, ledger: Ledger, bridge: Bridge): ReadonlyArray<Array<Cdr>> => {
  const ids = bridge.channels.flatMap((name) => draft.channels.get(name)?.uniqueid ?? [])
  return byBucket(ids, (id) => id, hashOf, bridgeBuckets).flatMap((id) => {
    const chain = ledger.chain(id)
    return chain === undefined ? [] : [chain]
  })
}

/** Whether a record finds its other party in one that is in the bridge already. */
const findsOther = (ledger: Ledger, cdr: Cdr, candidate: Cdr): boolean => {
  if (Record.isSame(cdr.a, candidate.a)) return false
  for (const party of [candidate.a, candidate.b]) {
    if (party === undefined || Record.isSame(cdr.a, party)) continue
    if (Record.firstOf(cdr.a, party) !== cdr.a) continue
    cdr.b = party
    ledger.link(cdr)
    // The other one only takes part: its own record is over, unless somebody else joins it.
    if (party === candidate.a && candidate.b === undefined) Record.finalize(candidate)
    return true
  }
  return false
}

type Entered = "handled" | "alone" | "ignored"

const enterBridge = (draft: Draft, ledger: Ledger, cdr: Cdr, bridge: Bridge): Entered => {
  const wasDialled = cdr.state === "dial" || cdr.state === "dialPending"
  if (cdr.state !== "single" && !wasDialled) return "ignored"
  cdr.bridge = bridge.id
  cdr.state = "bridge"
  if (bridge.channels.length === 1) return "handled"
  if (wasDialled && cdr.b === undefined) return "alone"
  for (const chain of inBridge(draft, ledger, bridge)) {
    for (const candidate of chain) {
      if (candidate === cdr || candidate.state !== "bridge" || candidate.bridge !== bridge.id) continue
      if (!wasDialled) {
        if (findsOther(ledger, cdr, candidate)) return "handled"
        continue
      }
      if (cdr.b === undefined || !Record.isSame(cdr.b, candidate.a)) continue
      cdr.b = candidate.a
      if (candidate.b === undefined) Record.finalize(candidate)
      return "handled"
    }
  }
  return "alone"
}

const addPair = (ledger: Ledger, chain: Array<Cdr>, cdr: Cdr, other: Party): void => {
  const pair = Record.append(chain, cdr.last)
  if (pair === undefined) return
  pair.b = other
  ledger.link(pair)
  Record.checkAnswer(pair)
  pair.bridge = cdr.bridge
  pair.state = "bridge"
}

/** Pairs a channel with everybody else in the bridge (cdr.c, bridge_candidate_process). */
const pairWith = (ledger: Ledger, own: Array<Cdr>, cdr: Cdr, chain: Array<Cdr>): void => {
  const candidate = chain.find(({ bridge }) => bridge === cdr.bridge)
  if (candidate === undefined || Record.isSame(cdr.a, candidate.a)) return
  if (cdr.b !== undefined && Record.isSame(cdr.b, candidate.a)) return
  if (Record.firstOf(cdr.a, candidate.a) === cdr.a) return addPair(ledger, own, cdr, candidate.a)
  if (candidate.b !== undefined && !Record.isSame(candidate.b, cdr.a)) return addPair(ledger, chain, candidate, cdr.a)
  candidate.b = cdr.a
  ledger.link(candidate)
  candidate.end = 0
}

const entered = (draft: Draft, ledger: Ledger, { bridge, channel }: Extract<Note, { _tag: "BridgeEnter" }>): void => {
  const isParking = bridge.type === "parking"
  if (bridge.technology === "holding_bridge" && !isParking) return
  const chain = ledger.chain(channel.uniqueid)
  if (chain === undefined) return
  const party = partyOf(draft, channel, false)
  if (isParking) return enteredLot(draft, chain, party)
  const handled = handles(draft, ledger, chain, party, bridge)
  const cdr = handled ?? (Record.append(chain, draft.time) && handles(draft, ledger, chain, party, bridge))
  if (cdr === undefined) return
  for (const other of inBridge(draft, ledger, bridge)) pairWith(ledger, chain, cdr, other)
}

const handles = (
  draft: Draft,
  ledger: Ledger,
  chain: Array<Cdr>,
  party: Party,
  bridge: Bridge
): Cdr | undefined => {
  let handled: Cdr | undefined
  for (const cdr of chain) {
    cdr.last = draft.time
    takesParty(cdr, party)
    const outcome = enterBridge(draft, ledger, cdr, bridge)
    if (outcome === "ignored") continue
    handled ??= cdr
    const [first] = chain
    if (outcome === "alone" && first !== undefined) Record.finalize(first)
  }
  return handled
}

const enteredLot = (draft: Draft, chain: Array<Cdr>, party: Party): void => {
  let isTaken = false
  for (const cdr of chain) {
    cdr.last = draft.time
    if (cdr.state === "single" || (cdr.state === "dialPending" && cdr.b === undefined)) {
      cdr.state = "parked"
      isTaken = true
    }
    takesParty(cdr, party)
  }
  if (isTaken) return
  const cdr = Record.append(chain, draft.time)
  if (cdr !== undefined) cdr.state = "parked"
}

const left = (draft: Draft, ledger: Ledger, { bridge, channel }: Extract<Note, { _tag: "BridgeLeave" }>): void => {
  const isParking = bridge.type === "parking"
  if (bridge.technology === "holding_bridge" && !isParking) return
  let hasLeft = false
  for (const cdr of ledger.chain(channel.uniqueid) ?? []) {
    cdr.last = draft.time
    const isIn = cdr.state === "parked" || (cdr.state === "bridge" && cdr.bridge === bridge.id)
    if (!isIn) continue
    Record.enter(cdr, "finalized")
    cdr.bridge = ""
    hasLeft = true
  }
  if (!hasLeft || isParking) return
  for (const cdr of ledger.with(channel.name)) {
    if (cdr.state !== "bridge" || cdr.bridge !== bridge.id) continue
    cdr.last = draft.time
    Record.finalize(cdr)
  }
}

// --- Parking ------------------------------------------------------------------------

const parked = (draft: Draft, ledger: Ledger, note: Extract<Note, { _tag: "Parked" }>): void => {
  if (note.event !== "ParkedCall") return
  const chain = ledger.chain(note.channel.uniqueid)
  if (chain === undefined) return
  const party = partyOf(draft, note.channel, false)
  const take = (cdr: Cdr): boolean => {
    if (cdr.state === "dial" || cdr.state === "finalized") return false
    takesParty(cdr, party)
    cdr.application = "Park"
    cdr.data = `${note.lot}:${note.space}`
    cdr.isLocked = true
    return true
  }
  let isTaken = false
  for (const cdr of chain) {
    cdr.last = draft.time
    isTaken = take(cdr) || isTaken
  }
  if (isTaken) return
  const cdr = Record.append(chain, draft.time)
  if (cdr !== undefined) take(cdr)
}

// --- Transfers ----------------------------------------------------------------------

/** A party that is sent elsewhere is there already while its transferer leaves (pbx.c, ast_async_goto). */
const transferred = (
  ledger: Ledger,
  { context, kind, target, transferee }: Extract<Note, { _tag: "Transfer" }>
): void => {
  if (kind !== "blind" || transferee === undefined || context === undefined) return
  for (const cdr of ledger.chain(transferee.uniqueid) ?? []) {
    if (cdr.state !== "bridge") continue
    cdr.context = context
    cdr.exten = target
  }
}

/** Processes what has happened, and raises the records that are complete. */
export const record = (draft: Draft, notes: ReadonlyArray<Note>): void => {
  const ledger = new Ledger(draft)
  for (const note of notes) {
    switch (note._tag) {
      case "Channel":
        channelChanged(draft, ledger, note)
        break
      case "Dial":
        dialled(draft, ledger, note)
        break
      case "BridgeEnter":
        entered(draft, ledger, note)
        break
      case "BridgeLeave":
        left(draft, ledger, note)
        break
      case "Transfer":
        transferred(ledger, note)
        break
      case "Parked":
        parked(draft, ledger, note)
        break
      default:
        break
    }
  }
  ledger.save()
}
