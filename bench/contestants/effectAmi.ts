/**
 * The library itself, through its public API and with its default options: it reconnects by default.
 */
import { Duration, Effect, Exit, Redacted, Scope, Stream } from "effect"
import packageJson from "../../package.json" with { type: "json" }
import { AmiAction, AmiClient, type AmiMessage } from "../../src/index.ts"
import { NodeAmi } from "../../src/node/index.ts"
import type { Action, Contestant, Target } from "../contestant.ts"

const headersOf = ({ Action: _, ...headers }: Action): ReadonlyArray<AmiMessage.Header> =>
  Object.entries(headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : value.map((each) => [name, each] as const)
  )

const open = ({ host, port, secret, timeoutMillis, username }: Target, scope: Scope.Scope) => {
  const timeout = timeoutMillis === undefined ? undefined : Duration.millis(timeoutMillis)
  return AmiClient.make({
    username,
    secret: Redacted.make(secret),
    actionTimeout: timeout,
    loginTimeout: timeout
  }).pipe(
    Effect.provide(NodeAmi.layerTcp({ host, port, bannerTimeout: timeout })),
    Scope.provide(scope),
    Effect.runPromise
  )
}

export const contestant: Contestant<AmiMessage.AmiMessage> = {
  name: "effect-ami",
  version: packageJson.version,
  connect: async (target) => {
    const scope = Scope.makeUnsafe()
    const ami = await open(target, scope)
    const onEvent: Array<(event: AmiMessage.AmiMessage) => void> = []
    const onEnd: Array<() => void> = []
    Effect.runFork(Stream.runForEach(ami.inbox, (item) =>
      Effect.sync(() => {
        if (item._tag === "Received") { for (const handler of onEvent) handler(item.message) }
        else if (item._tag === "Disconnected") { for (const handler of onEnd) handler() }
      })))
    return {
      onEvent: (handler) => void onEvent.push(handler),
      send: (action) => Effect.runPromise(ami.send(AmiAction.raw(action.Action, headersOf(action)))),
      list: (action) => Effect.runPromise(ami.collect(AmiAction.rawList(action.Action, headersOf(action)))),
      onEnd: (handler) => void onEnd.push(handler),
      close: () => Effect.runPromise(Scope.close(scope, Exit.void))
    }
  },
  get: (message, header) => message.get(header),
  getAll: (message, header) => message.getAll(header)
}
