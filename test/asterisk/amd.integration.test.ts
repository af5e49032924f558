/**
 * Answering-machine detection on real servers: a SIP telephone answers, and speaks as people and machines do.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Redacted } from "effect"
import { AmiCalls, AmiClient, AmiDial } from "effect-ami"
import { NodeAmi } from "effect-ami/node"
import { house } from "../telephones/house.ts"
import type { SipTelephone } from "../telephones/sipTelephone.ts"
import { forEachServer } from "./servers.ts"

const config = {
  "extensions.conf": [
    "[from-internal](+)",
    // Silence at first, greeting, silence after it, all in all, in milliseconds.
    "exten => amd,1,AMD(2000,1500,800,5000)",
    " same => n,UserEvent(AMD,Status: ${AMDSTATUS},Cause: ${AMDCAUSE})",
    " same => n,Hangup()"
  ].join("\n")
}

/** What is said after the answer, as words and pauses in milliseconds, and what is found out; nothing is no sound at all. */
const voices: ReadonlyArray<
  readonly [who: string, words: ReadonlyArray<number> | undefined, status: string, cause: RegExp]
> = [
  ["a short greeting", [400], "HUMAN", /^HUMAN-/],
  ["two short words", [300, 200, 300], "HUMAN", /^HUMAN-/],
  ["a long announcement", [4000], "MACHINE", /^(LONGGREETING|MAXWORDLENGTH)-/],
  ["many words", [200, 200, 200, 200, 200, 200, 200, 200, 200, 200, 200], "MACHINE", /^(MAXWORDS|LONGGREETING)-/],
  ["silence", [], "MACHINE", /^INITIALSILENCE-/],
  ["no sound", undefined, "NOTSURE", /^(TOOLONG|NOAUDIODATA)-/]
]

forEachServer("answering-machine detection", (server) => {
  describe.skipIf(!server.offers.cli)("of what a telephone says", () => {
    it.live("tells people from machines, of a telephone that is called as a channel and as an extension", () =>
      Effect.gen(function*() {
        const home = yield* house(server.version, { config })
        const { alice, bob } = home.telephones
        const ami = yield* Layer.build(
          AmiCalls.layer.pipe(
            Layer.provideMerge(AmiClient.layer({ username: home.username, secret: Redacted.make(home.secret) })),
            Layer.provide(NodeAmi.layerTcp({ host: home.host, port: home.port }))
          )
        )
        const callAll = Effect.fnUntraced(function*(first: string, phone: SipTelephone) {
          yield* phone.register(600)
          const heard = Effect.fnUntraced(function*(words: ReadonlyArray<number> | undefined) {
            const following = yield* Effect.forkChild(
              AmiDial.follow({ first, then: { Exten: "amd" } }).pipe(Effect.provideContext(ami))
            )
            const dialog = yield* phone.ringing
            yield* dialog.ring
            yield* dialog.answer
            if (words !== undefined) yield* dialog.speak(words)
            return yield* Fiber.join(following)
          })
          for (const [who, words, status, cause] of voices) {
            // Asterisk is not sure if no sound comes for 100 ms, as from a machine that is busy with other things.
            const { amd, first: answered, record } = yield* Effect.repeat(heard(words), {
              times: 4,
              until: ({ amd }) => amd?.status !== "NOTSURE" || status === "NOTSURE"
            })
            assert.deepStrictEqual([answered._tag, amd?.status], ["Answered", status], `${first}: ${who}`)
            assert.match(amd?.cause ?? "", cause, `${first}: ${who}`)
            assert.strictEqual(record?.outcome, "Answered")
          }
        })
        yield* Effect.all([callAll("101", alice), callAll("PJSIP/102", bob)], { concurrency: 2 })
      }).pipe(Effect.scoped))
  })
})
