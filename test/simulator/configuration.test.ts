/**
 * Configuration files, modules and reloads, as Asterisk answers for them.
 */
import { assert, describe, it } from "@effect/vitest"
import type { SimulatedPbx } from "effect-ami/simulator"
import type { Lines } from "./recorded.ts"
import { play } from "./scenario.ts"

const files = {
  "desks.conf": [
    "; who sits where",
    "[general]",
    "a = 1 ; one",
    "b => two",
    "c = x\\;y",
    "[telephone](!)",
    "type = endpoint",
    "[100](telephone)",
    "name = \"Alice\" \\ desk",
    "[general](+)",
    "d = 4"
  ].join("\n"),
  "broken.conf": "a = 1\n"
}

const ask = (version: SimulatedPbx.Options["version"], ...requests: ReadonlyArray<string>): ReadonlyArray<Lines> =>
  play(requests.map((request) => [request, 1] as const), {
    files,
    version,
    hints: { internal: { "100": "PJSIP/100" } }
  })

const show = (name: string) => `Action: GetConfig\nFilename: ${name}`

const update = (...lines: ReadonlyArray<string>) =>
  ["Action: UpdateConfig", "SrcFilename: desks.conf", "DstFilename: desks.conf", ...lines].join("\n")

describe("configuration files", () => {
  it("are shown with what their sections inherit, and without templates", () => {
    const [all, json, categories, none] = ask(
      "22",
      show("desks.conf"),
      "Action: GetConfigJSON\nFilename: desks.conf\nCategory: 100",
      "Action: ListCategories\nFilename: desks.conf\nMatch: TEMPLATES=include",
      `${show("desks.conf")}\nCategory: nobody`
    )

    assert.deepStrictEqual(all?.slice(1), [
      "Category-000000: general",
      "Line-000000-000000: a=1",
      "Line-000000-000001: b=two",
      "Line-000000-000002: c=x;y",
      "Line-000000-000003: d=4",
      "Category-000001: 100",
      "Templates-000001: telephone",
      "Line-000001-000000: type=endpoint",
      "Line-000001-000001: name=\"Alice\" \\ desk"
    ])
    assert.deepStrictEqual(json?.slice(1), [
      "JSON: {\"100\":{\"templates\":\"telephone\",\"type\":\"endpoint\",\"name\":\"\\\"Alice\\\" \\\\ desk\"}}"
    ])
    assert.deepStrictEqual(categories?.slice(1), [
      "Category-000000: general",
      "Category-000001: telephone",
      "Category-000002: 100"
    ])
    assert.deepStrictEqual(none, ["Response: Success", "No categories found"])
  })

  it("are refused with the words of each version", () => {
    const requests = ["nobody.conf", "/etc/passwd", "broken.conf", ""].flatMap((name) => [
      show(name),
      `Action: GetConfigJSON\nFilename: ${name}`
    ])
    const messages = (version: "16" | "22") => ask(version, ...requests).map((lines) => lines[1])

    assert.deepStrictEqual(messages("22"), [
      "Message: Config file not found",
      "Message: File requires escalated privileges",
      "Message: File requires escalated privileges",
      "Message: File requires escalated privileges",
      "Message: Config file has invalid format",
      "Message: Config file has invalid format",
      "Message: Filename not specified",
      "Message: Filename not specified"
    ])
    assert.strictEqual(messages("16")[2], "Message: File requires escalated priveledges")
  })

  it("are changed by all updates of a request or by none", () => {
    const said = ask(
      "22",
      update(
        "Action-000000: newcat",
        "Cat-000000: 101",
        "Options-000000: inherit=telephone",
        "Action-000001: append",
        "Cat-000001: 101",
        "Var-000001: name",
        "Value-000001: >Bob; desk",
        "Action-000002: delete",
        "Cat-000002: general",
        "Line-000002: 0"
      ),
      update("Action-000000: delcat", "Cat-000000: 101", "Action-000001: delcat", "Cat-000001: nobody"),
      update("Action-000000: newcat", "Cat-000000: GENERAL"),
      show("desks.conf")
    )

    assert.deepStrictEqual(said.map((lines) => lines[1]), [
      undefined,
      "Message: Given category does not exist",
      "Message: Create category did not complete successfully",
      "Category-000000: general"
    ])
    assert.deepStrictEqual(said.at(-1)?.slice(-4), [
      "Category-000002: 101",
      "Templates-000002: telephone",
      "Line-000002-000000: type=endpoint",
      "Line-000002-000001: name=Bob; desk"
    ])
  })
})

describe("modules", () => {
  it("are loaded, unloaded and reloaded, and everybody hears it", () => {
    const said = ask(
      "22",
      "Action: ModuleLoad\nModule: app_echo.so\nLoadType: unload",
      "Action: ModuleCheck\nModule: app_echo",
      "Action: ModuleLoad\nModule: app_echo.so\nLoadType: load",
      "Action: ModuleLoad\nModule: app_echo.so",
      "Action: Reload\nModule: app_echo.so",
      "Action: Reload\nModule: nobody.so"
    )

    assert.deepStrictEqual(said.map((lines) => lines.filter((line) => !line.startsWith("Privilege"))), [
      ["Response: Success", "Message: Module unloaded."],
      ["Event: Unload", "Module: app_echo.so", "Status: Success"],
      ["Response: Error", "Message: Module not loaded"],
      ["Response: Success", "Message: Module loaded."],
      ["Event: Load", "Module: app_echo.so", "Status: Success"],
      ["Response: Error", "Message: Incomplete ModuleLoad action."],
      ["Response: Error", "Message: Incomplete ModuleLoad action."],
      ["Response: Error", "Message: Module does not support reload"],
      ["Event: Reload", "Module: app_echo.so", "Status: 6"],
      ["Response: Error", "Message: No such module"],
      ["Event: Reload", "Module: nobody.so", "Status: 2"]
    ])
  })

  it("announce every hint when all are reloaded", () => {
    const said = ask("16", "Action: Reload")

    assert.deepStrictEqual(said.map(([line]) => line), [
      "Response: Success",
      "Event: ExtensionStatus",
      "Event: Reload"
    ])
  })
})

describe("the dialplan", () => {
  it("is shown with what it includes, and changed while it runs", () => {
    const extensions = { internal: { "_1XX": ["Answer()", "Wait(30)"], "200": ["Echo()"] } }
    const requests = [
      "DialplanExtensionAdd\nContext: internal\nExtension: 300\nPriority: 1\nApplication: NoOp\nApplicationData: hi",
      "DialplanExtensionAdd\nContext: internal\nExtension: 300\nPriority: 1\nApplication: NoOp",
      "DialplanExtensionAdd\nContext: internal\nExtension: 300\nPriority: -1\nApplication: NoOp",
      "DialplanExtensionRemove\nContext: internal\nExtension: 200",
      "DialplanExtensionRemove\nContext: internal\nExtension: 200",
      "ShowDialPlan\nContext: internal\nExtension: 200",
      "ShowDialPlan\nContext: internal"
    ]
    const said = play(requests.map((request) => [`Action: ${request}`, 1] as const), {
      extensions,
      hints: { internal: { "_1XX": "Custom:desk" } }
    })

    assert.deepStrictEqual(said.slice(0, 6).map((lines) => lines[1]), [
      "Message: Added requested extension",
      "Message: That extension and priority already exist at that context",
      "Message: The priority specified was invalid.",
      "Message: Removed the requested extension",
      "Message: Failed to remove requested extension",
      "Message: Did not find extension 200@internal"
    ])
    assert.deepStrictEqual(said.slice(7, -1).map((lines) => lines.slice(2, -1).join(", ")), [
      "Extension: 300, Priority: 1, Application: NoOp, AppData: hi",
      "Extension: _1XX, Priority: hint, Application: Custom:desk",
      "Extension: _1XX, Priority: 1, Application: Answer, AppData: ",
      "Extension: _1XX, Priority: 2, Application: Wait, AppData: 30"
    ])
    assert.deepStrictEqual(said.at(-1)?.slice(2), [
      "ListItems: 4",
      "ListExtensions: 2",
      "ListPriorities: 4",
      "ListContexts: 1"
    ])
  })
})
