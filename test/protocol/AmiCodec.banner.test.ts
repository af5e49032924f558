import { assert, describe, it } from "@effect/vitest"
import { AmiCodec } from "effect-ami"
import { bannerLine, binary, bytesOf, messagesOf } from "./decoding.ts"

const event = "Event: Reload\r\nModule: x\r\n\r\n"

const failureOf = (bytes: Uint8Array, size = bytes.length) => {
  const decoder = AmiCodec.makeDecoder()
  let pushed = 0
  while (decoder.failure === undefined && pushed < bytes.length) {
    assert.deepStrictEqual(decoder.push(bytes.subarray(pushed, pushed + size)), [])
    pushed += size
  }
  return { failure: decoder.failure, pushed }
}

describe("AmiCodec, the banner", () => {
  it("is read in two pieces, split at each position", () => {
    const bytes = bytesOf(bannerLine + event)

    for (let cut = 1; cut <= bannerLine.length; cut++) {
      const decoder = AmiCodec.makeDecoder()
      const messages = [...decoder.push(bytes.subarray(0, cut)), ...decoder.push(bytes.subarray(cut))]
      assert.strictEqual(decoder.banner, bannerLine.trimEnd())
      assert.deepStrictEqual(messages.map(String), ["Event: Reload\nModule: x"])
    }
  })

  it("is read byte by byte", () => {
    const decoder = AmiCodec.makeDecoder()
    const messages = Array.from(bytesOf(bannerLine + event), (byte) => decoder.push(Uint8Array.of(byte))).flat()

    assert.strictEqual(decoder.banner, bannerLine.trimEnd())
    assert.lengthOf(messages, 1)
  })

  it("is not a message, and is undefined until its line is complete", () => {
    const decoder = AmiCodec.makeDecoder()

    assert.deepStrictEqual(decoder.push(bytesOf(bannerLine.slice(0, -1))), [])
    assert.isUndefined(decoder.banner)
    assert.isUndefined(decoder.failure)

    assert.deepStrictEqual(decoder.push(bytesOf("\n")), [])
    assert.strictEqual(decoder.banner, bannerLine.trimEnd())
    assert.strictEqual(decoder.pending, 0)
  })

  it("has three spellings", () => {
    for (
      const banner of ["Asterisk Call Manager/2.10.6", "Asterisk Call Manager Proxy/1.21", "Asterisk Manager Proxy/1"]
    ) {
      const decoder = AmiCodec.makeDecoder()
      assert.lengthOf(decoder.push(bytesOf(`${banner}\r\n${event}`)), 1)
      assert.strictEqual(decoder.banner, banner)
    }
  })

  it("may have a blank line after it", () => {
    assert.lengthOf(messagesOf(event, { bannerLine: `${bannerLine}\r\n` }), 1)
  })

  it("is not waited for over HTTP", () => {
    const decoder = AmiCodec.makeDecoder({ banner: false })

    assert.lengthOf(decoder.push(bytesOf(event)), 1)
    assert.isUndefined(decoder.banner)
  })

  it("has at most 127 bytes and a line feed", () => {
    const banner = "Asterisk Call Manager/".padEnd(126, "1")

    const fits = AmiCodec.makeDecoder()
    fits.push(bytesOf(`${banner}\r\n`))
    assert.strictEqual(fits.banner, banner)

    const long = AmiCodec.makeDecoder()
    long.push(bytesOf(`${banner}1\r\n`))
    assert.strictEqual(long.failure?._tag, "NotAmi")
  })
})

describe("AmiCodec, a peer that ends lines with a lone line feed", () => {
  const options = { bannerLine: "Asterisk Call Manager Proxy/1.21\n" }

  it("is recognized by its banner, and read line by line", () => {
    const messages = messagesOf(
      "Response: Success\nActionID: 1\n\nEvent: A\nX:   y \nplain\n\n\n\nEvent: B\n\n",
      options
    )

    assert.deepStrictEqual(messages.map(({ headers }) => headers), [
      [["Response", "Success"], ["ActionID", "1"]],
      [["Event", "A"], ["X", "  y \nplain"]],
      [["Event", "B"]]
    ])
  })

  it("may end other lines with CR LF", () => {
    const messages = messagesOf("Response: Success\r\nActionID: 1\nX: \r\r\n\r\nEvent: A\r\n\nEvent: B\n\r\n", options)

    assert.deepStrictEqual(messages.map(({ headers }) => headers), [
      [["Response", "Success"], ["ActionID", "1"], ["X", "\r"]],
      [["Event", "A"]],
      [["Event", "B"]]
    ])
  })

  it("is not assumed because a value contains line feeds", () => {
    assert.deepStrictEqual(messagesOf("Event: A\r\nX: a\n\nEvent: B\n\n\r\n\r\n")[0]?.headers, [
      ["Event", "A"],
      ["X", "a\n\nEvent: B\n"]
    ])
  })
})

describe("AmiCodec, a peer that is not AMI", () => {
  const peers = {
    SSH: "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n",
    HTTP: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    SMTP: "220 mail.example.com ESMTP Postfix\r\n",
    "a TLS alert": "\x15\x03\x01\x00\x02\x02\x46",
    "AMI without a banner": "Response: Success\r\n\r\n",
    "another program of Asterisk": "Asterisk 22.10.1 currently running on pbx (pid = 1)\r\n",
    "a banner after a byte order mark": `\xEF\xBB\xBF${bannerLine}`,
    "an empty line": "\r\n",
    "a banner with control characters": "Asterisk Call Manager/11.0.0\u001B[2J\r\n",
    "a banner with bytes beyond ASCII": "Asterisk Call Manager/11.0.0 \xE9\r\n"
  }

  for (const [name, text] of Object.entries(peers)) {
    it(`is refused: ${name}`, () => {
      const bytes = binary(text)

      assert.strictEqual(failureOf(bytes).failure?._tag, "NotAmi")
      assert.strictEqual(failureOf(bytes, 1).failure?._tag, "NotAmi")
    })
  }

  it("is rejected at its first wrong byte", () => {
    assert.strictEqual(failureOf(bytesOf("SSH-2.0-OpenSSH"), 1).pushed, 1)
    assert.strictEqual(failureOf(bytesOf("Asterisk! hello"), 1).pushed, 9)
  })

  it("is quoted by its first 64 bytes, with control characters escaped", () => {
    assert.deepStrictEqual(failureOf(binary("\x15\x03\x01\x00\x02\x02\x46")).failure, {
      _tag: "NotAmi",
      sample: "\\u0015\\u0003\\u0001\\u0000\\u0002\\u0002F"
    })
    assert.deepStrictEqual(failureOf(bytesOf(`220 ${"x".repeat(100)}`)).failure, {
      _tag: "NotAmi",
      sample: `220 ${"x".repeat(60)}`
    })
  })

  it("is rejected after 128 bytes without a line feed, however many follow", () => {
    const endless = bytesOf(`Asterisk ${"x".repeat(10_000_000)}`)

    assert.strictEqual(failureOf(endless, 1).pushed, 128)
    assert.strictEqual(failureOf(endless, 100).pushed, 200)
    assert.strictEqual(failureOf(endless).failure?._tag, "NotAmi")
  })

  it("is not read any further", () => {
    const decoder = AmiCodec.makeDecoder()
    decoder.push(bytesOf("SSH-2.0\r\n"))

    assert.deepStrictEqual(decoder.push(bytesOf(bannerLine + event)), [])
    assert.isUndefined(decoder.banner)
    assert.strictEqual(decoder.pending, 0)
  })
})
