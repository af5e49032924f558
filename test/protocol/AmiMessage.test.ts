import { assert, describe, it } from "@effect/vitest"
import { AmiMessage } from "effect-ami"
import { format, inspect } from "node:util"
import { captures } from "../captures/captures.ts"
import { decodeWhole } from "./decoding.ts"

const make = AmiMessage.make

/** Every way to turn a message into text without reading its headers. */
const printings = (message: AmiMessage.AmiMessage): ReadonlyArray<string> => [
  message.toString(),
  String(message),
  `${message}`,
  JSON.stringify(message),
  JSON.stringify({ nested: [message] }),
  JSON.stringify(message.toJSON()),
  inspect(message),
  inspect({ nested: [message] }, { depth: null, showHidden: true, getters: true }),
  format("%s %o %O %j", message, message, message, message)
]

/** Asserts that no printed form contains a text of the message. */
const assertHidden = (headers: ReadonlyArray<AmiMessage.Header>, secret: string): void => {
  const message = make(headers)
  assert.isTrue(message.headers.some((header) => header.join().includes(secret)))
  for (const printing of printings(message)) {
    assert.notInclude(printing, secret)
    assert.include(printing, "<redacted>")
  }
}

describe("AmiMessage", () => {
  const message = make([
    ["Event", "VarSet"],
    ["Variable", "A=1"],
    ["uniqueid", "17.1"],
    ["VARIABLE", "B=2"],
    ["Uniqueid", "forged"]
  ])

  it("finds the first header of a name, in any case", () => {
    assert.strictEqual(message.get("Uniqueid"), "17.1")
    assert.strictEqual(message.get("UniqueID"), "17.1")
    assert.strictEqual(message.get("variable"), "A=1")
    assert.isUndefined(message.get("Channel"))
    assert.isUndefined(message.get(""))
    assert.isUndefined(message.get("Variabl"))
  })

  it("finds all headers of a name in order, in any case", () => {
    assert.deepStrictEqual(message.getAll("Variable"), ["A=1", "B=2"])
    assert.deepStrictEqual(message.getAll("UNIQUEID"), ["17.1", "forged"])
    assert.deepStrictEqual(message.getAll("Channel"), [])
  })

  it("distinguishes an empty header from an absent one", () => {
    const empty = make([["Response", "Success"], ["Value", ""]])

    assert.strictEqual(empty.get("Value"), "")
    assert.deepStrictEqual(empty.getAll("Value"), [""])
    assert.isUndefined(empty.get("Variable"))
  })

  it("keeps the spelling and the order of its headers", () => {
    assert.deepStrictEqual(message.headers.map(([name]) => name), [
      "Event",
      "Variable",
      "uniqueid",
      "VARIABLE",
      "Uniqueid"
    ])
  })

  it("has the kind of its first header", () => {
    assert.deepStrictEqual([make([["Response", "Error"]]).kind, make([["Response", "Error"]]).name], [
      "Response",
      "Error"
    ])
    assert.deepStrictEqual([make([["Event", "Reload"], ["Response", "x"]]).kind, make([["Event", "Reload"]]).name], [
      "Event",
      "Reload"
    ])
    assert.strictEqual(make([["Server", "a"], ["Response", "Success"]]).kind, "Unknown")
    assert.strictEqual(make([["", "text"]]).kind, "Unknown")
    assert.deepStrictEqual([make([]).kind, make([]).name, make([]).output], ["Unknown", "", ""])
  })

  it("is told by what follows an ActionID, which app_rpt and proxies put first", () => {
    const response = make([["ActionID", "1"], ["Response", "Success"], ["Node", "2000"]])
    const event = make([["actionid", "1"], ["ActionID", "2"], ["Event", "Reload"]])

    assert.deepStrictEqual([response.kind, response.name], ["Response", "Success"])
    assert.deepStrictEqual([event.kind, event.name, event.get("ActionID")], ["Event", "Reload", "1"])
    assert.strictEqual(make([["ActionID", "1"]]).kind, "Unknown")
    assert.strictEqual(make([["ActionID", "1"], ["Node", "1"], ["Response", "Success"]]).kind, "Unknown")
  })

  it("joins its Output lines by line feeds", () => {
    assert.strictEqual(
      make([["Response", "Success"], ["Output", " a"], ["X", "-"], ["output", ""], ["Output", "b "]]).output,
      " a\n\nb "
    )
    assert.strictEqual(make([["Response", "Success"]]).output, "")
  })

  it("is distinguished from other values", () => {
    assert.isTrue(AmiMessage.isAmiMessage(message))
    for (
      const other of [undefined, null, "Event", 0, {}, [], () => {}, { kind: "Event", headers: [] }, message.headers]
    ) {
      assert.isFalse(AmiMessage.isAmiMessage(other))
    }
  })
})

describe("AmiMessage, printed", () => {
  it("shows its headers", () => {
    const message = make([["Event", "Hangup"], ["Uniqueid", "17.1"], ["Cause-txt", "Normal Clearing"]])

    assert.strictEqual(String(message), "Event: Hangup\nUniqueid: 17.1\nCause-txt: Normal Clearing")
    assert.strictEqual(
      JSON.stringify(message),
      "[[\"Event\",\"Hangup\"],[\"Uniqueid\",\"17.1\"],[\"Cause-txt\",\"Normal Clearing\"]]"
    )
    assert.strictEqual(inspect(message), "AmiMessage(Event: Hangup\nUniqueid: 17.1\nCause-txt: Normal Clearing)")
  })

  it("escapes line breaks and terminal sequences, so that each header stays one line", () => {
    const message = make([["Event", "Newchannel"], [
      "CallerIDName",
      "a\r\nEvent: forged\u001B[2J\u007F\u0085\u2028\u2029\u0000"
    ]])

    const text =
      "Event: Newchannel\nCallerIDName: a\\u000d\\u000aEvent: forged\\u001b[2J\\u007f\\u0085\\u2028\\u2029\\u0000"
    assert.strictEqual(String(message), text)
    assert.strictEqual(inspect(message), `AmiMessage(${text})`)
  })

  const secretNames = [
    "Secret",
    "SECRET",
    "Key",
    "Challenge",
    "ExpectedResponse",
    "Password",
    "NewPassword",
    "PasswordDigest",
    "OauthSecret",
    "RefreshToken",
    "Md5Cred",
    "MD5Digest",
    "Authorization",
    "Cookie",
    "Set-Cookie"
  ]

  it("hides the values of secret headers", () => {
    for (const name of secretNames) {
      assert.isTrue(AmiMessage.isSecretHeader(name))
      assertHidden([["Response", "Success"], [name, "correct horse\nbattery: staple"], ["X", "shown"]], "horse")
      assertHidden([["Response", "Success"], [name, "correct horse\nbattery: staple"], ["X", "shown"]], "staple")
    }
  })

  it("hides only the values of secret headers", () => {
    for (
      const name of ["UsingPassword", "SecretExist", "Channel", "Keys", "Response", "", "__proto__", "constructor"]
    ) {
      assert.isFalse(AmiMessage.isSecretHeader(name))
    }
    assert.strictEqual(
      String(make([["Event", "SuccessfulAuth"], ["UsingPassword", "1"], ["Secret", "x"], ["Service", "AMI"]])),
      "Event: SuccessfulAuth\nUsingPassword: 1\nSecret: <redacted>\nService: AMI"
    )
  })

  it("hides what ChallengeResponseFailed reveals of the secret: md5(challenge + secret)", () => {
    const headers: ReadonlyArray<AmiMessage.Header> = [
      ["Event", "ChallengeResponseFailed"],
      ["Challenge", "correct-horse"],
      ["Response", "correct-horse"],
      ["RESPONSE", "correct-horse"],
      ["ExpectedResponse", "correct-horse"]
    ]

    assertHidden(headers, "correct-horse")
    assert.strictEqual(String(make([["Event", "OriginateResponse"], ["Response", "Failure"]])).slice(-7), "Failure")
  })

  it("hides secrets in lines of configuration files", () => {
    const lines = [
      "secret=correct horse",
      "secret => correct horse",
      "Secret = correct horse",
      "md5secret=correct horse",
      "remotesecret=correct horse",
      "password=correct horse",
      "vmpassword\t=\tcorrect horse",
      "md5_cred=correct horse",
      "oauth_secret=correct horse",
      "; password=correct horse"
    ]

    for (const line of lines) assertHidden([["Response", "Success"], ["Line-000001-000002", line]], "horse")
    assert.strictEqual(
      String(
        make([["Response", "Success"], ["Line-000001-000000", "secret = x y"], ["Line-000001-000001", "read=all"]])
      ),
      "Response: Success\nLine-000001-000000: secret = <redacted>\nLine-000001-000001: read=all"
    )
  })

  it("hides secrets in the output of commands and in GetConfigJSON", () => {
    assertHidden([["Response", "Success"], ["Output", " password              : correct horse"]], "horse")
    assertHidden(
      [["Response", "Success"], ["JSON", "{\"hello\":{\"secret\":\"correct horse\",\"read\":\"all\"}}"]],
      "horse"
    )
    assertHidden([["Response", "Success"], ["Variable", "SIP_PASSWORD=correct horse"]], "horse")
  })

  it("hides secrets after line breaks in a value", () => {
    for (const lineBreak of ["\n", "\r", "\u2028", "\r\n"]) {
      assertHidden([["Event", "UserEvent"], ["Text", `a${lineBreak}secret=correct${lineBreak}b`]], "correct")
    }
    assertHidden([["Event", "UserEvent"], ["Text", "secret=correct\rhorse"]], "horse")
    assertHidden([["Event", "UserEvent"], ["Text", "secret=x\nsecret=horse\nb"]], "horse")
    assertHidden([["Event", "UserEvent"], ["Text", "a\nSecret: correct horse"]], "horse")
  })

  it("leaves the headers themselves unchanged", () => {
    const message = make([["Response", "Success"], ["Password", "correct horse"]])
    printings(message)

    assert.strictEqual(message.get("password"), "correct horse")
    assert.deepStrictEqual(message.headers[1], ["Password", "correct horse"])
  })

  it("shows no password of the recorded conversations", () => {
    const messages = captures().flatMap(({ bytes }) => decodeWhole(bytes).messages)
    const withPassword = messages.filter((message) =>
      message.headers.some((header) => header.join().includes("secret1"))
    )

    assert.isAbove(withPassword.length, 0)
    for (const message of withPassword) {
      for (const printing of printings(message)) assert.notInclude(printing, "secret1")
    }
  })
})
