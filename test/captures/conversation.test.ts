import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { AmiSimulator } from "effect-ami/simulator"
import * as fc from "fast-check"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { check, timeout } from "../protocol/properties.ts"
import { simulator } from "../simulator/rawSession.ts"
import { exchanges, names } from "./captures.ts"
import { parse, print, written } from "./conversation.ts"

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1")

describe("the files of recorded conversations", () => {
  it("hold conversations with both versions, and requests over HTTP", () => {
    assert.strictEqual(names.filter((name) => name.endsWith(".ast16")).length, 58)
    assert.strictEqual(names.filter((name) => name.endsWith(".ast22")).length, 59)
    assert.strictEqual(exchanges().length, 61)
  })

  it("keep every byte and every time", { timeout }, () => {
    const piece = fc.oneof(
      fc.constantFrom("\r\n", "\n", "\r", "\\", "\\n", "\\s", "\\x41", " ", "@1", "# a", "<"),
      fc.string()
    )
    const bytes = fc.array(piece, { maxLength: 6 }).map((pieces) => new Uint8Array(Buffer.from(pieces.join(""))))
    const step = fc.record({
      at: fc.integer({ min: 0, max: 1_000_000 }).map((ticks) => ticks / 10_000),
      from: fc.constantFrom("client" as const, "server" as const),
      bytes: fc.oneof(bytes, fc.uint8Array({ maxLength: 10 }).map((all) => new Uint8Array(all)))
    })
    check(
      1_000,
      fc.property(fc.array(fc.array(step), { maxLength: 3 }), (all) => {
        const conversations = all.map((steps, index) => ({ name: `n${index}`, remarks: ["; odd", "# odd"], steps }))

        assert.deepStrictEqual(parse(print(conversations)), conversations)
      })
    )
  })

  it.live("are written by the recorder", () =>
    Effect.gen(function*() {
      const { port } = yield* AmiSimulator.AmiSimulator
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "recorded-"))),
        (folder) => Effect.sync(() => rmSync(folder, { recursive: true }))
      )
      const [wanted, recorded] = [join(folder, "wanted.ami"), join(folder, "recorded.ami")]
      const said = ["# ping", "; a note", ">Action: Ping", ">", ">Action: Logoff", ">", ""]
      writeFileSync(wanted, said.join("\n"))

      const child = spawn(process.execPath, [
        join(import.meta.dirname, "record.ts"),
        wanted,
        recorded,
        "--port",
        String(port)
      ])
      const [code] = yield* Effect.promise(() => once(child, "close"))

      assert.strictEqual(code, 0)
      const [conversation = assert.fail("nothing was recorded")] = parse(readFileSync(recorded, "latin1"))
      assert.strictEqual(text(written(conversation, "client")), "Action: Ping\r\n\r\nAction: Logoff\r\n\r\n")
      assert.match(text(written(conversation, "server")), /^Asterisk Call Manager\/[\d.]+\r\nResponse: Error\r\n/)
      assert.deepStrictEqual(conversation.remarks, ["a note", "the server closed"])
      assert.isTrue(conversation.steps.every(({ at = -1 }, index, steps) => at >= (steps[index - 1]?.at ?? 0)))
    }).pipe(Effect.provide(simulator())))
})
