/**
 * What grants allow, and what is refused when they are read.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { AmiMessage } from "effect-ami"
import { AmiGrant } from "effect-ami/gateway"

const grant = (rest: Partial<AmiGrant.Grant> = {}): AmiGrant.Grant => ({
  name: "agent 100",
  tokenHash: "0".repeat(64),
  servers: ["berlin", "paris-*"],
  ...rest
})

const agent = grant({
  actions: {
    Originate: [{ Channel: "PJSIP/100", Context: "from-internal", Exten: "*", Priority: "1" }],
    QueuePause: [{ Interface: "PJSIP/100", Paused: "*" }, { Interface: "PJSIP/100", Paused: "*", Queue: "s*" }],
    Command: [{ Command: "core show *" }],
    Login: [{}],
    Ping: [{}],
    ListCommands: []
  }
})

const call = [["Channel", "PJSIP/100"], ["Context", "from-internal"], ["Exten", "101"], ["Priority", "1"]] as const

const refusal = (action: string, headers: ReadonlyArray<AmiMessage.Header>, server = "berlin", of = agent) =>
  AmiGrant.refusal(of, { server, action, headers })

const event = (name: string, headers: ReadonlyArray<AmiMessage.Header> = []) =>
  AmiMessage.make([["Event", name], ...headers])

describe("an action", () => {
  it("is allowed with the headers of a rule, whatever their order and case", () => {
    assert.isUndefined(refusal("Originate", call))
    assert.isUndefined(
      refusal("oRIGINATE", call.map(([name, value]) => [name.toUpperCase(), value] as const).toReversed())
    )
    assert.isUndefined(refusal("Ping", []))
    assert.isUndefined(refusal("Originate", call, "paris-2"))
  })

  it("is refused with a header that the rule does not name", () => {
    for (const name of ["Application", "Data", "Variable", "Channel ", "Codecs", "Account", ""]) {
      assert.include(refusal("Originate", [...call, [name, "x"]]), "does not name")
    }
    assert.include(refusal("Ping", [["Channel", "x"]]), "rule 1 does not name Channel")
  })

  it("is refused with another value, in each of the places where the header stands", () => {
    const other = [["Channel", "PJSIP/1001"], ...call.slice(1)] as const
    assert.strictEqual(
      refusal("Originate", other),
      "The grant does not allow Originate like this: rule 1 allows Channel to be PJSIP/100"
    )
    assert.include(refusal("Originate", [...call, ["channel", "PJSIP/200"]]), "allows channel to be PJSIP/100")
  })

  it("is refused without a header that the rule limits, whose default may be wider", () => {
    assert.include(refusal("Originate", call.filter(([name]) => name !== "Context")), "rule 1 needs Context")
    assert.isUndefined(refusal("Originate", call.filter(([name]) => name !== "Exten")))
  })

  it("is allowed by one of several rules, and by none of them mixed", () => {
    const pause = [["Interface", "PJSIP/100"], ["Paused", "true"]] as const
    assert.isUndefined(refusal("QueuePause", pause))
    assert.isUndefined(refusal("QueuePause", [...pause, ["Queue", "sales"]]))
    assert.strictEqual(
      refusal("QueuePause", [...pause, ["Queue", "billing"]]),
      "The grant does not allow QueuePause like this: rule 1 does not name Queue; rule 2 allows Queue to be s*"
    )
    assert.include(refusal("ListCommands", []), "it has no rule")
  })

  it("is refused if it is not named, on another server, or of the connection of the gateway", () => {
    assert.strictEqual(refusal("Hangup", []), "The grant allows no action Hangup")
    assert.strictEqual(refusal("Ping", [], "rome"), "The grant allows no server rome")
    assert.strictEqual(refusal("Ping", [], "berlin2"), "The grant allows no server berlin2")
    assert.strictEqual(refusal("login", []), "login belongs to the connection of the gateway")
    assert.strictEqual(refusal("Ping", [["actionid", "1"]]), "The gateway writes actionid itself")
    assert.strictEqual(refusal("Ping", [["Action", "Hangup"]]), "The gateway writes Action itself")
    assert.strictEqual(refusal("constructor", []), "The grant allows no action constructor")
  })

  it("that is dangerous is refused, even if it is named, unless the grant says so", () => {
    const show = [["Command", "core show channels"]] as const
    assert.include(refusal("Command", show), "the grant must say \"dangerous\": true")
    const dangerous = { ...agent, dangerous: true }
    assert.isUndefined(refusal("Command", show, "berlin", dangerous))
    assert.include(refusal("Command", [["Command", "core stop now"]], "berlin", dangerous), "core show *")
  })

  it("with a list in one header is refused if a part of it does not match", () => {
    const of = grant({ actions: { Originate: [{ Variable: "lang=*" }] } })
    assert.isUndefined(refusal("Originate", [["Variable", "lang=de"]], "berlin", of))
    assert.include(refusal("Originate", [["Variable", "lang=de,SHELL(x)=1"]], "berlin", of), "lang=*")
  })

  it("that is dangerous in the catalogue is so by any spelling", () => {
    const of = (action: string, ...names: ReadonlyArray<string>) =>
      grant({ actions: { [action]: [Object.fromEntries(names.map((name) => [name, "*"]))] } })
    for (const action of ["AGI", "getconfig", "DIALPLANEXTENSIONADD"]) {
      assert.include(refusal(action, [], "berlin", of(action)), "dangerous", action)
    }
    const dangers = [
      ["originate", "application", "System"],
      ["ORIGINATE", "VARIABLE", "a=1,SHELL(x)=2"],
      ["GetVar", "vaRiable", "SHELL(id)"],
      ["status", "variables", "a,FILE(/etc/passwd)"]
    ] as const
    for (const [action, name, value] of dangers) {
      assert.include(refusal(action, [[name, value]], "berlin", of(action, name)), "dangerous", action)
      assert.isUndefined(refusal(action, [[name, "a"]], "berlin", { ...of(action, name), dangerous: true }), action)
    }
    assert.isUndefined(refusal("getvar", [["variable", "lang"]], "berlin", of("getvar", "variable")))
  })
})

describe("an event", () => {
  const of = grant({
    events: [
      { name: "Hangup", where: { Channel: "PJSIP/100-*" } },
      { name: "Queue*", where: { Queue: "sales", Interface: "*" } },
      { name: "FullyBooted" }
    ]
  })
  const sees = (message: AmiMessage.AmiMessage, server = "berlin") => AmiGrant.sees(of, server, message)

  it("is seen if a name and all of its conditions match", () => {
    assert.isTrue(sees(event("FullyBooted")))
    assert.isTrue(sees(event("Hangup", [["Channel", "PJSIP/100-00000001"]])))
    assert.isFalse(sees(event("Hangup", [["Channel", "PJSIP/1001-00000001"]])))
    assert.isFalse(sees(event("Hangup")))
    assert.isTrue(sees(event("QueueMemberPause", [["Queue", "sales"], ["Interface", "PJSIP/1"]])))
    assert.isFalse(sees(event("QueueMemberPause", [["Queue", "sales"]])))
    assert.isFalse(sees(event("Newchannel")))
    assert.isTrue(sees(event("Hangup", [["Channel", "x"], ["Channel", "PJSIP/100-2"]])))
  })

  it("is not seen of another server, and what is no event never is", () => {
    assert.isFalse(sees(event("FullyBooted"), "rome"))
    assert.isTrue(sees(event("FullyBooted"), "paris-1"))
    const all = grant({ events: [{ name: "*" }] })
    assert.isFalse(AmiGrant.sees(all, "berlin", AmiMessage.make([["Response", "Success"]])))
    assert.isTrue(AmiGrant.sees(all, "berlin", event("Anything")))
    assert.isFalse(AmiGrant.sees(grant(), "berlin", event("FullyBooted")))
  })

  it("is shown without secrets, and without what the grant hides", () => {
    const message = event("Newchannel", [["CallerIDNum", "0123"], ["callerIdNum", "4"], ["Secret", "x"], [
      "Exten",
      "5"
    ]])
    assert.deepStrictEqual(AmiGrant.shown(grant({ hide: ["calleridnum"] }), message), [
      ["Event", "Newchannel"],
      ["CallerIDNum", "<hidden>"],
      ["callerIdNum", "<hidden>"],
      ["Secret", "<hidden>"],
      ["Exten", "5"]
    ])
  })
})

describe("grants that are read", () => {
  const wrong = (grants: unknown) =>
    Effect.map(
      Effect.flip(AmiGrant.read(grants)),
      ({ reason }) => reason._tag === "InvalidOption" ? `${reason.option} ${reason.rule}` : reason._tag
    )

  it.effect("are those of a list, or of its JSON", () =>
    Effect.gen(function*() {
      const grants = [agent, grant({ name: "board", tokenHash: "1".repeat(64), expires: "2027-01-31T00:00:00+01:00" })]
      assert.deepStrictEqual(yield* AmiGrant.read(grants), grants)
      assert.deepStrictEqual(yield* AmiGrant.read(JSON.stringify(grants)), grants)
      assert.deepStrictEqual(yield* AmiGrant.read([]), [])
    }))

  it.effect("name the field that is wrong", () =>
    Effect.gen(function*() {
      const said = (rest: object) => wrong([{ ...grant(), ...rest }])
      assert.strictEqual(yield* wrong("{"), "grants must be JSON: a list of grants")
      assert.strictEqual(yield* wrong({}), "grants must be an array")
      assert.strictEqual(yield* wrong([{ name: "a" }]), "grants[0].tokenHash must be given")
      assert.strictEqual(yield* said({ event: [] }), "grants[0].event is not known")
      assert.include(yield* said({ tokenHash: "ami_x" }), "grants[0].tokenHash must be the SHA-256 of a token")
      assert.include(yield* said({ servers: ["*x"] }), "grants[0].servers[0] must be a name")
      assert.include(yield* said({ actions: { Ping: [{ A: "b*c" }] } }), "grants[0].actions.Ping[0].A must be a text")
      assert.include(
        yield* said({ events: [{ name: "A", where: { B: "\r\n" } }] }),
        "grants[0].events[0].where.B must be"
      )
      assert.strictEqual(yield* said({ dangerous: "yes" }), "grants[0].dangerous must be true or false")
      assert.include(yield* said({ streams: 0 }), "grants[0].streams must be a whole number")
      assert.include(yield* said({ expires: "tomorrow" }), "grants[0].expires must be a time such as")
      assert.include(yield* said({ expires: "2027-13-01T00:00:00Z" }), "grants[0].expires must be a time that there is")
      assert.strictEqual(yield* wrong([agent, agent]), "grants[1].name must not be that of another grant")
      assert.strictEqual(
        yield* wrong([agent, { ...agent, name: "other" }]),
        "grants[1].tokenHash must not be that of another grant"
      )
    }))

  it.effect("have hashes of tokens that differ each time", () =>
    Effect.gen(function*() {
      const token = yield* AmiGrant.newToken
      assert.match(Redacted.value(token), /^ami_[\w-]{43}$/)
      assert.notStrictEqual(Redacted.value(token), Redacted.value(yield* AmiGrant.newToken))
      assert.strictEqual(
        yield* AmiGrant.hashOf(Redacted.make("abc")),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      )
      assert.notInclude(String(token), Redacted.value(token))
    }))
})
