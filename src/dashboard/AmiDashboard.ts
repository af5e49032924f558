/**
 * A dashboard of a call centre: a page with its live data, for the television of a floor and the desk of its supervisor.
 *
 * **Details**
 *
 * The page shows who waits and how long, the service level, what each agent does, the calls and the lines. It says when it is
 * not live, and since when. All viewers share the session of one client. `ami serve` serves the same page.
 *
 * Beside the page are `/events` (server-sent events), `/state` (the same rows as JSON), `/metrics` (Prometheus), `/healthz`
 * and, with the option `actions`, `/act`.
 *
 * The account needs these lines in manager.conf (`AmiDashboard.account`), and for actions `agent`, `call` and `originate` in
 * `write` too:
 *
 * ```ini
 * read = system,call,agent
 * write = reporting
 * ```
 *
 * Without `system` it works too: a line that goes down then shows after 5 minutes at most.
 *
 * @since 0.2.0
 */
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import type { AmiError } from "../AmiError.ts"
import * as Actions from "../catalog/Actions.ts"
import * as AmiPermission from "../catalog/AmiPermission.ts"
import * as Events from "../catalog/Events.ts"
import { AmiClient } from "../client/AmiClient.ts"
import { invalidOption } from "../internal/failing.ts"
import * as Identity from "../internal/identity.ts"
import * as Rules from "../internal/options.ts"
import * as Acting from "./internal/actions.ts"
import * as Board from "./internal/board.ts"
import * as Feed from "./internal/feed.ts"
import { Showing } from "./internal/floor.ts"
import * as House from "./internal/house.ts"
import * as Metrics from "./internal/metrics.ts"
import { page } from "./internal/page.ts"
import * as Routes from "./internal/routes.ts"
import type * as Row from "./internal/row.ts"

// --- Options ----------------------------------------------------------------

/**
 * Five minutes of a day: the most callers who waited at once, and how many were answered and abandoned.
 *
 * @category models
 * @since 0.2.0
 */
export interface Point extends Row.Point {}

/**
 * Where the points of a day are kept, so that a restart of the program does not lose them.
 *
 * @category models
 * @since 0.2.0
 */
export interface History extends Board.History {}

/**
 * An action that somebody asked for with the page, and what came of it.
 *
 * @category models
 * @since 0.2.0
 */
export interface Acted extends Routes.Acted {}

/**
 * What supervisors may do: pause an agent, hang up, transfer, listen, whisper and barge in, as far as the account may.
 *
 * @category models
 * @since 0.2.0
 */
export interface ActionOptions {
  /** Who has it may act. The page takes it from the fragment of its address: `…/#token=…`. */
  readonly token: Redacted.Redacted
  /** The reasons for a pause. Defaults to Break, Lunch, Training, Back office and Meeting. */
  readonly reasons?: ReadonlyArray<string> | undefined
  /** The context of the extensions to which calls are transferred. Without it there are no transfers. */
  readonly transferContext?: string | undefined
  /** Run after each action, and for each that is refused to somebody who has the token. Defaults to a line in the log. */
  readonly onAction?: ((acted: Acted) => Effect.Effect<void>) | undefined
}

/**
 * What a dashboard shows, and to whom.
 *
 * @category models
 * @since 0.2.0
 */
export interface Options {
  /** Where it is mounted, such as `/floor`. Defaults to the root. */
  readonly path?: string | undefined
  /** The heading of the page. */
  readonly title?: string | undefined
  /** What is looked at, beside the heading. Defaults to the name of the client. */
  readonly name?: string | undefined
  /** The endpoints that are lines to the outside, such as `["PJSIP/provider"]`. Those that register are known without. */
  readonly trunks?: ReadonlyArray<string> | undefined
  /** What is shown of a caller's number or name, such as its last digits. If it throws, nothing is shown. */
  readonly redact?: ((text: string) => string) | undefined
  /** What supervisors may do with the token. Without it the dashboard only shows. */
  readonly actions?: ActionOptions | undefined
  /** Where the day so far is kept. Without it a restart forgets the day. */
  readonly history?: History | undefined
  /** A secret in the path, as in `/KEY/`: who does not know it sees nothing. */
  readonly viewKey?: Redacted.Redacted | undefined
  /** The host names that requests may name, without ports; others are refused with 421. Any, if they are left out. */
  readonly hosts?: ReadonlyArray<string> | undefined
  /** How many pages may be open at once; more get 503. Defaults to 200. */
  readonly maxViewers?: number | undefined
}

const names = (what: string): Rules.Rule => Rules.listOf(what, Rules.text)

const actionRules: Rules.Rules<ActionOptions> = {
  token: Rules.secret,
  reasons: names("must be a list of texts"),
  transferContext: Rules.text,
  onAction: Rules.callable
}

const historyRules: Rules.Rules<History> = {
  load: Rules.satisfies("must be an Effect", Effect.isEffect, Rules.kindOf),
  append: Rules.callable
}

const rules: Rules.Rules<Options> = {
  path: Rules.satisfies(
    "must begin with a slash and not end with one, such as \"/floor\"",
    (value) => typeof value === "string" && /^(?:\/[\w.~-]+)+$/.test(value)
  ),
  title: Rules.text,
  name: Rules.text,
  trunks: names("must be a list of endpoints, such as [\"PJSIP/provider\"]"),
  redact: Rules.callable,
  actions: Rules.members("must be an object, such as { token: … }", actionRules, ["token"]),
  history: Rules.members("must be an object, such as { load: …, append: … }", historyRules, ["load", "append"]),
  viewKey: Rules.secret,
  hosts: names("must be a list of host names"),
  maxViewers: Rules.whole(1)
}

const defaultReasons = ["Break", "Lunch", "Training", "Back office", "Meeting"]

// --- Layer ------------------------------------------------------------------

/**
 * What an account needs for a dashboard that only shows, as lines of manager.conf.
 *
 * @category constants
 * @since 0.2.0
 */
export const account: AmiPermission.Account = /*#__PURE__*/ AmiPermission.account({
  sends: [
    Actions.QueueStatus,
    Actions.Status,
    Actions.BridgeList,
    Actions.ExtensionStateList,
    Actions.DeviceStateList,
    Actions.PresenceStateList,
    Actions.PJSIPShowRegistrationsOutbound,
    Actions.CoreSettings,
    Actions.ListCommands
  ],
  reads: [Events.QueueCallerJoin, Events.Newchannel, Events.Hangup, Events.DeviceStateChange, Events.Registry]
})

const log = (acted: Acted): Effect.Effect<void> =>
  Effect.logInfo(
    `${acted.remote} asked the dashboard to ${acted.action} ${acted.target}${
      acted.detail === "" ? "" : ` (${acted.detail})`
    }: ${acted.outcome}`
  )

/**
 * Layer that adds a dashboard to the `HttpRouter` of your server, with the middleware that your routes have. Fails with
 * `InvalidOption` if an option is wrong.
 *
 * **Details**
 *
 * Ready when the first lists of the models are in. What the account may not see is left out, and the log says so.
 *
 * **Gotchas**
 *
 * Numbers of callers are personal data: put your own authentication before it, or set `viewKey`.
 *
 * A page that is open is a request that does not end. A server of Node that stops waits for it as long as its
 * `gracefulShutdownTimeout`, which defaults to 20 seconds.
 *
 * **Example** (Asking whether the dashboard is live)
 *
 * ```ts import.meta.vitest
 * import { Layer, Redacted } from "effect"
 * import { AmiClient } from "effect-ami"
 * import { AmiDashboard } from "effect-ami/dashboard"
 * import { AmiSimulator } from "effect-ami/simulator"
 * import { HttpRouter } from "effect/http"
 *
 * const Dashboard = AmiDashboard.layer({ path: "/floor", title: "Support" }).pipe(
 *   Layer.provide(AmiClient.layer({ username: "demo", secret: Redacted.make("demo") })),
 *   Layer.provide(AmiSimulator.layerTransport({ users: { demo: { secret: "demo" } }, queues: { support: {} } }))
 * )
 * const { dispose, handler } = HttpRouter.toWebHandler(Dashboard, { disableLogger: true })
 *
 * const health = await handler(new Request("http://localhost/floor/healthz"))
 * const state = await handler(new Request("http://localhost/floor/state")).then((response) => response.text())
 * await dispose()
 * const seen = [health.status, state.includes("\"q:support\"")] // => [200, true]
 * ```
 *
 * @category layers
 * @since 0.2.0
 */
export const layer = (
  options: Options = {}
): Layer.Layer<never, AmiError, AmiClient | HttpRouter.HttpRouter> =>
  Layer.effectDiscard(Effect.gen(function*() {
    const ami = yield* AmiClient
    const identity = Identity.of(ami)
    const wrong = Rules.firstInvalid(options, rules)
    if (wrong !== undefined) return yield* identity.named(invalidOption("AmiDashboard.layer", wrong))
    const { actions, history, hosts, maxViewers = 200, path = "", redact, title, trunks, viewKey } = options
    const allowed = actions === undefined
      ? undefined
      : { reasons: actions.reasons ?? defaultReasons, transferContext: actions.transferContext }
    const house = yield* House.open({ trunks })
    const showing = new Showing({ redact, trunks })
    const board = yield* Board.make(house, { name: options.name, title, showing, allowed, history })
    const build = yield* Routes.buildOf(page)
    const feed = yield* Feed.make({ build, maxViewers, rows: board.rows })
    const server = options.name ?? house.name
    const labels: Readonly<Record<string, string>> = server === undefined ? {} : { server }
    yield* Metrics.follow(house, labels)
    const router = yield* HttpRouter.HttpRouter
    yield* Routes.add(router, {
      path,
      page,
      hosts,
      viewKey,
      acting: actions === undefined || allowed === undefined ? undefined : { ...allowed, token: actions.token },
      log: actions?.onAction ?? log,
      metrics: (endpoints) =>
        Effect.flatMap(house.endpoints, (contacts) =>
          Metrics.text({
            floor: board.floor(),
            link: board.link(),
            endpoints,
            contacts,
            viewers: feed.viewers(),
            reasons: allowed?.reasons ?? defaultReasons,
            labels
          }))
    }, { board, feed, ami, possible: () => Acting.possible(house.about(), allowed) })
  }))
