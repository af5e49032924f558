/**
 * The limit over HTTP: a loop of requests with `node:http` on kept-alive connections, and minimal parsing.
 *
 * The requests are those of the library: a form to `/rawman` with the session cookie, one `WaitEvent` after the other.
 */
import { Agent, request } from "node:http"
import type { EventForm, ListForm, RoundTripForm } from "../form.ts"
import { count, emptyTally } from "../mix.ts"
import { type Headers, parsing } from "./parse.ts"

type Params = ReadonlyArray<readonly [name: string, value: string]>

const open = (port: number) => {
  const agent = new Agent({ keepAlive: true })
  let cookie = ""
  const post = (params: Params, onMessage: (headers: Headers) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      const body = params.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")
      const outgoing = request({
        agent,
        host: "127.0.0.1",
        port,
        method: "POST",
        path: "/rawman",
        headers: {
          "Accept": "text/plain",
          "Content-Type": "application/x-www-form-urlencoded",
          "Content-Length": Buffer.byteLength(body),
          "Cookie": cookie
        }
      }, (response) => {
        const given = response.headers["set-cookie"]?.[0]
        if (given !== undefined) cookie = given.slice(0, given.indexOf(";"))
        response.on("data", parsing(onMessage)).on("end", resolve).on("error", reject)
      })
      outgoing.on("error", reject).end(body)
    })
  let ids = 0
  const ask = (action: string, params: Params, onMessage: (headers: Headers) => void) =>
    post([["Action", action], ["ActionID", `bench-${++ids}`], ...params], onMessage)
  return { ask, close: async () => agent.destroy() }
}

const ignore = () => undefined

const loggedIn = async (port: number) => {
  const session = open(port)
  await session.ask("Login", [["Username", "bench"], ["Secret", "bench"]], ignore)
  return session
}

export const full: EventForm = async ({ port }) => {
  const { ask, close } = await loggedIn(port)
  return {
    run: async (times, segment) => {
      const tally = emptyTally()
      /** Whether the end was among the events of a poll. */
      const poll = async (): Promise<boolean> => {
        let isOver = false
        await ask("WaitEvent", [["Timeout", "15"]], (headers) => {
          const event = headers["Event"]
          if (event === undefined || event === "WaitEventComplete") return
          if (event === "UserEvent" && headers["UserEvent"] === "ReplayDone") isOver = true
          else count(tally, event, headers["Channel"], headers["Uniqueid"] ?? headers["UniqueID"])
        })
        return isOver
      }
      await ask("Replay", [["Times", String(times)], ["Segment", String(segment)]], ignore)
      while (!await poll());
      return tally
    },
    close
  }
}

export const asking: RoundTripForm = async ({ port }) => {
  const { ask, close } = await loggedIn(port)
  return {
    run: async (times, inFlight, onLatency) => {
      let begun = 0
      let right = 0
      const caller = async () => {
        while (begun < times) {
          begun += 1
          const from = performance.now()
          await ask("Ping", [], (headers) => {
            if (headers["Ping"] === "Pong") right += 1
          })
          onLatency(performance.now() - from)
        }
      }
      await Promise.all(Array.from({ length: inFlight }, caller))
      return right
    },
    echo: async (times) => {
      let right = 0
      await Promise.all(
        Array.from({ length: times }, (_, index) =>
          ask("Getvar", [["Variable", `v${index}`]], (headers) => {
            if (headers["Value"] === `v${index}`) right += 1
          }))
      )
      return right
    },
    close
  }
}

export const fullList: ListForm = async ({ port }) => {
  const { ask, close } = await loggedIn(port)
  return {
    run: async (length) => {
      const items: Array<Headers> = []
      await ask("ListSize", [["Items", String(length)]], ignore)
      await ask("CoreShowChannels", [], (headers) => {
        if (headers["Event"] === "CoreShowChannel") items.push(headers)
      })
      return items.length
    },
    close
  }
}
