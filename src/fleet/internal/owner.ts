/**
 * Which server has a channel.
 *
 * @since 0.2.0
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { type AmiError, NotSent } from "../../AmiError.ts"
import * as Actions from "../../catalog/Actions.ts"
import type * as AmiAction from "../../catalog/AmiAction.ts"
import { fail } from "../../internal/failing.ts"
import * as Foreign from "../../internal/foreign.ts"
import { AmiChannels } from "../../live/AmiChannels.ts"
import type { Member } from "./member.ts"

/** Servers that have a channel, and those of which nobody knows. */
export interface Located {
  readonly servers: ReadonlyArray<string>
  readonly unanswered: ReadonlyArray<string>
}

type Answer = "has" | "lacks" | "unanswered"

/** What the live channels of a server say; undefined if it has none that are fresh. */
const remembered = <R>(member: Member<R>, channel: string): Effect.Effect<Answer | undefined> => {
  const { models } = member
  const channels = models?._tag === "Ready"
    ? Option.getOrUndefined(Context.getOption(models.services, AmiChannels))
    : undefined
  if (channels === undefined) return Effect.succeed(undefined)
  return Effect.map(
    Effect.all([channels.byName(channel), channels.lookup(channel)]),
    (found) =>
      found.some(({ value }) => value !== undefined)
        ? "has"
        : found.every(({ _tag: tag }) => tag === "Fresh")
        ? "lacks"
        : undefined
  )
}

/** What a server answers, if it does so in time. */
const asked = <R>({ ami }: Member<R>, channel: string, timeout: Duration.Input): Effect.Effect<Answer> => {
  if (ami === undefined) return Effect.succeed("unanswered")
  const asking = Effect.matchCause(ami.collect(Actions.Status({ Channel: channel })), {
    onSuccess: (items): Answer => items.length > 0 ? "has" : "lacks",
    onFailure: (cause): Answer => {
      const { reason } = Foreign.errorOf("The client", cause)
      return reason._tag === "ActionFailed" ? "lacks" : "unanswered"
    }
  })
  return Effect.map(
    Foreign.within(timeout, () => asking),
    (exit) =>
      Option.match(exit, {
        onNone: () => "unanswered",
        onSome: (exit) => exit._tag === "Success" ? exit.value : "unanswered"
      })
  )
}

/**
 * Asks memory where that is fresh, and else the servers. If nobody has the channel, all are asked: it may be so new that no
 * event of it has come.
 */
export const locate = <R>(
  members: ReadonlyArray<Member<R>>,
  channel: string,
  timeout: Duration.Input
): Effect.Effect<Located> =>
  Effect.gen(function*() {
    const known = yield* Effect.forEach(members, (member) => remembered(member, channel))
    const look = (of: (known: Answer | undefined) => boolean) =>
      Effect.forEach(members, (member, at) => {
        const answer = known[at]
        return of(answer) ? asked(member, channel, timeout) : Effect.succeed(answer ?? "unanswered")
      }, { concurrency: "unbounded" })
    let answers = yield* look((answer) => answer === undefined)
    if (!answers.includes("has") && known.includes("lacks")) answers = yield* look(() => true)
    const those = (answer: Answer) => members.flatMap(({ server }, at) => answers[at] === answer ? [server] : [])
    return { servers: those("has"), unanswered: those("unanswered") }
  })

/** Its headers that name a channel that is there. `Channel` of an `Originate` names a telephone. */
const headers = ["channel", "channel1"]

/** The channel that an action is about; undefined if it names none. Fails if the action cannot be written. */
export const channelOf = (action: AmiAction.Any): Effect.Effect<string | undefined, AmiError> =>
  Effect.suspend(() => {
    if (action.name.toLowerCase() === "originate") return Effect.succeed(undefined)
    const encoded = action.encode()
    if (Result.isFailure(encoded)) return fail(new NotSent({ action: action.name, why: "Invalid", ...encoded.failure }))
    const found = encoded.success.find(([name]) => headers.includes(name.toLowerCase()))
    return Effect.succeed(found === undefined || found[1] === "" ? undefined : found[1])
  })
