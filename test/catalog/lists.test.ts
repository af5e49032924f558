import { assert, describe, it } from "@effect/vitest"
import { AmiAction, type AmiMessage } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import { messagesOf } from "./recorded.ts"

const versions = ["ast16", "ast22"] as const

/** The ActionIDs in the captures of the lists that have an `Error` for an empty list. */
const asked: Readonly<Record<string, readonly [scenario: string, actionId: string]>> = {
  "No active conferences.": ["lists-empty", "L5"],
  "No Conference by that name found.": ["lists-populated", "L6"],
  "Database entry not found": ["lists-empty", "L15"],
  "No AORs found": ["lists-empty", "L39"],
  "No Auths found": ["lists-empty", "L40"],
  "No Contacts found": ["lists-empty", "L41"],
  "No endpoints found": ["lists-empty", "L44"],
  "No resource lists found": ["lists-empty", "L48"]
}

/** Lists that no capture shows empty: Debian builds no app_meetme, and its servers have hints. */
const unseen: ReadonlyArray<string> = ["ExtensionStateList", "MeetmeList", "MeetmeListRooms"]

/** Every list of the catalogue; its errors do not depend on the payload. */
const lists = AllActions.all.flatMap((make) => {
  const action = make({} as never)
  return action._tag === "ListAction" ? [action] : []
})

const answerTo = (capture: string, actionId: string) =>
  messagesOf(capture).find((message) => message.kind === "Response" && message.get("ActionID") === actionId)

interface List {
  readonly complete: string
  readonly announced: string | undefined
  readonly items: number
}

/** Every list of a capture that has an ActionID, from its start to its completing event. */
const listsOf = (messages: ReadonlyArray<AmiMessage.AmiMessage>): ReadonlyArray<List> =>
  messages.filter((message) =>
    message.kind === "Response" && message.get("EventList") !== undefined && message.get("ActionID") !== undefined
  ).flatMap((start) => {
    const events = messages.slice(messages.indexOf(start) + 1).filter((message) =>
      message.kind === "Event" && message.get("ActionID") === start.get("ActionID")
    )
    const end = events.findIndex((event) => event.get("EventList") !== undefined)
    const complete = events[end]
    return complete === undefined
      ? []
      : [{ complete: complete.name, announced: complete.get("ListItems"), items: end }]
  })

describe("a list that is answered by an error", () => {
  it("has the text that Asterisk 16 and 22 answer if the list is empty", () => {
    const words = lists.filter(({ name }) => !unseen.includes(name)).flatMap(({ emptyErrors }) => emptyErrors)

    assert.deepStrictEqual([...new Set(words)].sort(), Object.keys(asked).sort())
    for (const [text, [scenario, actionId]] of Object.entries(asked)) {
      for (const version of versions) {
        const answer = answerTo(`${scenario}.${version}`, actionId)

        assert.deepStrictEqual([answer?.name, answer?.get("Message")], ["Error", text])
      }
    }
  })
})

describe("a list that miscounts", () => {
  it("has the lists whose number of items differs from what Asterisk announces", () => {
    const wrong = versions.flatMap((version) =>
      ["lists-empty", "lists-populated"].flatMap((scenario) => {
        const lists = listsOf(messagesOf(`${scenario}.${version}`))
        assert.isAtLeast(lists.length, 30)
        return lists.filter(({ announced, items }) => announced !== String(items))
          .map(({ announced, complete, items }) => `${scenario}.${version} ${complete} ${announced} ${items}`)
      })
    )

    assert.deepStrictEqual(wrong, [
      "lists-empty.ast16 DBGetTreeComplete 1 0",
      "lists-empty.ast16 DBGetTreeComplete 1 0",
      "lists-populated.ast16 DBGetTreeComplete 1 2",
      "lists-populated.ast16 DBGetTreeComplete 1 0",
      // The items of IAXpeers have no ActionID (chan_iax2.c), so the list must not look complete.
      "lists-populated.ast16 PeerlistComplete 1 0",
      "lists-populated.ast22 PeerlistComplete 1 0"
    ])
    assert.deepStrictEqual(lists.filter(({ counted }) => !counted).map(({ name }) => name), ["DBGetTree"])
  })
})

describe("a list of the catalogue", () => {
  it("knows its items, and the event that completes it", () => {
    for (const { complete, items, name } of lists) {
      assert.isNotEmpty(items, name)
      assert.match(complete?.name ?? "", /Complete$/, name)
    }
  })

  it("is completed by the event that servers complete it with", () => {
    const completing = new Set(lists.map(({ complete }) => complete?.name))
    const seen = versions.flatMap((version) =>
      ["lists-empty", "lists-populated"].flatMap((scenario) => listsOf(messagesOf(`${scenario}.${version}`)))
    )

    assert.deepStrictEqual(seen.filter(({ complete }) => !completing.has(complete)), [])
  })
})

describe("a list without its type", () => {
  it("is known by its name", () => {
    for (const { counted, emptyErrors, name } of lists) {
      const raw = AmiAction.rawList(name)

      // A list without its type may contain items that share a message.
      assert.deepStrictEqual(
        { counted: raw.counted, emptyErrors: raw.emptyErrors },
        { counted: counted ? "roughly" : false, emptyErrors }
      )
    }
    assert.strictEqual(AmiAction.rawList("Unheard").counted, "roughly")
  })
})
