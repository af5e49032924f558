/**
 * Runs the dialplan: one application after the other, until the channel ends.
 *
 * @since 0.1.0
 */
import * as Channels from "../channels.ts"
import type { Draft } from "../draft.ts"
import type { Channel } from "../model.ts"
import * as Applications from "./applications.ts"
import * as Builtins from "./builtins.ts"
import { applicationAt, exists } from "./dialplan.ts"
import * as Menus from "./menus.ts"
import * as Scope from "./scope.ts"
import * as Subroutines from "./subroutines.ts"
import * as Thread from "./thread.ts"

/** Runs the application at a channel's place; at the end of the dialplan the channel ends. */
export const execute = (draft: Draft, name: string, plan: number): void => {
  const channel = Channels.running(draft, { name, plan })
  if (channel === undefined) return
  const found = channel.single
    ? { name: channel.application, data: channel.data }
    : applicationAt(draft.dialplan, channel)
  if (found === undefined) {
    return isExtension(draft, channel)
      ? fallThrough(draft, channel)
      : unknownExtension(draft, channel)
  }
  const application = Applications.find(found.name)
  // An unknown application ends the channel (pbx.c, pbx_extension_helper).
  if (application === undefined) return Thread.end(draft, channel)
  // The application of an `Originate` is in no dialplan, so it has no Newexten.
  if (channel.single) return application.run(draft, channel, found.data)
  const data = Scope.substitute(draft, channel, found.data)
  application.run(
    draft,
    Channels.moveTo(draft, draft.current(channel), channel, { name: application.name, data }),
    data
  )
}

const isExtension = (draft: Draft, channel: Channel): boolean => exists(draft.dialplan, channel)

const runsOwnDialplan = (draft: Draft, channel: Channel): boolean =>
  !channel.ending && !Subroutines.isRunning(draft, channel)

/** The channel is at no extension. */
const unknownExtension = (draft: Draft, channel: Channel): void =>
  runsOwnDialplan(draft, channel) ? Menus.invalid(draft, channel, channel.exten) : Thread.end(draft, channel)

/** What Asterisk does at the end of the dialplan (pbx.c, __ast_pbx_run). */
const fallThrough = (draft: Draft, channel: Channel): void => {
  // Between applications a channel has none, which shows when it ends after its extension `h` (pbx_app.c, pbx_exec).
  if (channel.ending) draft.update(channel, { application: "", data: "" })
  if (!runsOwnDialplan(draft, channel)) return Thread.end(draft, channel)
  const status = channel.variables.get("DIALSTATUS")
  if (status === "BUSY") return Builtins.busy(draft, channel, "10")
  if (status === "CONGESTION" || status === "CHANUNAVAIL") return Builtins.congestion(draft, channel, "10")
  Thread.end(draft, channel)
}

/** Continues after a channel's application. */
export const proceed = (draft: Draft, name: string, plan: number): void => {
  const channel = Channels.running(draft, { name, plan })
  if (channel === undefined) return
  const returns = draft.services.returning.get(channel.name)
  if (returns !== undefined) {
    draft.services.returning.delete(channel.name)
    draft.leaving.delete(channel.name)
    return returns.resume(draft, channel, 0)
  }
  if (channel.single) return Thread.end(draft, channel)
  draft.update(channel, { priority: channel.priority + 1 })
  execute(draft, channel.name, plan)
}
