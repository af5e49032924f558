/**
 * The four ways to send an action: for one answer, for a whole list, for a list as it arrives, and raw.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { type AmiError, ListIncomplete } from "../../../AmiError.ts"
import * as AmiAction from "../../../catalog/AmiAction.ts"
import { errorOf, isFailure, read } from "../../../internal/answers.ts"
import { errorFor } from "../../../internal/failing.ts"
import { wrongAction } from "../../../internal/given.ts"
import type { Identity } from "../../../internal/identity.ts"
import type { Relay, Unanswered } from "../../../internal/relays.ts"
import * as Unwritten from "../../../internal/unwritten.ts"
import type { AmiMessage } from "../../../protocol/AmiMessage.ts"
import type { Outcome } from "../meter.ts"
import type { Failure, Listener } from "../session/correlation.ts"
import { failureOf } from "../session/failures.ts"
import type { Session } from "../session/session.ts"
import * as Items from "./items.ts"
import * as Lists from "./lists.ts"
import { type Observation, type Observing, outcomeOf } from "./observing.ts"

export interface RequestOptions extends Lists.Limits {
  readonly actionTimeout: Duration.Duration
  readonly dangerous: "allow" | "refuse"
  readonly onDisconnected: "fail" | "wait"
}

/** A list or an exchange that goes on until it ends or its caller leaves. */
interface Begun {
  readonly leave: Effect.Effect<void>
}

/** The session that takes actions now. A client that logs in again puts another in its place. */
export interface Live {
  session: Session
}

/** The connection that takes actions. */
export interface Destination {
  readonly live: Live
  readonly isReady: () => boolean
  /** Done when the client is ready, or never will be again. */
  readonly decided: Effect.Effect<void>
}

export const make = (
  { decided, isReady, live }: Destination,
  observing: Observing,
  options: RequestOptions,
  stamp: Identity["stamp"]
) => {
  const after = (action: AmiAction.Any) =>
    action.blocksFor === undefined
      ? options.actionTimeout
      : Duration.max(options.actionTimeout, Duration.fromInputUnsafe(action.blocksFor))

  /** What all lists hold. */
  const budget = { bytes: 0 }

  /** An action that this client refuses is one that cannot be written. */
  const allowed = <A extends AmiAction.Any>(action: A): A =>
    options.dangerous === "allow" || action.danger === undefined ? action : {
      ...action,
      encode: () =>
        Result.fail({ field: "Action", rule: `is refused by this client (option dangerous): it ${action.danger}` })
    }

  const isWaiting = () => options.onDisconnected === "wait" && !isReady()

  /** Runs an effect at once, or when there is a connection, if the action may wait for one. */
  const onceConnected = <A>(
    action: AmiAction.Any,
    seen: Observation,
    run: Effect.Effect<A, AmiError>
  ): Effect.Effect<A, AmiError> =>
    isWaiting()
      ? Effect.onExit(Effect.andThen(connected(action), run), (exit) => Effect.sync(() => seen.ended(outcomeOf(exit))))
      : run

  /** Waits for a connection, if the action may, until its own deadline. */
  const connected = (action: AmiAction.Any): Effect.Effect<void, AmiError> =>
    Effect.suspend(() =>
      !isWaiting() ? Effect.void : Effect.timeoutOrElse(decided, {
        duration: after(action),
        orElse: () =>
          Effect.fail(stamp(failureOf(action, live.session.epoch, { _tag: "Refused", why: "QueuedTimeout" })))
      })
    )

  const send = <A>(action: AmiAction.Action<A>): Effect.Effect<A, AmiError> =>
    observing.effect("send", action, (seen) => onceConnected(action, seen, sendNow(action, seen)))

  const sendNow = <A>(action: AmiAction.Action<A>, seen: Observation): Effect.Effect<A, AmiError> =>
    Effect.callback((resume) => {
      const { session } = live
      const sending = new Sending(action, session, seen, resume, stamp)
      // The time that it waited for a connection is not part of what its answer may take.
      const from = options.onDisconnected === "fail" ? seen.from : undefined
      const request = session.begin(allowed(action), { after: after(action), idle: false, from }, sending)
      seen.begun(session, request)
      return Effect.sync(() => {
        session.abandon(request)
        seen.ended("Interrupted")
      })
    })

  const begin = (
    session: Session,
    action: AmiAction.Any,
    seen: Observation,
    listener: (size: Lists.Size) => Listener
  ): Begun => {
    const size = Lists.size(budget, options)
    const request = session.begin(allowed(action), { after: after(action), idle: true }, listener(size))
    seen.begun(session, request)
    return {
      leave: Effect.sync(() => {
        if (request?.state === "queued") Unwritten.report(action)
        session.abandon(request)
        size.release()
      })
    }
  }

  const collect = <Item>(action: AmiAction.ListAction<Item>): Effect.Effect<Array<Item>, AmiError> =>
    Effect.mapError(
      observing.effect("collect", action, (seen) => onceConnected(action, seen, collectNow(action, seen))),
      stamp
    )

  const collectNow = <Item>(
    action: AmiAction.ListAction<Item>,
    seen: Observation
  ): Effect.Effect<Array<Item>, AmiError> =>
    Effect.acquireUseRelease(
      Effect.sync(() => beginCollecting(action, seen)),
      ({ collecting }) => collecting,
      ({ leave }, exit) => {
        seen.ended(outcomeOf(exit))
        return leave
      }
    )

  const beginCollecting = <Item>(action: AmiAction.ListAction<Item>, seen: Observation) => {
    const { session } = live
    const collection = new Items.Collection(action)
    let end: Lists.End | undefined
    let resume: ((arrived: Effect.Effect<void>) => void) | undefined
    /** Once for each read: what comes wakes the caller, who decodes it. */
    const wake = () => {
      const resumed = resume
      resume = undefined
      if (resumed !== undefined) session.wakes.run(() => resumed(Effect.void))
    }
    const target: Lists.Target = {
      onItem: (item) => {
        collection.add(item)
        wake()
      },
      onEnd: (how) => {
        end = how
        wake()
      }
    }
    const { leave } = begin(session, action, seen, (size) => Lists.listener(action, session.epoch, size, target))
    const arrived = Effect.callback<void>((resumed) => {
      if (end === undefined && collection.isDecoded) resume = resumed
      else resumed(Effect.void)
    })
    const collecting: Effect.Effect<Array<Item>, AmiError> = Effect.suspend(() => {
      collection.decode()
      if (!collection.isDecoded) return Effect.andThen(Effect.yieldNow, collecting)
      if (end === undefined) return Effect.andThen(arrived, collecting)
      return end._tag === "Whole"
        ? Effect.fromResult(collection.whole())
        : Effect.fail(Lists.errorOfEnd(action, end, collection.some()))
    })
    return { collecting, leave }
  }

  /** The queue is as long as the list may be: the reader never waits, and the limit of items bounds it. */
  const stream = <Item>(action: AmiAction.ListAction<Item>): Stream.Stream<Item, AmiError> =>
    Stream.suspend(() => {
      let observation: Observation | undefined
      const messages = Stream.callback<AmiMessage, AmiError>((queue) =>
        held("stream", action, (session, seen) => {
          observation = seen
          const target: Lists.Target = {
            onItem: (item) => session.wakes.run(() => Queue.offerUnsafe(queue, item)),
            onEnd: (end) => {
              const result = end._tag === "Whole" ? Result.void : Result.fail(Lists.errorOfEnd(action, end, []))
              seen.ended(outcomeOfResult(result))
              session.wakes.run(() => finish(queue, result))
            }
          }
          return begin(session, action, seen, (size) => Lists.listener(action, session.epoch, size, target))
        })
      )
      return Items.decodeStream(action, messages, ({ reason }) => observation?.ended(reason._tag))
    })

  const exchange = (action: AmiAction.Any): Stream.Stream<AmiMessage, AmiError> =>
    Stream.callback((queue) =>
      held(
        "exchange",
        action,
        (session, seen) => begin(session, action, seen, (size) => exchangeListener(session, action, queue, size, seen))
      )
    )

  const exchangeListener = (
    { epoch, wakes }: Session,
    action: AmiAction.Any,
    queue: Queue.Queue<AmiMessage, AmiError | Cause.Done>,
    size: Lists.Size,
    seen: Observation
  ): Listener => ({
    onMessage: (message, endsList) => {
      const passed = message.kind === "Event" && !endsList ? size.add(message) : undefined
      if (passed !== undefined) {
        const reason = new ListIncomplete({ action: action.name, items: [], cause: passed })
        wakes.run(() => finish(queue, Result.fail(errorFor(reason))))
        return "done"
      }
      if (message.kind === "Response") {
        seen.ended(isFailure(message) ? errorOf(action, message).reason._tag : "Ok")
      }
      wakes.run(() => Queue.offerUnsafe(queue, message))
      return "more"
    },
    onFailure: (failure) => {
      const error = failureOf(action, epoch, failure)
      seen.ended(error.reason._tag)
      wakes.run(() => finish(queue, Result.fail(error)))
    }
  })

  const held = Effect.fnUntraced(function*(
    kind: "stream" | "exchange",
    action: AmiAction.Any,
    begin: (session: Session, seen: Observation) => Begun
  ) {
    const seen = yield* observing.scoped(kind, action)
    yield* Effect.tapError(connected(action), ({ reason }) => Effect.sync(() => seen.ended(reason._tag)))
    yield* Effect.acquireRelease(Effect.sync(() => begin(live.session, seen)), ({ leave }) => leave)
  })

  /** Not observed: the client that it comes from does that. */
  const relay: Relay["begin"] = ({ actionId, due, headers, name }, listener) => {
    const { session } = live
    // What it would answer later than its own client waits for is of no use.
    const after = Duration.millis(due.timeout)
    const action = { ...AmiAction.raw(name, headers), blocksFor: due.blocks ? after : undefined }
    const request = session.begin(allowed(action), { after, idle: true }, {
      onMessage: listener.onMessage,
      onFailure: (failure) => listener.onUnanswered(noticeOf(actionId, failure)),
      mayWrite: listener.mayWrite
    }, actionId)
    return () => session.wakes.batch(() => session.abandon(request))
  }

  return {
    relay,
    send: <A>(action: AmiAction.Action<A>): Effect.Effect<A, AmiError> => {
      const wrong = wrongAction("send", action)
      return wrong === undefined ? send(action) : Effect.fail(stamp(wrong))
    },
    collect: <Item>(action: AmiAction.ListAction<Item>): Effect.Effect<Array<Item>, AmiError> => {
      const wrong = wrongAction("collect", action)
      return wrong === undefined ? collect(action) : Effect.fail(stamp(wrong))
    },
    stream: <Item>(action: AmiAction.ListAction<Item>): Stream.Stream<Item, AmiError> => {
      const wrong = wrongAction("stream", action)
      return Stream.mapError(wrong === undefined ? stream(action) : Stream.fail(wrong), stamp)
    },
    exchange: (action: AmiAction.Any): Stream.Stream<AmiMessage, AmiError> => {
      const wrong = wrongAction("exchange", action)
      return Stream.mapError(wrong === undefined ? exchange(action) : Stream.fail(wrong), stamp)
    }
  }
}

/** An action under way that has one answer; its caller is woken with what becomes of it. */
class Sending<A> implements Listener {
  private readonly action: AmiAction.Action<A>
  private readonly session: Session
  private readonly seen: Observation
  private readonly resume: (effect: Effect.Effect<A, AmiError>) => void
  private readonly stamp: Identity["stamp"]

  constructor(
    action: AmiAction.Action<A>,
    session: Session,
    seen: Observation,
    resume: (effect: Effect.Effect<A, AmiError>) => void,
    stamp: Identity["stamp"]
  ) {
    this.action = action
    this.session = session
    this.seen = seen
    this.resume = resume
    this.stamp = stamp
  }

  onMessage(message: AmiMessage): "done" {
    const { action, resume, seen, session, stamp } = this
    const at = session.arrivedAt()
    // Not in the step of the reader: a schema of the caller's is the caller's to run.
    const answered = Effect.suspend(() => {
      const result = read(action, message)
      seen.ended(outcomeOfResult(result), at)
      return Effect.fromResult(Result.mapError(result, stamp))
    })
    session.wakes.run(() => resume(answered))
    return "done"
  }

  onFailure(failure: Failure): void {
    const { action, resume, seen, session, stamp } = this
    const error = stamp(failureOf(action, session.epoch, failure))
    session.wakes.run(() => {
      seen.ended(error.reason._tag)
      resume(Effect.fail(error))
    })
  }
}

/** What becomes of an action that was relayed, in the words of a transport. */
const noticeOf = (actionId: string, failure: Failure): Unanswered => {
  switch (failure._tag) {
    case "Invalid":
    case "Refused":
      return { _tag: "NotSent", actionId }
    case "NotExecuted":
      return { ...failure, actionId }
    case "Unanswered":
      return { ...failure, actionId, cause: failure.cause === "Closed" ? "Disconnected" : failure.cause }
  }
}

const outcomeOfResult = (result: Result.Result<unknown, AmiError>): Outcome =>
  Result.isSuccess(result) ? "Ok" : result.failure.reason._tag

const finish = <A>(queue: Queue.Queue<A, AmiError | Cause.Done>, end: Result.Result<void, AmiError>): void => {
  if (Result.isSuccess(end)) Queue.endUnsafe(queue)
  else Queue.failCauseUnsafe(queue, Cause.fail(end.failure))
}
