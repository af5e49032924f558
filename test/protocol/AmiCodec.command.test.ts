import { assert, describe, it } from "@effect/vitest"
import { AmiCodec } from "effect-ami"
import { bytesOf, messagesOf } from "./decoding.ts"

const next = "Event: Reload\r\nModule: x\r\n\r\n"

/** A Command response, followed by a message that must come out intact. */
const command = (wire: string, options?: Parameters<typeof messagesOf>[1]) => {
  const messages = messagesOf(wire + next, options)
  assert.lengthOf(messages, 2)
  assert.strictEqual(messages[1]?.get("Module"), "x")
  return messages[0]!
}

describe("AmiCodec, output of a Command as Asterisk 14 and later write it", () => {
  it("joins the lines of Output", () => {
    const message = command(
      "Response: Success\r\nActionID: c\r\nMessage: Command output follows\r\nOutput: one\r\nOutput: \r\nOutput:  two: 2\r\n\r\n"
    )

    assert.strictEqual(message.output, "one\n\n two: 2")
  })
})

describe("AmiCodec, output of a Command as Asterisk 13 and earlier write it", () => {
  it("returns the raw lines as Output", () => {
    const message = command(
      "Response: Follows\r\nPrivilege: Command\r\nActionID: c\r\nSystem uptime: 5 minutes\n  Last reload: 1 minute  \n" +
        "--END COMMAND--\r\n\r\n"
    )

    assert.strictEqual(message.kind, "Response")
    assert.deepStrictEqual(message.headers, [
      ["Response", "Follows"],
      ["Privilege", "Command"],
      ["ActionID", "c"],
      ["Output", "System uptime: 5 minutes"],
      ["Output", "  Last reload: 1 minute  "]
    ])
  })

  it("does not mistake a line in the value of an ActionID for the beginning of output", () => {
    const [message, after] = messagesOf(
      `ActionID: 1\nResponse: Follows\r\nMessage: --END COMMAND--\r\n\r\n${next}`
    )

    assert.deepStrictEqual(message?.headers, [["ActionID", "1\nResponse: Follows"], ["Message", "--END COMMAND--"]])
    assert.strictEqual(after?.get("Module"), "x")
  })

  it("needs no ActionID", () => {
    const message = command("Response: Follows\r\nPrivilege: Command\r\none\ntwo\n--END COMMAND--\r\n\r\n")

    assert.isUndefined(message.get("ActionID"))
    assert.strictEqual(message.output, "one\ntwo")
  })

  it("does not mistake a line of the output for a header", () => {
    const message = command(
      "Response: Follows\r\nPrivilege: Command\r\nActionID: forged\nPrivilege: all\nEvent: Hangup\nend\r\n--END COMMAND--\r\n\r\n"
    )

    assert.isUndefined(message.get("ActionID"))
    assert.strictEqual(message.output, "ActionID: forged\nPrivilege: all\nEvent: Hangup\nend\r")
  })

  it("treats a second ActionID as output", () => {
    const message = command(
      "Response: Follows\r\nPrivilege: Command\r\nActionID: c\r\nActionID: d\r\nx\n--END COMMAND--\r\n\r\n"
    )

    assert.deepStrictEqual(message.getAll("ActionID"), ["c"])
    assert.strictEqual(message.output, "ActionID: d\r\nx")
  })

  it("continues across blank lines to the marker", () => {
    const message = command(
      "Response: Follows\r\nPrivilege: Command\r\n\n\none\n\r\n\r\ntwo\n\r\n\n\n--END COMMAND--\r\n\r\n"
    )

    assert.strictEqual(message.output, "\n\none\n\r\n\r\ntwo\n\r\n\n")
  })

  it("accepts the marker on the last line of output if that lacks its line feed", () => {
    const message = command("Response: Follows\r\nPrivilege: Command\r\none\ntwo--END COMMAND--\r\n\r\n")

    assert.strictEqual(message.output, "one\ntwo")
  })

  it("continues if the marker is text, with no empty line after it", () => {
    const message = command(
      "Response: Follows\r\nPrivilege: Command\r\n--END COMMAND--\n--END COMMAND--\r\nmore--END COMMAND--x\n--END COMMAND--\r\n\r\n"
    )

    assert.strictEqual(message.output, "--END COMMAND--\n--END COMMAND--\r\nmore--END COMMAND--x")
  })

  it("returns one empty line if there is no output", () => {
    assert.deepStrictEqual(
      command("Response: Follows\r\nPrivilege: Command\r\n--END COMMAND--\r\n\r\n").getAll("Output"),
      [
        ""
      ]
    )
    assert.deepStrictEqual(command("Response: Follows\r\n--END COMMAND--\r\n\r\n").getAll("Output"), [""])
    assert.deepStrictEqual(command("Response: Follows\r\nActionID: --END COMMAND--\r\n\r\n").headers.slice(1), [
      ["Output", "ActionID: "]
    ])
  })

  it("reads the output of a proxy with bare line feeds", () => {
    const message = command(
      "Response: Follows\nPrivilege: Command\nActionID: c\none\n\ntwo\n--END COMMAND--\n\n",
      { bannerLine: "Asterisk Call Manager Proxy/1.21\n" }
    )

    assert.strictEqual(message.get("ActionID"), "c")
    assert.strictEqual(message.output, "one\n\ntwo")
  })

  it("does not look for the marker in other responses", () => {
    const message = command("Response: Success\r\nMessage: Follows\r\n\r\n")

    assert.strictEqual(message.output, "")
    assert.deepStrictEqual(messagesOf("Response: Followsx\r\n\r\nEvent: Follows\r\n\r\n").map(({ name }) => name), [
      "Followsx",
      "Follows"
    ])
  })

  it("does not look for the marker in the next message, even if its first value contains a line feed", () => {
    const wire = "Response: Follows\r\nx\n--END COMMAND--\r\n\r\nEvent: a\nb\r\nX: y\r\n\r\n"

    assert.deepStrictEqual(messagesOf(wire).map(({ name }) => name), ["Follows", "a\nb"])
  })

  it("is not looked for in later versions, where a forged one would swallow what follows", () => {
    const forged = "Event: UserEvent\r\nBody: x\r\n\r\nResponse: Follows\r\nPrivilege: Command\r\n\r\n"

    const messages = messagesOf(forged + next, { bannerLine: "Asterisk Call Manager/5.0.4\r\n" })

    assert.deepStrictEqual(messages.map(({ name }) => name), ["UserEvent", "Follows", "Reload"])
  })

  it("reads lines between the marker and the empty line as headers, as proxies write them there", () => {
    const message = command(
      "Response: Follows\r\nPrivilege: Command\r\nActionID: c\r\nSystem uptime: 5 minutes\r\n--END COMMAND--\r\n"
        + "Server: localhost\r\nNode: b\r\n\r\n"
    )

    assert.strictEqual(message.output, "System uptime: 5 minutes")
    assert.deepStrictEqual(message.headers.slice(4), [["Server", "localhost"], ["Node", "b"]])
  })

  for (
    const [what, marker] of [
      ["blanks follow it", "--END COMMAND-- \t\r\n\r\n"],
      ["its line ends with a lone line feed", "--END COMMAND--\n\r\n"],
      ["the empty line is a lone line feed", "--END COMMAND--\r\n\n"],
      ["both lines end with a lone line feed", "--END COMMAND--\n\n"],
      ["blanks and a proxy's header follow it", "--END COMMAND-- \r\nServer: localhost\r\n\r\n"],
      ["the next message follows it without an empty line", "--END COMMAND--\r\n"],
      ["a proxy omitted the empty line after its header", "--END COMMAND--\r\nServer: localhost\r\n"]
    ] as const
  ) {
    it(`accepts the marker if ${what}`, () => {
      assert.strictEqual(command(`Response: Follows\r\nPrivilege: Command\r\none\ntwo\n${marker}`).output, "one\ntwo")
    })
  }

  for (
    const [what, parting, event] of [
      ["after an empty line", "\r\n", "Event: Hangup\r\nUniqueid: 1.1\r\n\r\n"],
      ["without an empty line", "", "Event: Hangup\r\nPrivilege: call,all\r\nUniqueid: 1.1\r\n\r\n"],
      ["that is a response", "\r\n", "Response: Success\r\nActionID: d\r\nUniqueid: 1.1\r\n\r\n"],
      ["that is one line long", "\r\n", "Response: Goodbye\r\n\r\n"]
    ] as const
  ) {
    it(`stops looking for the marker if the next message comes ${what}`, () => {
      const output = "Response: Follows\r\nPrivilege: Command\r\nActionID: c\r\none\n\ntwo\n"

      const messages = messagesOf(output + parting + event + next)

      assert.deepStrictEqual(messages.map(({ kind }) => kind), [
        "Response",
        event.startsWith("E") ? "Event" : "Response",
        "Event"
      ])
      assert.strictEqual(messages[0]?.output, "one\n\ntwo")
      assert.strictEqual(messages[1]?.get("Uniqueid"), event.includes("Goodbye") ? undefined : "1.1")
    })
  }

  it("keeps lines of the output that look like the first lines of a message, as `manager show event` prints them", () => {
    const output = "Event: Hangup\n[Synopsis]\n\nEvent: Hangup\nPrivilege: call,all\n\nEvent: a\r\nb\r\n"

    const message = command(`Response: Follows\r\nPrivilege: Command\r\n${output}--END COMMAND--\r\n\r\n`)

    assert.strictEqual(message.output, output.slice(0, -1))
  })

  it("removes the CR with which a proxy ends every line of the output", () => {
    const message = command(
      "Response: Follows\r\nActionID: c\r\nPrivilege: Command\r\none\r\n\r\ntwo\r\n--END COMMAND--\r\n\r\n"
    )

    assert.strictEqual(message.output, "one\n\ntwo")
    assert.deepStrictEqual(message.getAll("ActionID"), ["c"])
  })

  it("recognizes the response if a proxy puts the ActionID first", () => {
    const message = command(
      "ActionID: c\r\nResponse: Follows\r\nPrivilege: Command\r\none\n\r\n--END COMMAND--\r\n\r\n"
    )

    assert.deepStrictEqual([message.kind, message.name, message.get("ActionID")], ["Response", "Follows", "c"])
    assert.strictEqual(message.output, "one\n\r")
  })

  it("waits for the marker", () => {
    const decoder = AmiCodec.makeDecoder({ banner: false })

    assert.deepStrictEqual(decoder.push(bytesOf("Response: Follows\r\nPrivilege: Command\r\none\n\r\n\r\n")), [])
    assert.strictEqual(decoder.pending, 47)
    assert.lengthOf(decoder.push(bytesOf("--END COMMAND--\r\n\r\n")), 1)
  })
})
