/**
 * The PBX of `--from`: a recording, as it was at its end, or played in its own time.
 *
 * @since 0.2.0
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { AmiError } from "../AmiError.ts"
import * as AllActions from "../catalog/AllActions.ts"
import * as AmiRecording from "../journal/AmiRecording.ts"
import type { Header } from "../protocol/AmiMessage.ts"
import type { AmiTransport } from "../transport/AmiTransport.ts"
import * as AmiTransportMock from "../transport/AmiTransportMock.ts"
import type { Cli } from "./context.ts"
import type { Failed } from "./failure.ts"
import type { Host } from "./host.ts"
import { say } from "./output.ts"
import * as File from "./recorded/file.ts"
import * as Lists from "./recorded/lists.ts"

const refusal = AmiTransportMock.error("A recording is read, which holds events and executes nothing")

/** Actions that are answered although nothing is executed. */
const isAnswered = (name: string): boolean => /^(login|logoff|challenge|ping|events)$/i.test(name)

const textOf = (headers: ReadonlyArray<Header>): string =>
  headers.map(([name, value]) => `${name}: ${value}`).join("\n")

/** The headers of an action that choose among the items. */
const choices = ["Queue", "Channel"]

const reply = ({ complete, items }: Lists.List): AmiTransportMock.Reply => (action) => {
  const chosen = items.filter((item) =>
    choices.every((choice) => {
      const wanted = action.get(choice)?.toLowerCase() ?? ""
      return wanted === "" || item.some(([name, value]) => name === choice && value.toLowerCase() === wanted)
    })
  )
  return AmiTransportMock.list(complete, chosen.map(textOf))
}

/** Answers lists with what there was at the end, and refuses everything else. */
const scriptOf = (recording: AmiRecording.Recording): AmiTransportMock.Script => {
  const lists = Lists.listsOf(recording)
  return Object.fromEntries(
    AllActions.all.flatMap(({ name }) => {
      const list = lists.get(name.toLowerCase())
      return isAnswered(name) ? [] : [[name, list === undefined ? refusal : reply(list)]]
    })
  )
}

/** Layer of the transport to a recording. */
export const transport = (
  file: string,
  { isPlayed }: { readonly isPlayed: boolean }
): Layer.Layer<AmiTransport, AmiError | Failed, Cli | Host> =>
  Layer.unwrap(Effect.gen(function*() {
    const recording = yield* File.load(file)
    if (isPlayed) return AmiRecording.layerTransport(recording)
    const end = DateTime.makeUnsafe(recording.at + (recording.entries.at(-1)?.t ?? 0))
    yield* say(`As of ${DateTime.formatIso(end)}, the end of the recording`)
    return AmiTransportMock.layer(scriptOf(recording), { recording: { entries: [] }, paused: true })
  }))
