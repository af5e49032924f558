/**
 * `AGI`: commands from a manager session (`agi:async`), and the failure of scripts, which cannot run here (res_agi.c).
 *
 * @since 0.2.0
 */
import { orUnknown } from "../../messages.ts"
import * as wire from "../../wire.ts"
import * as Channels from "../channels.ts"
import { next } from "../dialplan/application.ts"
import { split } from "../dialplan/argumentText.ts"
import * as Thread from "../dialplan/thread.ts"
import type { Draft, Leave } from "../draft.ts"
import type { Channel } from "../model.ts"
import type { AgiCommand } from "../services/serviceState.ts"
import { type Exec, type Outcome, perform } from "./agiCommands.ts"

/** Sizes of the buffers for the answer of a command, and for its copy in an event. */
const readSize = 1024
const shownSize = 2048

/** How often a silent channel looks at its queue. One that receives sound does it with each frame. */
const pollInterval = 100
const frameInterval = 20

const version = (draft: Draft): string =>
  draft.dialect === 16 ? "16.28.0~dfsg-0+deb11u4" : "22.10.1+dfsg+~cs6.17.60671434-1"

/** A number in the form of a thread id, for the thread that runs a channel. */
const threadOf = (draft: Draft): string => `14${Math.floor(draft.random() * 1e13).toString().padStart(13, "0")}`

/** The number that a telephone dialled; other channels have none. */
const dialled = ({ exten, name }: Channel): string => name.startsWith("PJSIP/") ? exten : ""

/** The variables that a script gets at the start (res_agi.c, setup_env). */
const environment = (draft: Draft, channel: Channel, parameters: ReadonlyArray<string>): string =>
  [
    "agi_request: async",
    `agi_channel: ${channel.name}`,
    "agi_language: en",
    `agi_type: ${Channels.technologyOf(channel)}`,
    `agi_uniqueid: ${channel.uniqueid}`,
    `agi_version: ${version(draft)}`,
    `agi_callerid: ${orUnknown(channel.caller.number, "unknown")}`,
    `agi_calleridname: ${orUnknown(channel.caller.name, "unknown")}`,
    `agi_callingpres: ${channel.caller.number === "" ? 67 : 0}`,
    "agi_callingani2: 0",
    "agi_callington: 0",
    "agi_callingtns: 0",
    `agi_dnid: ${orUnknown(dialled(channel), "unknown")}`,
    "agi_rdnis: unknown",
    `agi_context: ${channel.context}`,
    `agi_extension: ${channel.exten}`,
    `agi_priority: ${channel.priority}`,
    "agi_enhanced: 0.0",
    `agi_accountcode: ${channel.accountCode}`,
    `agi_threadid: ${threadOf(draft)}`,
    ...parameters.map((parameter, index) => `agi_arg_${index + 1}: ${parameter}`),
    "",
    ""
  ].join("\n")

/** Writes to the pipe of a session, and reads the text of an event from it. */
const exchange = (draft: Draft, name: string, written: string): string => {
  const session = draft.services.agiSessions.get(name)
  const pipe = `${session?.written ?? ""}${written}`
  if (session !== undefined) draft.services.agiSessions.set(name, { ...session, written: pipe.slice(readSize) })
  return wire.uriEncoded(pipe.slice(0, readSize), shownSize)
}

const raise = (draft: Draft, name: string, channel: Channel, lines: ReadonlyArray<string> = []): void =>
  Channels.raise(draft, name, channel, lines, "agi")

type Status = "SUCCESS" | "FAILURE" | "NOTFOUND" | "HANGUP"

const setStatus = (draft: Draft, channel: Channel, status: Status): Channel =>
  Channels.setVariable(draft, channel, "AGISTATUS", status)

/** Ends the control of a channel. Its queue keeps its commands (res_agi.c, launch_asyncagi). */
const close = (draft: Draft, name: string, status: Status): Channel | undefined => {
  const session = draft.services.agiSessions.get(name)
  const channel = draft.channels.get(name)
  if (session?.isOpen !== true || channel === undefined) return undefined
  draft.services.agiSessions.set(name, { ...session, isOpen: false, isBusy: false })
  draft.leaving.delete(name)
  raise(draft, "AsyncAGIEnd", channel)
  return setStatus(draft, channel, status)
}

const leave: Leave = (draft, { name }) => {
  close(draft, name, "HANGUP")
}

/** A command that runs, with what its events have in common. */
interface Running {
  readonly command: AgiCommand
  readonly id: number
}

const report = (draft: Draft, name: string, { command, id }: Running, { code, label, text }: Outcome): void => {
  const channel = draft.channels.get(name)
  if (channel === undefined) return
  raise(draft, "AGIExecEnd", channel, [
    `CommandId: ${id}`,
    `Command: ${command.text}`,
    `ResultCode: ${code}`,
    `Result: ${label}`
  ])
  raise(draft, "AsyncAGIExec", channel, [
    `Result: ${exchange(draft, name, text)}`,
    ...(command.id === "" ? [] : [`CommandId: ${command.id}`])
  ])
}

/** The channel leaves while a command runs: that command is answered, and the later ones are not. */
const interrupt = (running: Running): Leave => (draft, channel, why) => {
  // Its records show the application that it runs while it is hung up.
  Channels.publish(draft, channel)
  report(draft, channel.name, running, { code: 200, label: "Unknown Result", text: "200 result=-1\n" })
  leave(draft, channel, why)
}

/** Runs the commands of a queue one after the other, until one takes time or none is left. */
const work = (draft: Draft, of: Channels.Run, run: number, exec: Exec): void => {
  const name = Channels.nameOf(draft, of)
  const session = draft.services.agiSessions.get(name)
  const channel = draft.channels.get(name)
  if (session === undefined || channel === undefined || !session.isOpen || session.run !== run) return
  const [command, ...commands] = session.commands
  if (command === undefined) {
    return draft.services.agiSessions.set(name, { ...session, isBusy: false, lookedAt: draft.now })
  }
  draft.services.agiSessions.set(name, { ...session, isBusy: true, commands })
  const running = { command, id: Math.floor(draft.random() * 0x7fffffff) }
  raise(draft, "AGIExecStart", channel, [`CommandId: ${running.id}`, `Command: ${command.text}`])
  draft.leaving.set(name, interrupt(running))
  perform(draft, channel, command.text, {
    exec,
    leave: interrupt(running),
    done: (later, outcome) => {
      const name = Channels.nameOf(later, of)
      const current = later.services.agiSessions.get(name)
      if (current?.isOpen !== true || current.run !== run) return
      later.leaving.set(name, leave)
      report(later, name, running, outcome)
      if (outcome.after === undefined) return later.soon((soon) => work(soon, of, run, exec))
      if (outcome.after === "hangUp") {
        const ending = later.channels.get(name)
        return ending === undefined ? undefined : Thread.interrupt(later, ending)
      }
      const left = close(later, name, outcome.after === "break" ? "SUCCESS" : "FAILURE")
      if (left !== undefined) next(later, left)
    }
  })
}

/** Puts a channel under the control of manager sessions. */
const launch = (draft: Draft, channel: Channel, parameters: ReadonlyArray<string>, exec: Exec): void => {
  const { name } = channel
  const before = draft.services.agiSessions.get(name)
  const run = (before?.run ?? 0) + 1
  draft.services.agiSessions.set(name, {
    isOpen: true,
    run,
    lookedAt: draft.now,
    isBusy: false,
    commands: before?.commands ?? [],
    written: "",
    look: (later) => work(later, channel, run, exec)
  })
  raise(draft, "AsyncAGIStart", channel, [`Env: ${exchange(draft, name, environment(draft, channel, parameters))}`])
  draft.leaving.set(name, leave)
  work(draft, channel, run, exec)
}

/** `AGI`. Scripts, and servers of scripts, cannot be reached from here. */
export const agi = (draft: Draft, channel: Channel, data: string, exec: Exec): void => {
  const [script = "", ...parameters] = split(data)
  if (script === "") return draft.soon({ _tag: "HangUp", channel: channel.name, cause: 0 })
  const kind = script.toLowerCase()
  if (kind.startsWith("agi:async")) return launch(draft, channel, parameters, exec)
  const isServer = kind.startsWith("agi://") || kind.startsWith("hagi://")
  next(draft, setStatus(draft, channel, isServer ? "FAILURE" : "NOTFOUND"))
}

/** Adds a command to the queue of a channel. Returns false if the channel never was in AsyncAGI. */
export const add = (draft: Draft, channel: Channel, command: AgiCommand): boolean => {
  const session = draft.services.agiSessions.get(channel.name)
  if (session === undefined) return false
  const commands = [...session.commands, command]
  if (!session.isOpen || session.isBusy) {
    draft.services.agiSessions.set(channel.name, { ...session, commands })
    return true
  }
  draft.services.agiSessions.set(channel.name, { ...session, commands, isBusy: true })
  const hears = channel.name.startsWith("PJSIP/") && Channels.isUp(channel)
  const interval = hears ? frameInterval : pollInterval
  draft.later(interval - Math.max(0, draft.now - session.lookedAt) % interval, session.look)
  return true
}
