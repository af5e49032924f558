/**
 * A new release of Asterisk: what its documentation declares, and how that changes the facts of the catalogue.
 */
import { assert, describe, it } from "@effect/vitest"
import { difference } from "../../tools/catalog/difference.ts"
import { documented } from "../../tools/catalog/documentation.ts"
import { merged } from "../../tools/catalog/merge.ts"
import type { Inventory } from "../../tools/catalog/model.ts"

const xml = (body: string): string =>
  `<?xml version="1.0"?>
<!DOCTYPE docs SYSTEM "appdocsxml.dtd">
<docs xmlns:xi="http://www.w3.org/2001/XInclude">
<manager name="Login" language="en_US"><syntax><parameter name="ActionID"><para>Id.</para></parameter></syntax></manager>
${body}</docs>`

const before = xml(`
<manager name="Open" language="en_US" module="app_door">
  <syntax>
    <xi:include xpointer="xpointer(/docs/manager[@name='Login']/syntax/parameter[@name='ActionID'])" />
    <parameter name="Door" required="true"><para>Which &amp; where.</para></parameter>
    <parameter name="Speed"><enumlist><enum name="slow" /><enum name="fast" /></enumlist></parameter>
  </syntax>
</manager>
<manager name="Lock" language="en_US" module="app_door"><syntax /></manager>
<managerEvent name="DoorOpened" language="en_US">
  <managerEventInstance class="EVENT_FLAG_USER">
    <since><version>16.1.0</version></since>
    <syntax><channel_snapshot prefix="Porter" /><parameter name="Door" /></syntax>
  </managerEventInstance>
</managerEvent>`)

const after = before.replace(/<manager name="Lock".*\n/, "").replace(
  `<parameter name="Speed">`,
  `<parameter name="Force" default="no" /><parameter name="Speed">`
).replace(
  "</docs>",
  `<manager name="DoorList" language="en_US"><syntax />
    <responses>
      <list-elements><xi:include xpointer="xpointer(/docs/managerEvent[@name='DoorOpened'])" /></list-elements>
      <managerEvent name="DoorListComplete" language="en_US"><managerEventInstance class="EVENT_FLAG_USER">
        <syntax><parameter name="ListItems" /></syntax></managerEventInstance></managerEvent>
    </responses>
  </manager></docs>`
)

/** What is known of release 1, with an undocumented field. */
const inventory: Inventory = {
  sources: { "1": { asterisk: "1.0.0", ami: "1" }, "2": { asterisk: "2.0.0", ami: "2" } },
  enums: {},
  actions: [
    {
      name: "Lock",
      in: ["1"],
      module: "app_door",
      privileges: ["user"],
      parameters: []
    },
    {
      name: "Open",
      in: ["1"],
      module: "app_door",
      privileges: ["user"],
      parameters: [
        { name: "Door", kind: "string", required: true, in: ["1"] },
        { name: "Speed", kind: "enum", values: ["slow", "fast"], in: ["1"] },
        { name: "Secretly", kind: "boolean", accepts: "ast_true", in: ["1"] }
      ]
    }
  ],
  events: [{
    name: "DoorOpened",
    in: ["1"],
    module: "app_door",
    privileges: ["user"],
    roles: ["unsolicited"],
    snapshots: [{ of: "channel", prefix: "Porter" }],
    fields: [{ name: "Door", kind: "string", in: ["1"] }]
  }]
}

const read = async (text: string) => ({ source: { asterisk: "?", ami: "?" }, ...await documented(text) })

describe("the documentation of a release", () => {
  it("declares actions, events, their fields and what they are included from", async () => {
    const { actions, events } = await read(before)

    assert.deepStrictEqual(actions["Open"], {
      module: "app_door",
      parameters: { Door: { required: true }, Speed: { values: ["slow", "fast"] } }
    })
    assert.deepStrictEqual(events["DoorOpened"], {
      module: "builtin",
      since: ["16.1.0"],
      privilege: "user",
      snapshots: ["channel Porter"],
      parameters: { Door: {} }
    })
  })

  it("adds what is new in it, drops what it no longer has, and keeps what was never documented", async () => {
    const grown = merged(inventory, { label: "2", base: "1", before: await read(before), now: await read(after) })

    assert.strictEqual(
      difference(grown, "1", "2"),
      [
        "Asterisk 1.0.0 to 2.0.0",
        "",
        // `Login` is in both documentations, and in no fact of this test.
        "Actions: 2 added, 1 removed, 1 changed",
        "  + DoorList",
        "  + Login",
        "  - Lock",
        "  ~ Open: + Force",
        "",
        "Events: 1 added, 0 removed, 0 changed",
        "  + DoorListComplete"
      ].join("\n")
    )
    const open = grown.actions.find(({ name }) => name === "Open")
    assert.deepStrictEqual(open?.parameters.find(({ name }) => name === "Secretly")?.in, ["1", "2"])
    assert.deepInclude(open?.parameters.find(({ name }) => name === "Force"), { default: "no", in: ["2"] })
    assert.deepStrictEqual(grown.actions.find(({ name }) => name === "DoorList")?.list, {
      items: ["DoorOpened"],
      complete: "DoorListComplete"
    })
    assert.strictEqual(difference(grown, "2", "2").match(/0 added, 0 removed, 0 changed/g)?.length, 2)
  })
})
