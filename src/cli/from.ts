/**
 * The PBX of `--from`: a recording, as it was at its end, or played in its own time.
 *
 * @since 0.2.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { AmiError } from "../AmiError.ts"
import * as AllActions from "../catalog/AllActions.ts"
import type * as AmiRecording from "../journal/AmiRecording.ts"
import type { Header } from "../protocol/AmiMessage.ts"
import { AmiTransport } from "../transport/AmiTransport.ts"
import * as AmiTransportMock from "../transport/AmiTransportMock.ts"
import type { Cli } from "./context.ts"
import type { Failed } from "./failure.ts"
import type { Host } from "./host.ts"
import { say } from "./output.ts"
import * as File from "./recorded/file.ts"
import { paced } from "./recorded/inbox.ts"
import * as Lists from "./recorded/lists.ts"

const refusal = AmiTransportMock.error("A recording is read, which holds events and executes nothing")

/** Actions that are answered although nothing is executed. */
const isAnswered = (name: string): boolean => /^(login|logoff|challenge|ping|events)$/i.test(name)

const textOf = (headers: ReadonlyArray<Header>): string =>
  headers.map(([name, value]) => `${name}: ${value}`).join("\n")

/** The headers of an action that choose among the items. */
const choices = ["Queue", "Channel"]

const reply = (state: Lists.State, name: string): AmiTransportMock.Reply => (action) => {
  const list = state.list(name)
  if (list === undefined) return refusal
  const chosen = list.items.filter((item) =>
    choices.every((choice) => {
      const wanted = action.get(choice)?.toLowerCase() ?? ""
      return wanted === "" || item.some(([name, value]) => name === choice && value.toLowerCase() === wanted)
    })
  )
  return AmiTransportMock.list(list.complete, chosen.map(textOf))
}

/** Answers lists with what there is, and refuses everything else. */
const scriptOf = (state: Lists.State, asked: () => void): AmiTransportMock.Script =>
  Object.fromEntries(AllActions.all.flatMap(({ name }) => {
    if (isAnswered(name)) return []
    const answer = reply(state, name.toLowerCase())
    return [[name, (action: AmiTransportMock.Sent) => {
      asked()
      return typeof answer === "function" ? answer(action) : answer
    }]]
  }))

/** The PBX as it was at the end: nothing happens any more. */
const still = (recording: AmiRecording.Recording): Layer.Layer<AmiTransport, never, Cli | Host> => {
  const state = new Lists.State()
  for (const entry of recording.entries) state.apply(entry)
  const end = DateTime.makeUnsafe(recording.at + (recording.entries.at(-1)?.t ?? 0))
  return Layer.provideMerge(
    Layer.effectDiscard(say(`As of ${DateTime.formatIso(end)}, the end of the recording`)),
    AmiTransportMock.layer(scriptOf(state, () => undefined), { recording: { entries: [] }, paused: true })
  )
}

/** The PBX as it was at each moment, from the first question on. It stays as it was at the end. */
const moving = (recording: AmiRecording.Recording): Layer.Layer<AmiTransport> => {
  const state = new Lists.State()
  const isAsked = Latch.makeUnsafe(false)
  const isConnected = Latch.makeUnsafe(true)
  const playing = Effect.gen(function*() {
    const mock = yield* AmiTransportMock.AmiTransportMock
    yield* isAsked.await
    yield* Stream.runForEach(paced(recording, 1), (entry) => {
      state.apply(entry)
      switch (entry._tag) {
        case "Message":
          return mock.push(textOf(entry.message.toJSON()))
        case "Connected":
          return isConnected.open
        case "Disconnected":
          return Effect.andThen(isConnected.close, mock.drop)
        // What was missed then cannot be made up for: the client takes its lists again.
        case "Gap":
          return mock.drop
      }
    })
  })
  const transport = Layer.effect(
    AmiTransport,
    Effect.map(AmiTransport, ({ connect }) => ({ connect: Effect.andThen(isConnected.await, connect) }))
  )
  return Layer.merge(transport, Layer.effectDiscard(Effect.forkScoped(playing))).pipe(
    Layer.provide(AmiTransportMock.layer(scriptOf(state, () => isAsked.openUnsafe())))
  )
}

/** Layer of the transport to a recording. */
export const transport = (
  file: string,
  { isPlayed }: { readonly isPlayed: boolean }
): Layer.Layer<AmiTransport, AmiError | Failed, Cli | Host> =>
  Layer.unwrap(Effect.map(File.load(file), (recording) => isPlayed ? moving(recording) : still(recording)))
