/**
 * Puts scenes to a server, whichever it is, and gives the answers to each request.
 */
import type { Lines } from "../conversations.ts"
import { learn } from "../ids.ts"
import { normalised } from "../noise.ts"
import { requestOf, type Scene } from "./scenes.ts"

/** A session with a server, by real or simulated time. */
export interface Session {
  readonly write: (text: string) => Promise<void>
  readonly wait: (millis: number) => Promise<void>
  /** All whole messages so far. */
  readonly messages: () => ReadonlyArray<Lines>
}

/** The answers to one request: responses and list items, with ids and times replaced. */
export interface Asked {
  readonly scene: string
  readonly request: string
  readonly answers: ReadonlyArray<Lines>
}

const valueIn = (lines: Lines, name: string): string | undefined =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2)

const isEvent = (lines: Lines): boolean =>
  lines[0]?.startsWith("Event: ") === true && valueIn(lines, "Privilege") !== undefined

/** Whether a request has been answered to its end. */
const isDone = (answers: ReadonlyArray<Lines>): boolean => {
  const list = answers.some((lines) => /^EventList: start/im.test(lines.join("\n")))
  return answers.length > 0 && (!list || answers.some((lines) => valueIn(lines, "EventList") === "Complete"))
}

/** How long after its answer a request may say more, and how long one without an answer is waited for. */
const settling = 60
const answerTimeout = 4000

const channelsIn = (messages: ReadonlyArray<Lines>): ReadonlyMap<string, string> =>
  new Map(
    messages.filter((lines) => lines[0] === "Event: Newchannel").map((lines) => [
      valueIn(lines, "Uniqueid") ?? "",
      valueIn(lines, "Channel") ?? ""
    ])
  )

/** Plays a scene. All calls are hung up at its end. */
export const ask = async (session: Session, scene: Scene): Promise<ReadonlyArray<Asked>> => {
  const asked: Array<{ request: string; answers: ReadonlyArray<Lines> }> = []
  let count = 0
  const answered = async (text: string): Promise<ReadonlyArray<Lines>> => {
    const before = session.messages().length
    await session.write(requestOf(text, channelsIn(session.messages()), `q${count++}`))
    const answers = () => session.messages().slice(before).filter((lines) => !isEvent(lines))
    for (let waited = 0; waited < answerTimeout && !isDone(answers()); waited += 10) await session.wait(10)
    await session.wait(settling)
    return answers()
  }
  await answered(`Action: Login | Username: ${scene.user[0]} | Secret: ${scene.user[1]}`)
  for (const line of scene.lines) {
    if (line._tag === "Wait") {
      await session.wait(line.millis)
      continue
    }
    const answers = await answered(line.text)
    if (line.isCompared) asked.push({ request: line.text, answers })
  }
  await session.wait(100)
  await session.write("Action: Hangup\r\nChannel: /./\r\nActionID: end\r\n\r\n")
  await session.wait(700)
  const ids = learn(session.messages())
  return asked.map(({ answers, request }) => ({
    scene: scene.title,
    request,
    answers: answers.map((lines) => normalised(lines, ids))
  }))
}
