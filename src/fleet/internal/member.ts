/**
 * One server of a fleet: it is connected, connected again, and given up when no attempt can succeed.
 *
 * What happens to it stays with it. Its Layers are code that is not ours: they may fail, throw, hang, or never stop.
 *
 * @since 0.2.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Scope from "effect/Scope"
import type * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import { AmiError, ConnectFailed } from "../../AmiError.ts"
import { AmiClient } from "../../client/AmiClient.ts"
import type * as AmiStatus from "../../client/AmiStatus.ts"
import { delayOf, passing } from "../../internal/backoff.ts"
import { errorFor } from "../../internal/failing.ts"
import * as Foreign from "../../internal/foreign.ts"
import * as Identity from "../../internal/identity.ts"

/** How a server is, or that no attempt can succeed until something is changed. */
export type State = AmiStatus.State | { readonly _tag: "Failed"; readonly cause: AmiError }

/** Whether the models of a server are there. */
export type Models =
  | { readonly _tag: "Waiting"; readonly cause: AmiError | undefined }
  | { readonly _tag: "Ready"; readonly services: Context.Context<never> }

/** What a fleet does for its servers, and what it hears of them. */
export interface House<R> {
  readonly context: Context.Context<R>
  /** How many logins are under way at once. */
  readonly logins: Semaphore.Semaphore
  readonly connectTimeout: Duration.Duration
  /** The state or the models have changed. */
  readonly changed: (member: Member<R>) => void
  /** The server has a client. */
  readonly linked: (member: Member<R>, ami: AmiClient["Service"]) => void
}

export interface Layers<R> {
  readonly client: () => Layer.Layer<AmiClient, AmiError, R>
  readonly models: (() => Layer.Layer<never, AmiError, AmiClient | R>) | undefined
}

/** A login that hangs lets the next one begin after this time. */
const loginTurn = Duration.seconds(3)

/** What logs off and closes a socket has 2 and 3 seconds; the rest is for a busy machine. */
const closeTimeout = Duration.seconds(10)

/** A connection that lasted for less, in milliseconds, does not count as a recovery. */
const stableAfter = 60_000

export class Member<R> {
  readonly server: string
  state: State = { _tag: "Connecting", attempt: 1, cause: undefined }
  since = 0
  ami: AmiClient["Service"] | undefined
  models: Models | undefined
  private readonly house: House<R>
  private readonly layers: Layers<R>
  private now = () => 0
  /** Open as soon as the first attempt has ended, in one way or the other. */
  private readonly tried = Latch.makeUnsafe(false)
  /** Open as soon as the models were made, or could not be. */
  private modelsTried = Latch.makeUnsafe(false)
  private readonly again = Latch.makeUnsafe(false)

  constructor(server: string, layers: Layers<R>, house: House<R>) {
    this.server = server
    this.layers = layers
    this.house = house
  }

  /** The client: of a server that was never connected, the first attempt is waited for. */
  readonly client: Effect.Effect<AmiClient["Service"], AmiError> = Effect.suspend(() => {
    if (this.ami !== undefined) return Effect.succeed(this.ami)
    return Effect.andThen(
      this.tried.await,
      Effect.suspend(() => this.ami === undefined ? Effect.fail(this.failure()) : Effect.succeed(this.ami))
    )
  })

  /** The client and its models, if they are there: the first attempt to make them is waited for. */
  readonly services: Effect.Effect<
    { readonly ami: AmiClient["Service"]; readonly models: Models | undefined },
    AmiError
  > = Effect.flatMap(
    this.client,
    (ami) => Effect.as(this.models === undefined ? Effect.void : this.modelsTried.await, ami)
  ).pipe(Effect.map((ami) => ({ ami, models: this.models })))

  /** Connects now, if it is not connected. */
  retry(): void {
    this.again.openUnsafe()
  }

  /** Why there is no client. */
  private failure(): AmiError {
    const { state } = this
    const cause = "cause" in state ? state.cause : undefined
    return cause ?? this.named(errorFor(new ConnectFailed({ address: this.server, code: "NOT_CONNECTED" })))
  }

  private named(error: AmiError): AmiError {
    return error.client === undefined ? new AmiError({ reason: error.reason, client: this.server }) : error
  }

  private set(state: State): void {
    this.state = state
    this.since = this.now()
    this.house.changed(this)
  }

  /** Keeps it connected until it is interrupted. */
  readonly run: Effect.Effect<never> = Effect.suspend(() =>
    this.keep.pipe(
      Effect.annotateLogs({ "ami.client": this.server }),
      Effect.annotateSpans({ "ami.client": this.server })
    )
  )

  private readonly keep: Effect.Effect<never> = Effect.gen({ self: this }, function*() {
    const clock = yield* Clock.Clock
    this.now = () => clock.currentTimeMillisUnsafe()
    let mayPass = passing(false)
    let cause: AmiError | undefined
    for (let attempt = 1;; attempt++) {
      this.set({ _tag: "Connecting", attempt, cause })
      let readyAt = Infinity
      const end = yield* Effect.acquireUseRelease(
        Scope.make(),
        (scope) =>
          Effect.flatMap(this.connect(scope), (ami) => {
            readyAt = this.now()
            return this.stay(ami, scope)
          }),
        (scope, exit) => this.close(scope, exit)
      ).pipe(Effect.flip)
      cause = this.named(end)
      if (readyAt !== Infinity) {
        mayPass = passing(false)
        if (this.now() - readyAt >= stableAfter) attempt = 1
      }
      if (mayPass(cause)) {
        if (attempt === 1) yield* this.log("Warn", `${cause.message}. It is tried again`)
        this.set({ _tag: "Connecting", attempt: attempt + 1, cause })
        this.tried.openUnsafe()
        yield* Effect.timeoutOption(this.again.await, yield* delayOf(attempt - 1))
      } else {
        yield* this.log(
          "Error",
          `${cause.message}. It is not tried again, unless by \`retry\`, or with another setting`
        )
        this.set({ _tag: "Failed", cause })
        this.tried.openUnsafe()
        yield* this.again.await
        attempt = 0
        cause = undefined
        mayPass = passing(false)
      }
      this.again.closeUnsafe()
    }
  })

  /** Makes the client. As many at once as the fleet allows, but one that hangs keeps nobody waiting for long. */
  private connect(scope: Scope.Scope): Effect.Effect<AmiClient["Service"], AmiError> {
    const { context, connectTimeout, logins } = this.house
    const { client } = this.layers
    const build = this.building("The Layer of the client", connectTimeout, client, context, scope)
    return Effect.acquireUseRelease(
      Effect.map(logins.take(1), () => {
        let isTaken = true
        return Effect.suspend(() => {
          if (!isTaken) return Effect.void
          isTaken = false
          return Effect.asVoid(logins.release(1))
        })
      }),
      (giveBack) =>
        Effect.flatMap(
          Effect.forkDetach(Effect.delay(giveBack, loginTurn), { startImmediately: true }),
          (turn) => Effect.ensuring(build, Effect.sync(() => turn.interruptUnsafe()))
        ),
      (giveBack) => giveBack
    ).pipe(Effect.map((built) => Context.get(built, AmiClient)))
  }

  /** Builds a Layer in a scope, with nothing shared with other servers. */
  private building<A, In>(
    what: string,
    atMost: Duration.Duration,
    layer: () => Layer.Layer<A, AmiError, In>,
    context: Context.Context<In>,
    scope: Scope.Scope
  ): Effect.Effect<Context.Context<A>, AmiError> {
    const where = `${what} of ${this.server}`
    return Effect.gen({ self: this }, function*() {
      const metrics = { "ami.client": this.server, ...(yield* Metric.CurrentMetricAttributes) }
      const exit = yield* Foreign.within(
        atMost,
        () =>
          Layer.buildWithMemoMap(layer(), Layer.makeMemoMapUnsafe(), scope).pipe(
            Effect.provideContext(context),
            Effect.provideService(Identity.Named, this.server),
            Effect.provideService(Metric.CurrentMetricAttributes, metrics)
          )
      )
      if (Option.isNone(exit)) {
        const detail = `${what} took longer than ${Duration.format(atMost)} (option connectTimeout)`
        return yield* Effect.fail(errorFor(new ConnectFailed({ address: this.server, code: "TIMEOUT", detail })))
      }
      return Exit.isSuccess(exit.value)
        ? exit.value.value
        : yield* Effect.fail(Foreign.errorOf(where, exit.value.cause))
    })
  }

  /** From the first connection of a client to its end. */
  private stay(ami: AmiClient["Service"], scope: Scope.Scope): Effect.Effect<never, AmiError> {
    return Effect.gen({ self: this }, function*() {
      this.ami = ami
      this.modelsTried = Latch.makeUnsafe(false)
      this.models = this.layers.models === undefined ? undefined : { _tag: "Waiting", cause: undefined }
      this.set(yield* ami.status.get)
      this.house.linked(this, ami)
      // Last: who waited for it goes on in this very step.
      this.tried.openUnsafe()
      if (this.layers.models !== undefined) {
        yield* Effect.forkIn(this.keepModels(this.layers.models, ami, scope), scope)
      }
      let end: AmiError | undefined
      yield* ami.status.changes.pipe(
        Stream.takeUntil((state) => {
          if (state._tag === "Disconnected" && state.isFinal) end = state.cause
          return end !== undefined || state._tag === "Closed"
        }),
        Stream.runForEach((state) => Effect.sync(() => this.state === state ? undefined : this.set(state)))
      )
      return yield* Effect.fail(end ?? Foreign.stopped("The client"))
    }).pipe(
      (staying) => Foreign.withoutDefects("The status of the client", staying),
      Effect.ensuring(Effect.sync(() => {
        this.ami = undefined
        this.models = undefined
        this.modelsTried.openUnsafe()
      }))
    )
  }

  /** Makes the models, and tries again until it succeeds. */
  private keepModels(
    layer: () => Layer.Layer<never, AmiError, AmiClient | R>,
    ami: AmiClient["Service"],
    scope: Scope.Scope
  ): Effect.Effect<void> {
    const { connectTimeout, context } = this.house
    const withClient = Context.add(context, AmiClient, ami)
    return Effect.gen({ self: this }, function*() {
      for (let attempt = 0;; attempt++) {
        const part = yield* Scope.fork(scope)
        const what = "The Layer of the models"
        const built = yield* Effect.exit(this.building(what, connectTimeout, layer, withClient, part))
        if (Exit.isSuccess(built)) {
          this.models = { _tag: "Ready", services: built.value }
        } else {
          const cause = this.named(Foreign.errorOf(what, built.cause))
          this.models = { _tag: "Waiting", cause }
          if (attempt === 0) yield* this.log("Warn", `The models are tried again: ${cause.message}`)
        }
        this.modelsTried.openUnsafe()
        this.house.changed(this)
        if (Exit.isSuccess(built)) return
        yield* this.close(part, built)
        yield* Effect.sleep(yield* delayOf(attempt))
      }
    })
  }

  /** Closes what an attempt has left. What never finishes is given up: nothing else may wait for it. */
  private close(scope: Scope.Closeable, exit: Exit.Exit<unknown, unknown>): Effect.Effect<void> {
    return Effect.gen({ self: this }, function*() {
      const fiber = yield* Effect.forkDetach(Scope.close(scope, exit), {
        startImmediately: true,
        uninterruptible: true
      })
      const closed = yield* Effect.timeoutOption(Fiber.await(fiber), closeTimeout)
      if (Option.isNone(closed)) yield* this.log("Error", "It does not close its connection. It is given up")
      else if (Exit.isFailure(closed.value)) {
        yield* this.log("Error", "It failed to close its connection", closed.value.cause)
      }
    })
  }

  private log(level: "Warn" | "Error", ...message: ReadonlyArray<unknown>): Effect.Effect<void> {
    return Foreign.quietly(Effect.logWithLevel(level)(...message))
  }
}
