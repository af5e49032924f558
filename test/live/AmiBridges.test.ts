/**
 * Who is in a bridge when Asterisk lists a channel in it that has left: another took its place, and its thread has not run since.
 */
import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { AmiBridges, AmiChannels } from "effect-ami"
import { count } from "../client/inboxWords.ts"
import { turn } from "../client/scriptedTransport.ts"
import { type Answer, build, event, serve } from "./modelServer.ts"

const channel = (id: string) => ({
  Uniqueid: `1.${id}`,
  Channel: `PJSIP/${id}-1`,
  ChannelState: 6,
  Linkedid: `1.${id}`
})

const bridge = (BridgeNumChannels: number, BridgeUniqueid = "lot") => ({
  BridgeUniqueid,
  BridgeType: "parking",
  BridgeTechnology: "holding_bridge",
  BridgeNumChannels
})

const enters = (id: string, of: ReturnType<typeof bridge>, more = {}) =>
  event("BridgeEnter", { ...of, ...channel(id), ...more })

const leaves = (id: string, of: ReturnType<typeof bridge>) => event("BridgeLeave", { ...of, ...channel(id) })

/** Each channel is listed in a bridge, and bridges count and name their own. */
const lists = (
  listed: Readonly<Record<string, string>>,
  bridges: ReadonlyArray<ReturnType<typeof bridge>>,
  BridgeInfo?: Answer
): Record<string, Answer> => ({
  Status: Object.entries(listed).map(([id, BridgeID]) => event("Status", { ...channel(id), BridgeID })),
  BridgeList: bridges.map((of) => event("BridgeListItem", of)),
  ...BridgeInfo === undefined ? {} : { BridgeInfo }
})

const present = (...ids: ReadonlyArray<string>) => ids.map((id) => event("BridgeInfoChannel", channel(id)))

const open = Effect.fnUntraced(function*(first: Record<string, Answer>) {
  const server = yield* serve(first)
  const models = Layer.mergeAll(AmiChannels.layer, AmiBridges.layer)
  const { lookup, members } = yield* build(models, server, AmiBridges.AmiBridges)
  const asked = () => count(server.peer, "BridgeInfo")
  const inIt = Effect.map(members("lot").get, ({ value }) => value.map(({ Uniqueid }) => Uniqueid))
  return { asked, inIt, lookup, server }
})

it.effect("leaves out a channel that is listed in a bridge that it has left, if the bridge counts fewer", () =>
  Effect.gen(function*() {
    const { asked, inIt, server } = yield* open(lists({ 101: "lot", 102: "" }, [bridge(1)]))
    assert.deepStrictEqual(yield* inIt, ["1.101"])
    // Another takes its place while the link is lost, or just before.
    const listed = { 101: "lot", 102: "lot", 103: "talk", 104: "talk" }
    yield* server.reconnect(lists(listed, [bridge(1), bridge(2, "talk")], present("102")))
    assert.deepStrictEqual(yield* inIt, ["1.102"])
    assert.strictEqual(asked(), 1)
    yield* server.say(enters("101", bridge(2)))
    assert.deepStrictEqual(yield* inIt, ["1.102", "1.101"])
  }))

it.effect("does not ask a bridge whose events say how many it has by now, or that counts channels that are not announced", () =>
  Effect.gen(function*() {
    const { asked, inIt, server } = yield* open(lists({ 101: "lot", 102: "room" }, [bridge(1), bridge(2, "room")]))
    server.held.add("Status")
    yield* server.reconnect(lists({ 101: "", 102: "lot", 103: "lot" }, [bridge(1)], present()))
    yield* server.say(leaves("101", bridge(0)), enters("102", bridge(1)), enters("103", bridge(2)))
    yield* server.release
    assert.deepStrictEqual(yield* inIt, ["1.102", "1.103"])
    assert.strictEqual(asked(), 0)
  }))

it.effect("takes an event over a bridge that was asked before it", () =>
  Effect.gen(function*() {
    const { inIt, server } = yield* open(lists({}, [bridge(0)]))
    server.held.add("BridgeInfo")
    yield* server.reconnect(lists({ 101: "lot", 102: "lot", 103: "lot" }, [bridge(1)], present("102")))
    yield* server.say(enters("101", bridge(2)), event("Hangup", channel("102")))
    assert.deepStrictEqual(yield* inIt, ["1.101", "1.103"])
    yield* server.release
    assert.deepStrictEqual(yield* inIt, ["1.101"])
  }))

it.effect.each([
  ["does not know the bridge any more", "Response: Error\nMessage: Specified BridgeUniqueid not found"],
  ["does not let the account ask", "Response: Error\nMessage: Permission denied"],
  ["does not know the action", undefined]
])("believes the list of channels if the server %s", ([, answer]) =>
  Effect.gen(function*() {
    const { asked, inIt, server } = yield* open(lists({ 101: "lot", 102: "lot" }, [bridge(1)], answer))
    yield* turn
    assert.deepStrictEqual(yield* inIt, ["1.101", "1.102"])
    assert.strictEqual(asked(), 1)
    yield* server.say(leaves("101", bridge(1)))
    assert.deepStrictEqual(yield* inIt, ["1.102"])
  }))
