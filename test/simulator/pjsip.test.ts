/**
 * The objects of PJSIP as Asterisk lists them, and the actions on them.
 */
import { assert, describe, it } from "@effect/vitest"
import type { SimulatedPbx } from "effect-ami/simulator"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

const pjsip = `
[udp]
type = transport
protocol = udp
bind = 127.0.0.1:5060
[telephone](!)
type = endpoint
context = internal
disallow = all
allow = ulaw,alaw
[100](telephone)
transport = udp
aors = 100
auth = 100
direct_media = no
callerid = "Alice" <100>
[100]
type = aor
contact = sip:100@192.0.2.1:5060
[100]
type = auth
auth_type = userpass
username = 100
password = wonderland
[101](telephone)
aors = 101
[101]
type = aor
max_contacts = 1
[provider]
type = registration
client_uri = sip:me@example.com
server_uri = sip:example.com
`

const ask = (version: SimulatedPbx.Options["version"], ...requests: ReadonlyArray<string>): ReadonlyArray<Lines> =>
  play(requests.map((request) => [request, 1] as const), { version, files: { "pjsip.conf": pjsip } })

describe("PJSIP", () => {
  it("shows an endpoint with everything that belongs to it", () => {
    const said = ask("22", "Action: PJSIPShowEndpoint\nEndpoint: 100\nActionID: e")

    assert.deepStrictEqual(said.map((lines) => lines[0]), [
      "Response: Success",
      "Event: EndpointDetail",
      "Event: AuthDetail",
      "Event: TransportDetail",
      "Event: AorDetail",
      "Event: ContactStatusDetail",
      "Event: EndpointDetailComplete"
    ])
    const [, endpoint = [], auth = [], transport = [], aor = [], contact = []] = said
    assert.strictEqual(endpoint.length, 144)
    assert.deepStrictEqual(
      ["Context", "Allow", "DirectMedia", "Callerid", "RpidImmediate", "DeviceState", "ActiveChannels"].map((name) =>
        valueIn(endpoint, name)
      ),
      ["internal", "(ulaw|alaw)", "false", "\"Alice\" <100>", "false", "Not in use", "0"]
    )
    assert.deepStrictEqual([valueIn(auth, "Password"), valueIn(transport, "Bind")], ["wonderland", "127.0.0.1:5060"])
    assert.deepStrictEqual([valueIn(aor, "TotalContacts"), valueIn(aor, "ContactsRegistered")], ["1", "0"])
    assert.deepStrictEqual(contact.slice(2, 7), [
      "AOR: 100",
      "URI: sip:100@192.0.2.1:5060",
      "UserAgent: ",
      "RegExpire: 0",
      "Status: NonQualified"
    ])
  })

  it("lists endpoints by name, and in 16 without the number of their channels", () => {
    const [, first, second] = ask("16", "Action: PJSIPShowEndpoints")

    assert.deepStrictEqual([first, second].map((lines = []) => lines.slice(1)).sort(), [
      [
        "ObjectType: endpoint",
        "ObjectName: 100",
        "Transport: udp",
        "Aor: 100",
        "Auths: 100",
        "OutboundAuths: ",
        "Contacts: 100/sip:100@192.0.2.1:5060,",
        "DeviceState: Not in use",
        "ActiveChannels: "
      ],
      [
        "ObjectType: endpoint",
        "ObjectName: 101",
        "Transport: ",
        "Aor: 101",
        "Auths: ",
        "OutboundAuths: ",
        "Contacts: ",
        "DeviceState: Unavailable",
        "ActiveChannels: "
      ]
    ])
  })

  it("takes a registration back and makes it again", () => {
    const said = ask(
      "22",
      "Action: PJSIPUnregister\nRegistration: provider",
      "Action: PJSIPShowRegistrationsOutbound",
      "Action: PJSIPRegister\nRegistration: *all",
      "Action: PJSIPRegister\nRegistration: nobody"
    )

    assert.deepStrictEqual(
      said.map((lines) => [lines[0], valueIn(lines, "Status") ?? valueIn(lines, "Message") ?? ""]),
      [
        ["Response: Success", "Unregistration sent"],
        ["Event: Registry", "Unregistered"],
        ["Response: Success", "Following are Events for each Outbound registration"],
        ["Event: OutboundRegistrationDetail", "Unregistered"],
        ["Event: OutboundRegistrationDetailComplete", ""],
        ["Response: Success", "Reregistrations queued."],
        ["Event: Registry", "Registered"],
        ["Response: Error", "Unable to retrieve registration entry\n"]
      ]
    )
  })

  it("says in each version what a notification lacks", () => {
    const requests = ["", "\nEndpoint: 100", "\nEndpoint: nobody\nVariable: Event=x"].map((more) =>
      `Action: PJSIPNotify${more}`
    )
    const messages = (version: "16" | "22") => ask(version, ...requests).map((lines) => valueIn(lines, "Message"))

    assert.deepStrictEqual(messages("22"), [
      "PJSIPNotify requires either an Option or Variable(s).You must use only one of them.",
      "PJSIPNotify requires either an Option or Variable(s).You must use only one of them.",
      "Unable to retrieve endpoint nobody"
    ])
    assert.deepStrictEqual(messages("16"), [
      "PJSIPNotify requires either an endpoint name, a SIP URI, or a channel.",
      "NOTIFY sent",
      "Unable to retrieve endpoint nobody"
    ])
  })
})
