/**
 * Probes of connections that fail, end, or fall silent.
 */
import { setTimeout } from "node:timers/promises"
import type { Contestant } from "../contestant.ts"
import { answer, banner, letIn, type Script } from "../peer.ts"
import { listen } from "./peer.ts"
import {
  connected,
  equal,
  failureOf,
  judged,
  outcomeOf,
  type Probe,
  right,
  shortMillis,
  silent,
  type Verdict,
  wrong
} from "./probe.ts"

/** The answer timeout for clients that have such an option, and the maximum for the others. */
const timeoutMillis = 500
const patience = ({ fixedTimeoutMillis = 0 }: Contestant) => Math.max(fixedTimeoutMillis, timeoutMillis) + shortMillis

const bannerInTwo: Probe = {
  name: "banner in two segments",
  question: "Does a login succeed if the banner comes in two segments?",
  run: (contestant) =>
    connected(contestant, {
      greet: async (connection) => {
        connection.write(banner.slice(0, 11))
        // Nothing shows that the client has read it.
        await setTimeout(50)
        connection.write(banner.slice(11))
      }
    }, async (session) =>
      judged(await outcomeOf(session.send({ Action: "Ping" })), (answer) =>
        equal(contestant.get(answer, "Ping"), "Pong")))
}

/** Sends, loses the connection before the answer, and judges what the caller is told. */
const cutOff = (
  name: string,
  question: string,
  script: Script,
  ask: (session: Parameters<Parameters<typeof connected>[2]>[0]) => Promise<unknown>
): Probe => ({
  name,
  question,
  run: (contestant) =>
    connected(contestant, script, async (session) => {
      let isTold = false
      session.onEnd(() => {
        isTold = true
      })
      const verdict = failureOf(await outcomeOf(ask(session)), "returned an answer that did not come")
      return verdict.verdict === "silent" && isTold
        ? wrong("the end of the connection is reported, but not to the waiting caller")
        : verdict
    })
})

const afterDisconnect: Probe = {
  name: "action after disconnect",
  question: "Is an action refused if it is sent while there is no connection?",
  run: (contestant) =>
    connected(contestant, {}, async (session, peer) => {
      const ended = new Promise<void>((resolve) => session.onEnd(resolve))
      await peer.stop()
      // Some report the end, some do not.
      await outcomeOf(ended, 500)
      const sent = (async () => session.send({ Action: "Ping" }))()
      return failureOf(await outcomeOf(sent, patience(contestant)), "returned an answer that did not come")
    })
}

const unansweredAction: Probe = {
  name: "action never answered",
  question: "Is the caller told within the client's timeout for answers, at most 60 seconds?",
  run: (contestant) =>
    connected(contestant, { action: () => undefined }, async (session) => {
      const outcome = await outcomeOf(session.send({ Action: "Ping" }), patience(contestant))
      return failureOf(outcome, "returned an answer that did not come")
    }, { timeoutMillis })
}

/** Connects to a peer that refuses, and judges whether that is reported. */
const noLogin = (name: string, question: string, script: Script): Probe => ({
  name,
  question,
  run: async (contestant): Promise<Verdict> => {
    const peer = await listen(script)
    const outcome = await outcomeOf(contestant.connect({ ...peer.target, timeoutMillis }), patience(contestant))
    return failureOf(outcome, "the login is reported as successful")
  }
})

const refused: Probe = {
  name: "connect refused",
  question: "Does it report that nobody listens at the port?",
  run: async (contestant) => {
    const peer = await listen()
    await peer.stop()
    return failureOf(await outcomeOf(contestant.connect(peer.target), 3000), "the login is reported as successful")
  }
}

/** Longer than any of the clients waits before it reconnects. */
const restartMillis = 12_000

const restart: Probe = {
  name: "server restart",
  question: "Do events continue after a restart of the server, if the client was told to reconnect?",
  run: (contestant) => {
    let logins = 0
    return connected(contestant, {
      login: (action, connection) => {
        logins += 1
        letIn(action, connection)
      }
    }, async (session, peer) => {
      const seen = new Promise<void>((resolve) =>
        session.onEvent((event) => {
          if (contestant.get(event, "Event") === "Hangup") resolve()
        })
      )
      await peer.stop()
      await peer.listen()
      // The server raises events all the time, whoever listens.
      const raising = setInterval(() => peer.raise("Event: Hangup\r\nPrivilege: call,all\r\nChannel: one\r\n\r\n"), 100)
      const outcome = await outcomeOf(seen, restartMillis)
      clearInterval(raising)
      if (outcome._tag === "Given") return right
      return logins > 1 ? wrong("logged in again, but delivers no events") : silent("does not come back")
    }, { reconnect: true })
  }
}

export const connectionProbes: ReadonlyArray<Probe> = [
  bannerInTwo,
  cutOff(
    "disconnect with a pending action",
    "Is the caller of an action told that the connection ended before its answer?",
    { action: (_, connection) => connection.end() },
    (session) => session.send({ Action: "Ping" })
  ),
  cutOff(
    "disconnect inside a list",
    "Is the caller of a list told that the connection ended before its last item?",
    {
      action: (action, connection) => {
        answer(action, connection, "Response: Success", "EventList: start", "Message: Channels will follow")
        answer(action, connection, "Event: CoreShowChannel", "Channel: Local/1@default-00000001;1")
        connection.end()
      }
    },
    (session) => session.list({ Action: "CoreShowChannels" })
  ),
  afterDisconnect,
  unansweredAction,
  noLogin(
    "login never answered",
    "Does it report, within its timeout, that nobody answers the login?",
    { login: () => undefined }
  ),
  noLogin(
    "no banner",
    "Does it report, within its timeout, that the server says nothing at all?",
    { greet: () => undefined, login: () => undefined }
  ),
  noLogin(
    "not AMI",
    "Does it report that the port speaks another protocol?",
    { greet: (connection) => connection.write("SSH-2.0-OpenSSH_9.2p1\r\n"), login: () => undefined }
  ),
  restart,
  refused,
  noLogin("login refused", "Does it report that the login was refused?", {
    login: (action, connection) => {
      answer(action, connection, "Response: Error", "Message: Authentication failed")
      connection.end()
    }
  })
]
