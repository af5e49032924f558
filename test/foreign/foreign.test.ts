/**
 * Clients of others that use the simulator as an Asterisk: `npm run test:foreign`.
 *
 * A client that cannot be installed here is skipped with a notice. With `AMI_TEST_REQUIRED` those from npm and from Debian
 * must be there; `ami-client` is in no registry but Python's own. `AMI_FOREIGN_URL=ami://hello:world@127.0.0.1:5038`
 * tries all of them on that server instead, such as a real Asterisk with the configuration in `test/asterisk/etc`.
 */
import { assert, describe, it } from "@effect/vitest"
import { type Layer, ManagedRuntime } from "effect"
import { AmiSimulator, NodeSimulator } from "effect-ami/simulator"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import type { Contestant, Target } from "../../bench/contestant.ts"
import { contestants } from "../../bench/contestants/index.ts"
import * as AmiClient from "./amiClient.ts"
import * as Install from "./install.ts"

const challenge = fileURLToPath(new URL("challengePanoramisk.py", import.meta.url))

const absenceOf = ({ absence = "it is not installed", name }: Tried): string => `${name}: ${absence}`

const isRequired = (process.env["AMI_TEST_REQUIRED"] ?? "") !== ""

interface Tried {
  readonly name: string
  readonly contestant: Contestant | undefined
  readonly absence?: string
  readonly isHttp: boolean
  /** Whether it must be there if clients are required. */
  readonly isCommon: boolean
}

const forNode = async (name: string): Promise<Tried> => ({
  name,
  contestant: await contestants[name]?.(),
  isHttp: false,
  isCommon: true
})

const forPython = async (
  name: string,
  client: Parameters<typeof Install.forPython>[0],
  make: (python: string) => Promise<Contestant | undefined> | Contestant | undefined,
  more: { readonly isHttp: boolean; readonly isCommon: boolean }
): Promise<Tried> => {
  const installed = Install.forPython(client)
  return "absence" in installed
    ? { name, contestant: undefined, absence: installed.absence, ...more }
    : { name, contestant: await make(installed.python), ...more }
}

Install.forNode()
const tried = [
  await forNode("asterisk-manager"),
  await forNode("yana"),
  await forPython("panoramisk", Install.panoramisk, () => contestants["panoramisk"]?.(), {
    isHttp: false,
    isCommon: true
  }),
  ...await Promise.all([false, true].map((isHttp) =>
    forPython(
      isHttp ? "ami-client over HTTP" : "ami-client",
      Install.amiClient,
      (python) => AmiClient.contestant(python, isHttp) as unknown as Contestant,
      { isHttp, isCommon: false }
    )
  ))
]
for (const client of tried) {
  if (client.contestant === undefined) console.log(`SKIPPED: ${absenceOf(client)}`)
}

const url = process.env["AMI_FOREIGN_URL"]

/** Runs with a server of its own, or on the one that `AMI_FOREIGN_URL` names. */
const withServer = async (isHttp: boolean, run: (target: Target) => Promise<void>): Promise<void> => {
  if (url !== undefined) {
    const { hostname, password, port, searchParams, username } = new URL(url)
    // Its client takes cookies of names alone, as aiohttp does.
    const host = isHttp ? "localhost" : hostname
    const number = isHttp ? Number(searchParams.get("http") ?? 8088) : Number(port)
    return run({ host, port: number, username, secret: password })
  }
  const runtime = ManagedRuntime.make(NodeSimulator.layer({ http: true }) as Layer.Layer<AmiSimulator.AmiSimulator>)
  const { address, httpPort = 0 } = await runtime.runPromise(AmiSimulator.AmiSimulator)
  const at = isHttp ? { host: "localhost", port: httpPort } : { host: "127.0.0.1", port: address.port }
  const target = { ...at, username: "hello", secret: "world" }
  await run(target).finally(() => runtime.dispose())
}

/** Waits for what a client has heard of. */
const until = async <A>(what: string, look: () => A | undefined): Promise<A> => {
  for (let tries = 0; tries < 600; tries++) {
    const found = look()
    if (found !== undefined) return found
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`${what} was not heard of`)
}

/** What one client makes of a day: a call, a look at the channels, a transfer, and the end. */
const day = async <Message>({ connect, get }: Contestant<Message>, target: Target) => {
  const session = await connect(target)
  const events: Array<Message> = []
  session.onEvent((event) => events.push(event))
  const heard = (name: string, header = "Event", value?: string) => () =>
    events.find((event) => get(event, "Event") === name && (value === undefined || get(event, header) === value))
  const pong = await session.send({ Action: "Ping" })
  const originated = await session.send({
    Action: "Originate",
    Channel: "Local/160@from-internal",
    Context: "from-internal",
    Exten: "200",
    Priority: "1",
    Async: "true",
    Timeout: "15000",
    CallerID: "\"Alice\" <5550102030>"
  })
  // panoramisk takes the OriginateResponse for a part of the answer.
  const bridged = await until("BridgeEnter", heard("BridgeEnter"))
  const channels = await session.list({ Action: "CoreShowChannels" })
  const Channel = get(bridged, "Channel") ?? ""
  const moved = await session.send({ Action: "BlindTransfer", Channel, Context: "from-internal", Exten: "500" })
  const transferred = await until("BlindTransfer", heard("BlindTransfer"))
  for (const channel of channels) {
    const hangup = { Action: "Hangup", Channel: get(channel, "Channel") ?? "" }
    // Some of them are gone by now.
    await session.send(hangup).catch(() => undefined)
  }
  const ended = await until("Hangup", heard("Hangup", "Channel", get(channels[0] ?? bridged, "Channel")))
  // Some return an answer that is an error, and some fail with its message.
  const none = await session.send({ Action: "Hangup", Channel: "PJSIP/nobody-00000001" }).then(
    (answer) => get(answer, "Message"),
    ({ message }: Error) => message
  )
  // Goodbye is no success, and some take it for a failure.
  const left = await session.send({ Action: "Logoff" }).then(
    (answer) => get(answer, "Message"),
    ({ message }: Error) => message
  )
  // yana waits for an end that it has not seen.
  await Promise.race([session.close(), new Promise((resolve) => setTimeout(resolve, 2_000))])
  return {
    pong: get(pong, "Ping"),
    originated: get(originated, "Message"),
    isSeveral: channels.length >= 3,
    moved: get(moved, "Response"),
    transferred: get(transferred, "Result"),
    cause: get(ended, "Cause") !== undefined,
    none,
    left,
    events: [...new Set(events.map((event) => get(event, "Event") ?? ""))].sort()
  }
}

describe("a client of others on the simulator", () => {
  it.for(tried)("$name logs in, calls, watches, lists, transfers and logs off", async (client, { skip }) => {
    const { contestant, isCommon, isHttp } = client
    assert.isFalse(contestant === undefined && isRequired && isCommon, `it is required: ${absenceOf(client)}`)
    if (contestant === undefined) return skip(absenceOf(client))
    await withServer(isHttp, async (target) => {
      const { events, ...told } = await day(contestant, target)

      assert.deepStrictEqual(told, {
        pong: "Pong",
        originated: "Originate successfully queued",
        isSeveral: true,
        moved: "Success",
        transferred: "Success",
        cause: true,
        none: "No such channel",
        left: "Thanks for all the fish."
      })
      assert.includeMembers(events, [
        "Newchannel",
        "LocalBridge",
        "Newstate",
        "NewConnectedLine",
        "Newexten",
        "DialBegin",
        "DialEnd",
        "BridgeCreate",
        "BridgeEnter",
        "BlindTransfer",
        "BridgeLeave",
        "HangupRequest",
        "Hangup"
      ])
    })
  })

  it.for(tried)("$name is told that its secret is wrong", async (client, { skip }) => {
    const { contestant, isHttp } = client
    if (contestant === undefined) return skip(absenceOf(client))
    await withServer(isHttp, async (target) => {
      const refused = await contestant.connect({ ...target, secret: "wrong" }).then(
        () => "logged in",
        ({ message }: Error) => message
      )
      assert.match(refused, /Authentication failed|login refused/)
    })
  })

  it("panoramisk logs in with a challenge", ({ skip }) => {
    const installed = Install.forPython(Install.panoramisk)
    if ("absence" in installed) return isRequired ? assert.fail(installed.absence) : skip(installed.absence)
    return withServer(false, async (target) => {
      const { stderr, stdout } = await promisify(execFile)(installed.python, [challenge, JSON.stringify(target)])

      assert.deepStrictEqual(JSON.parse(stdout || "[]"), ["Success", "Authentication accepted", "Pong"], stderr)
    })
  })
})
