/**
 * The options of a fleet, and how its servers are.
 *
 * @since 0.2.0
 */
import type * as ConfigProvider from "effect/ConfigProvider"
import type * as Duration from "effect/Duration"
import type * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type * as SubscriptionRef from "effect/SubscriptionRef"
import type { AmiError } from "../../AmiError.ts"
import type { AmiClient } from "../../client/AmiClient.ts"
import type { Settings as ServerSettings } from "./configured.ts"
import type { State } from "./member.ts"

export interface Health {
  readonly state: State
  readonly since: number
  /** Whether its models are there, and if not, what went wrong so far. Absent for a fleet without models. */
  readonly models?: { readonly _tag: "Ready" } | { readonly _tag: "Waiting"; readonly cause: AmiError | undefined }
}

export interface HealthChange {
  readonly server: string
  readonly health: Health | undefined
}

export interface Settings {
  /**
   * How many items may wait for one reader of a merged stream, all servers together: each has an equal share, of 1,024 at
   * least. Defaults to 262,144.
   */
  readonly buffer?: number | undefined
  /** How long one attempt to make a client, or the models, of a server may take. Defaults to 1 minute. */
  readonly connectTimeout?: Duration.Input | undefined
  /** How long a server may take to say whether it has a channel. Defaults to 3 seconds. */
  readonly locateTimeout?: Duration.Input | undefined
  /**
   * How many servers the fleet logs in to at once. Clients that connect again by themselves do so after random delays.
   * Defaults to 16.
   */
  readonly maxLogins?: number | undefined
}

export interface Options<Config, R, RM> extends Settings {
  /**
   * What is known of each server, by name. With a `SubscriptionRef` or a stream servers come and go: one that is new is
   * connected, one that is gone is logged off, and one whose value is not equal to the last is connected once more.
   */
  readonly servers:
    | ReadonlyMap<string, Config>
    | SubscriptionRef.SubscriptionRef<ReadonlyMap<string, Config>>
    | Stream.Stream<ReadonlyMap<string, Config>>
  /** The client of a server; its `name` defaults to that of the server. It is built once more when it has ended. */
  readonly connect: (server: string, config: Config) => Layer.Layer<AmiClient, AmiError, R>
  /** Live models, or other services that each server has. They are made when the client is there, and tried again if they fail. */
  readonly models?: ((server: string, config: Config) => Layer.Layer<never, AmiError, RM>) | undefined
}

export interface ConfigOptions<R, RM> extends Settings {
  /** The client of a server, of what the environment says of it. */
  readonly connect: (server: string, settings: ServerSettings) => Layer.Layer<AmiClient, AmiError, R>
  /** Live models, or other services that each server has: see `Options`. */
  readonly models?: ((server: string, settings: ServerSettings) => Layer.Layer<never, AmiError, RM>) | undefined
  /** Where the environment is read again, such as a file that has changed. What cannot be read is logged, and changes nothing. */
  readonly reload?: Stream.Stream<ConfigProvider.ConfigProvider> | undefined
}
