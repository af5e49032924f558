/**
 * A connection over the owner of a server, whichever node that is.
 *
 * It ends as soon as anything is not as it was: another owner, a silence, a refusal. The client on top does the rest: it reports
 * what may have run, connects again, and marks the place. What is known not to have run is reported as such first.
 *
 * @since 0.2.0
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type AmiError, ConnectFailed } from "../../AmiError.ts"
import type { Owner } from "../../internal/direct.ts"
import { errorFor, lost } from "../../internal/failing.ts"
import { monotonicMillis } from "../../internal/monotonic.ts"
import { type Frame, Refused, type Wanted } from "../../internal/ownerWords.ts"
import type { Packing } from "../../internal/packing.ts"
import * as AmiCodec from "../../protocol/AmiCodec.ts"
import * as AmiMessage from "../../protocol/AmiMessage.ts"
import * as AmiTransport from "../../transport/AmiTransport.ts"
import { Writes } from "./writes.ts"

/** The way to the owner. */
export interface Route {
  readonly owner: Owner<unknown>
  /** A request is sent once, so that one which is refused was not executed; the cluster sends it again to the next owner. */
  readonly isDirect: boolean
}

export interface Options {
  readonly server: string
  /** Asks who owns the server. */
  readonly route: Effect.Effect<Route, unknown, Scope.Scope>
  readonly wanted: Wanted
  readonly packing: Packing | undefined
}

/** Without a sign of life for so long, in milliseconds, an owner counts as gone. */
const silenceLimit = 3000
const lookInterval = 500
/** What was asked of a node that is frozen is asked again, of the owner that there is by then. */
const helloTimeout = Duration.seconds(2)
/** How long connecting waits for an owner that is connected. */
const patience = Duration.seconds(10)
const retryDelay = Duration.millis(200)
const farewell = Duration.seconds(1)
const takenAgain = "another node owns the connection now"

/** One attempt: a session with the owner that there is. */
const attempt = Effect.fnUntraced(function*(options: Options) {
  const { packing, wanted } = options
  const scope = yield* Effect.scope
  const { isDirect, owner } = yield* orGiveUp(
    Effect.catchCause(options.route, (cause) => Effect.fail(refusalOf(cause)))
  )
  const session = crypto.randomUUID()
  const inbound = AmiTransport.inbound()
  const decoder = AmiCodec.makeDecoder({ banner: false, rawOutput: false })
  const now = monotonicMillis(yield* Clock.Clock)
  const hello = Deferred.makeUnsafe<Frame & { readonly incarnation: string }, Refusal>()
  let heard = now()

  const writes = new Writes((actionId) => inbound.notify({ _tag: "NotSent", actionId }))
  const end = (error: AmiError, taken?: number) => {
    writes.end(taken)
    inbound.end(error)
    Deferred.doneUnsafe(hello, Exit.fail({ detail: error.message, isFinal: false }))
  }
  const endWith = (detail: string, taken?: number) => end(lost("Ended", detail), taken)

  const deliver = (bytes: Uint8Array) => {
    inbound.deliver(decoder.push(bytes))
    if (decoder.failure !== undefined) endWith("the owner sent what is no message")
    return bytes.length
  }
  /** Takes a frame, and gives its size. */
  const take = (frame: Frame): number => {
    const { actionId, bytes, incarnation } = frame
    switch (frame.kind) {
      case "Hello":
        if (incarnation === undefined || Deferred.isDoneUnsafe(hello)) endWith(takenAgain)
        else Deferred.doneUnsafe(hello, Exit.succeed({ ...frame, incarnation }))
        return 0
      case "Messages":
        return bytes === undefined ? 0 : deliver(bytes)
      case "Packed": {
        const unpacked = Result.try(() => bytes && packing?.unpack(bytes))
        if (Result.isSuccess(unpacked) && unpacked.success !== undefined) return deliver(unpacked.success)
        endWith("the owner sent what cannot be unpacked")
        return 0
      }
      case "Missed":
        inbound.notify({ _tag: "Missed", why: missedWhy(frame.why), dropped: frame.dropped })
        return 0
      case "Unanswered":
      case "NotExecuted":
        if (actionId !== undefined) inbound.notify(noticeOf(frame, actionId))
        return 0
      case "Ended":
        endWith(endings[frame.why ?? ""] ?? frame.detail ?? "the owner let go", frame.taken)
        return 0
      default:
        return 0
    }
  }

  const wantsAll = wanted.classes === undefined && wanted.names === undefined
  const reading = owner.open({
    session,
    ...(wantsAll ? {} : { wanted }),
    ...(packing === undefined ? {} : { unpacks: [packing.name] })
  }).pipe(
    Stream.runForEachArray((frames) =>
      Effect.suspend(() => {
        heard = now()
        let size = 0
        for (const frame of frames) {
          if (inbound.ended() === undefined) size += take(frame)
        }
        // Not acknowledged before subscribers have caught up: so the owner notices a slow one, and counts what it drops.
        return inbound.ended() === undefined ? inbound.caughtUp(size) : Effect.interrupt
      })
    ),
    Effect.exit,
    Effect.flatMap((exit) =>
      Effect.sync(() => {
        const refusal = Exit.isFailure(exit) ? refusalOf(exit.cause) : undefined
        if (refusal !== undefined) Deferred.doneUnsafe(hello, Exit.fail(refusal))
        endWith(refusal?.detail ?? "the owner let go")
      })
    )
  )
  const reader = yield* Effect.forkScoped(reading, { startImmediately: true })

  // A process that did not run has heard nothing, and cannot say that the owner was silent.
  let looked = now()
  yield* Effect.sync(() => {
    const at = now()
    if (at - looked > 2 * lookInterval) heard = at
    looked = at
    if (at - heard > silenceLimit) endWith("nothing was heard of the owner")
  }).pipe(Effect.delay(lookInterval), Effect.forever, Effect.forkScoped)

  const { banner, incarnation } = yield* orGiveUp(Deferred.await(hello))

  // Those of one turn leave together; the next wait until these have arrived, so that their order is kept.
  const writer = yield* writes.next.pipe(
    Effect.flatMap(({ actions, seq }) =>
      Effect.flatMap(Effect.exit(owner.write({ session, incarnation, seq, actions })), (exit) => {
        if (Exit.isSuccess(exit)) return Effect.sync(() => writes.arrived())
        const refused = refusedOf(exit.cause)
        // Refused by the owner that was asked, if it was asked once or says who it is.
        const isOwn = refused !== undefined && (isDirect || refused.incarnation === incarnation)
        writes.end(isOwn ? refused.taken ?? (isDirect ? seq - 1 : undefined) : undefined)
        const { detail } = refusalOf(exit.cause)
        // The answers to what was executed before are still on their way, and so is the word that ends the session.
        return Effect.delay(Effect.sync(() => endWith(detail)), isOwn ? farewell : Duration.zero)
      })
    ),
    Effect.forever({ disableYield: true }),
    Effect.forkScoped
  )

  yield* Scope.addFinalizer(
    scope,
    // Closing comes after what was written, if the owner can be reached.
    Effect.timeoutOption(writes.idle, farewell).pipe(
      Effect.andThen(Effect.sync(() => end(lost("ClientClosed")))),
      Effect.andThen(Effect.sync(() => {
        writer.interruptUnsafe()
        reader.interruptUnsafe()
      }))
    )
  )

  const connection: AmiTransport.Connection = {
    banner,
    noticesSilence: true,
    // The owner is logged in.
    authenticate: () => Effect.void,
    receive: inbound.receive,
    write: ({ actionId, headers, name }, due) => {
      if (inbound.ended() !== undefined || writes.isOver) return false
      writes.add({
        name,
        actionId,
        headers: headers.filter(([header]) => !/^action(id)?$/i.test(header)),
        timeout: due === undefined || !Number.isFinite(due.timeout) ? unlimited : due.timeout,
        ...(due?.blocks === true ? { blocks: true } : {})
      })
      return true
    }
  }
  return connection
})

const orGiveUp = <A, R>(effect: Effect.Effect<A, Refusal, R>) =>
  Effect.timeoutOrElse(effect, {
    duration: helloTimeout,
    orElse: () => Effect.fail<Refusal>({ detail: "no node answered for it", isFinal: false })
  })

/** As long as a JavaScript timer can wait, in milliseconds. */
const unlimited = 2 ** 31 - 1

/** Why there is no session. */
interface Refusal {
  readonly detail: string
  /** True if another attempt cannot succeed. */
  readonly isFinal: boolean
}

const isTorn = Predicate.isTagged("RpcClientError")
const isRefused = Schema.is(Refused)

const refusedOf = (cause: Cause.Cause<unknown>): Refused | undefined =>
  Option.match(Cause.findErrorOption(cause), {
    onNone: () => undefined,
    onSome: (error) => isRefused(error) ? error : undefined
  })

const refusalOf = (cause: Cause.Cause<unknown>): Refusal => {
  if (Cause.hasInterruptsOnly(cause)) return { detail: "the owner let go", isFinal: false }
  const refused = refusedOf(cause)
  if (refused === undefined) {
    const error = Cause.squash(cause)
    const detail = isTorn(error) ? "the connection to its owner is gone" : AmiMessage.printable(String(error), 200)
    return { detail, isFinal: false }
  }
  const words = endings[refused.why] ?? refused.why
  return {
    detail: refused.detail === undefined ? words : `${words}: ${refused.detail}`,
    isFinal: refused.why === "UnknownServer"
  }
}

const endings: Readonly<Record<string, string>> = {
  Disconnected: "its owner is not connected to Asterisk",
  Frozen: "its owner did not run for a while, and another node may own it now",
  Leaving: "it moves to another node",
  Left: "the session was logged off",
  OtherOwner: takenAgain,
  TooSlow: "too many answers waited for this client",
  Unknown: "its owner does not know this session",
  UnknownServer: "no node of the cluster has a server of this name"
}

const missedWhy = (why: string | undefined) => why === "PollFailed" || why === "SessionStolen" ? why : "SlowConsumer"

const noticeOf = ({ detail, kind, why }: Frame, actionId: string): AmiTransport.Notice => {
  if (kind === "NotExecuted") return { _tag: "NotExecuted", actionId, message: detail ?? "" }
  if (why === "NotSent") return { _tag: "NotSent", actionId }
  const cause = why === "Timeout" ? why : "Disconnected"
  return { _tag: "Unanswered", actionId, cause, ...(detail === undefined ? {} : { detail }) }
}

/** Connects to the owner of a server; waits a while for one that is connected to Asterisk. */
export const connect = (options: Options): Effect.Effect<AmiTransport.Connection, AmiError, Scope.Scope> =>
  Effect.gen(function*() {
    const own = yield* Effect.scope
    const now = monotonicMillis(yield* Clock.Clock)
    const until = now() + Duration.toMillis(patience)
    while (true) {
      const scope = yield* Scope.fork(own)
      const exit = yield* Effect.onInterrupt(
        Effect.result(Scope.provide(attempt(options), scope)),
        () => Scope.close(scope, Exit.interrupt())
      )
      if (Result.isSuccess(exit)) return exit.success
      yield* Scope.close(scope, Exit.void)
      const { detail, isFinal } = exit.failure
      if (isFinal || now() >= until) {
        return yield* Effect.fail(errorFor(new ConnectFailed({ address: options.server, code: "NO_OWNER", detail })))
      }
      yield* Effect.sleep(retryDelay)
    }
  })
