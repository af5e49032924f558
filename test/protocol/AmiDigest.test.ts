import { assert, describe, it } from "@effect/vitest"
import { Redacted } from "effect"
import { AmiDigest } from "effect-ami"
import * as fc from "fast-check"
import { createHash } from "node:crypto"
import { exchanges } from "../captures/captures.ts"
import { check, timeout } from "./properties.ts"

/** The value of a header in a recorded message. */
const headerIn = (message: string, name: string): string =>
  new RegExp(`^${name}: (.*?)\\r?$`, "im").exec(message)?.[1] ?? ""

/** A header field without escapes. */
const fieldIn = (header: string, name: string): string =>
  new RegExp(`(?:^|[ ,])${name}="?([^",]*)`).exec(header)?.[1] ?? ""

const recorded = exchanges().map(({ bytes, name, sent }) => ({
  name,
  request: Buffer.from(sent).toString(),
  response: Buffer.from(bytes).toString()
}))

const recordedResponse = (name: string): string => recorded.find((one) => one.name === name)?.response ?? ""

/** The recorded requests whose proof Asterisk accepted. */
const accepted = recorded
  .filter(({ request, response }) => / 200 OK/.test(response) && /^Authorization: Digest /m.test(request))

const hello = {
  username: "hello",
  secret: Redacted.make("world"),
  method: "POST",
  uri: "/arawman",
  count: 1,
  cnonce: "0a4f113b"
}
const asterisk = { realm: "asterisk", nonce: "5ee2f268", opaque: "5ee2f268", stale: false }

describe("AmiDigest.authorization", () => {
  it("computes the proof of the example in RFC 2617", () => {
    const challenge = AmiDigest.parse(
      "Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
        + "opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
    )

    const header = AmiDigest.authorization(challenge ?? assert.fail("no challenge"), {
      username: "Mufasa",
      secret: Redacted.make("Circle Of Life"),
      method: "GET",
      uri: "/dir/index.html",
      count: 1,
      cnonce: "0a4f113b"
    })

    assert.strictEqual(
      header,
      "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
        + "uri=\"/dir/index.html\", algorithm=MD5, qop=auth, nc=00000001, cnonce=\"0a4f113b\", "
        + "response=\"6629fae49393a05397450978507c4ef1\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\""
    )
  })

  it("finds recorded requests that Asterisk accepted", () => {
    assert.includeMembers(
      accepted.map(({ name }) => name),
      ["http-digest-ok.ast22", "http-digest-ok2.ast22", "http-digest-post.ast22"]
    )
  })

  for (const { name, request } of accepted) {
    it(`computes the proof that Asterisk accepted in ${name}`, () => {
      const header = headerIn(request, "Authorization")
      const nonce = fieldIn(header, "nonce")

      const own = AmiDigest.authorization({ ...asterisk, nonce, opaque: nonce }, {
        ...hello,
        method: request.slice(0, request.indexOf(" ")),
        uri: fieldIn(header, "uri"),
        count: Number.parseInt(fieldIn(header, "nc"), 16),
        cnonce: fieldIn(header, "cnonce")
      })

      for (const field of ["response", "username", "realm", "nonce", "uri", "qop", "nc", "cnonce"]) {
        assert.strictEqual(fieldIn(own, field), fieldIn(header, field), field)
      }
    })
  }

  it("counts in eight hexadecimal digits", () => {
    const counted = [1, 10, 255, 0xffff_ffff].map((count) =>
      fieldIn(AmiDigest.authorization(asterisk, { ...hello, count }), "nc")
    )

    assert.deepStrictEqual(counted, ["00000001", "0000000a", "000000ff", "ffffffff"])
  })

  it("makes a different proof for each counter, nonce, method, path, name and secret", () => {
    const proofs = [
      AmiDigest.authorization(asterisk, hello),
      AmiDigest.authorization(asterisk, { ...hello, count: 2 }),
      AmiDigest.authorization(asterisk, { ...hello, cnonce: "another" }),
      AmiDigest.authorization(asterisk, { ...hello, method: "GET" }),
      AmiDigest.authorization(asterisk, { ...hello, uri: "/asterisk/arawman" }),
      AmiDigest.authorization(asterisk, { ...hello, username: "Hello" }),
      AmiDigest.authorization(asterisk, { ...hello, secret: Redacted.make("World") }),
      AmiDigest.authorization({ ...asterisk, nonce: "5ee2f269" }, hello),
      AmiDigest.authorization({ ...asterisk, realm: "pbx" }, hello)
    ].map((header) => fieldIn(header, "response"))

    assert.strictEqual(new Set(proofs).size, proofs.length)
    for (const proof of proofs) assert.match(proof, /^[0-9a-f]{32}$/)
  })

  it("returns no opaque if there was none", () => {
    const header = AmiDigest.authorization({ ...asterisk, opaque: undefined }, hello)

    assert.notInclude(header, "opaque")
  })

  for (
    const [username, quoted] of [
      ["a \"quoted\" name", `"a \\"quoted\\" name"`],
      ["back\\slash", `"back\\\\slash"`],
      ["comma, and = sign", `"comma, and = sign"`],
      ["\\\"", `"\\\\\\""`]
    ] as const
  ) {
    it(`quotes the name ${username}, and proves it unquoted`, () => {
      const header = AmiDigest.authorization(asterisk, { ...hello, username })

      assert.isTrue(header.startsWith(`Digest username=${quoted}, realm="asterisk", `), header)
      assert.strictEqual(fieldIn(header, "response"), proofOf(username, "world"))
    })
  }

  it("uses the UTF-8 bytes of the secret, including blanks and colons", () => {
    const secret = " p\u00e4:\u{1F511} "

    const header = AmiDigest.authorization(asterisk, { ...hello, secret: Redacted.make(secret) })

    assert.strictEqual(fieldIn(header, "response"), proofOf("hello", secret))
    assert.notInclude(header, "\u00e4")
  })
})

/** The proof of `hello` for `asterisk`, made with the MD5 of Node. */
const proofOf = (username: string, secret: string): string => {
  const md5 = (...parts: ReadonlyArray<string>) => createHash("md5").update(parts.join(":"), "utf8").digest("hex")
  const { cnonce, method, uri } = hello
  return md5(md5(username, "asterisk", secret), "5ee2f268", "00000001", cnonce, "auth", md5(method, uri))
}

describe("AmiDigest.parse", () => {
  for (
    const [what, header] of [
      ["as Asterisk writes it", headerIn(recordedResponse("http-digest-401.ast22"), "WWW-authenticate")],
      ["in another order", `Digest opaque="5ee2f268", qop="auth", nonce="5ee2f268", realm="asterisk", algorithm=MD5`],
      ["with other spaces", `digest\trealm = "asterisk" ,nonce="5ee2f268",qop =auth , opaque= "5ee2f268"`],
      ["in capitals", `DIGEST REALM="asterisk", NONCE="5ee2f268", QOP="AUTH", OPAQUE="5ee2f268", ALGORITHM=md5`],
      ["without an algorithm", `Digest realm="asterisk", nonce="5ee2f268", qop="auth", opaque="5ee2f268"`],
      ["with several qop values", `Digest realm="asterisk", nonce="5ee2f268", qop="auth-int, auth", opaque="5ee2f268"`],
      [
        "with more",
        `Digest realm="asterisk", domain="/", nonce="5ee2f268", qop="auth", opaque="5ee2f268", charset=UTF-8`
      ],
      ["that is not stale", `Digest realm="asterisk", nonce="5ee2f268", qop="auth", opaque="5ee2f268", stale=false`]
    ] as const
  ) {
    it(`reads a challenge ${what}`, () => {
      assert.deepStrictEqual(AmiDigest.parse(header), asterisk)
    })
  }

  for (const stale of ["stale=true", "stale=TRUE", `stale="true"`, "Stale = True"]) {
    it(`reads ${stale}`, () => {
      assert.isTrue(AmiDigest.parse(`Digest realm="asterisk", nonce="5ee2f268", qop="auth", ${stale}`)?.stale)
    })
  }

  it("reads the recorded challenges, stale or not", () => {
    const challenges = ["401", "badpw", "baduser", "basic", "noqop", "oldnonce", "replay"].map((name) =>
      AmiDigest.parse(headerIn(recordedResponse(`http-digest-${name}.ast22`), "WWW-authenticate"))
    )

    assert.isTrue(challenges.every((challenge) => challenge?.realm === "asterisk"))
    assert.isTrue(challenges.every((challenge) => challenge !== undefined && challenge.nonce === challenge.opaque))
    assert.deepStrictEqual(
      challenges.map((challenge) => challenge?.stale),
      [false, false, false, false, true, true, true]
    )
  })

  it("reads escapes, and finds no field inside a quoted value", () => {
    const challenge = AmiDigest.parse(
      `Digest realm="a \\"b\\" \\\\ c, nonce=evil, stale=true", nonce="n", qop="auth"`
    )

    assert.deepStrictEqual(challenge, {
      realm: `a "b" \\ c, nonce=evil, stale=true`,
      nonce: "n",
      opaque: undefined,
      stale: false
    })
  })

  it("reads an empty realm, nonce and opaque", () => {
    const challenge = AmiDigest.parse(`Digest realm="", nonce="", qop="auth", opaque=""`)

    assert.deepStrictEqual(challenge, { realm: "", nonce: "", opaque: "", stale: false })
  })

  for (
    const [what, header] of [
      ["nothing", ""],
      ["Basic", `Basic realm="asterisk"`],
      ["another scheme with the same prefix", `Digestive realm="asterisk", nonce="n", qop="auth"`],
      ["a name alone", "Digest"],
      ["a name and a blank", "Digest "],
      ["SHA-256", `Digest algorithm=SHA-256, realm="asterisk", nonce="n", qop="auth"`],
      ["MD5-sess", `Digest algorithm=MD5-sess, realm="asterisk", nonce="n", qop="auth"`],
      ["no qop", `Digest realm="asterisk", nonce="n"`],
      ["auth-int only", `Digest realm="asterisk", nonce="n", qop="auth-int"`],
      ["no realm", `Digest nonce="n", qop="auth"`],
      ["no nonce", `Digest realm="asterisk", qop="auth"`],
      ["a quote that never ends", `Digest qop="auth", nonce="n", realm="asterisk`],
      ["words", "Digest, please"]
    ] as const
  ) {
    it(`does not answer ${what}`, () => {
      assert.isUndefined(AmiDigest.parse(header))
    })
  }

  it("rejects a huge header", () => {
    const fits = `Digest realm="asterisk", nonce="n", qop="auth", opaque="`

    assert.strictEqual(AmiDigest.parse(`${fits}${"x".repeat(4000)}"`)?.opaque?.length, 4000)
    assert.isUndefined(AmiDigest.parse(`${fits}${"x".repeat(1_000_000)}"`))
  })

  for (
    const [what, part] of [
      ["blanks", " "],
      ["letters", "a"],
      ["letters and blanks", "a "],
      ["quotes", "\""],
      ["backslashes", "\\"],
      ["names without a value", "a="],
      ["quotes that open", "a=\""],
      ["commas", ","]
    ] as const
  ) {
    it(`finds no challenge in only ${what}, and reads no header of over 4,096 characters`, () => {
      const padding = part.repeat(4096 / part.length)

      assert.isUndefined(AmiDigest.parse(`Digest ${padding}`))
      assert.isUndefined(AmiDigest.parse(`Digest realm="a", nonce="b", qop="auth", ${padding}`))
    })
  }

  it("reads every challenge that follows the rules", { timeout }, () => {
    const text = fc.string({ unit: "binary-ascii", maxLength: 40 }).map((raw) => raw.replace(/[\r\n]/g, " "))
    const challenges = fc.record({
      realm: text,
      nonce: text,
      opaque: fc.option(text, { nil: undefined }),
      stale: fc.boolean()
    })

    check(
      1_000,
      fc.property(challenges, fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 }), (challenge, order) => {
        assert.deepStrictEqual(AmiDigest.parse(rendered(challenge, order)), challenge)
      })
    )
  })

  it("reads the fields of its own proofs", { timeout }, () => {
    const text = fc.string({ unit: "grapheme-ascii", maxLength: 40 })

    check(
      1_000,
      fc.property(text, text, text, (username, realm, nonce) => {
        const header = AmiDigest.authorization({ realm, nonce, opaque: nonce, stale: false }, { ...hello, username })

        assert.deepStrictEqual(AmiDigest.parse(header), { realm, nonce, opaque: nonce, stale: false })
      })
    )
  })
})

/** A challenge as a header, by RFC 7616, with its fields in the given order. */
const rendered = ({ nonce, opaque, realm, stale }: AmiDigest.Challenge, order: ReadonlyArray<number>): string => {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`
  const fields = [
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`]),
    `qop="auth"`,
    "algorithm=MD5",
    ...(stale ? ["stale=true"] : [])
  ]
  return `Digest ${order.flatMap((index) => fields[index] ?? []).join(", ")}`
}
