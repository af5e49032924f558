/**
 * Which releases write what: the table extracted from Asterisk's sources, and what the catalogue makes of it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { AmiEvent, AmiMessage } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"
import * as fc from "fast-check"
import { isAlwaysWritten, releasesOfField, releasesOfOwner } from "../../tools/catalog/history/lookup.ts"
import { gather, type Index, type Located, type Owner, stateOf } from "../../tools/catalog/history/scopes.ts"
import { piecesOf } from "../../tools/catalog/history/source.ts"
import { compressed, expanded, inWords, lastOf, releasesTo } from "../../tools/catalog/history/spans.ts"
import { readHistory } from "../../tools/catalog/model.ts"
import { check, timeout } from "../protocol/properties.ts"

const history = readHistory()
const releases = releasesTo(history.releases)

describe("releases in short form", { timeout }, () => {
  it("round-trip", () => {
    assert.strictEqual(lastOf(releases), history.releases)
    check(
      500,
      fc.property(fc.subarray([...releases]), (some) => {
        const text = compressed(releases, new Set(some))
        assert.deepStrictEqual([...expanded(releases, text)], some, text)
      })
    )
  })

  it("name the first release of each branch that lacks it", () => {
    const said = (text: string, owned = "13*") => inWords(releases, expanded(releases, owned), expanded(releases, text))

    assert.strictEqual(said("16.28+ 18.14+ 19.6+ 20*"), "Since 19.6, 18.14 and 16.28.")
    assert.strictEqual(said("16.3+ 17*"), "Since 16.3.")
    assert.strictEqual(said("17*"), "Since 17.")
    assert.strictEqual(said("13 14 15 16 17"), "Until 17.")
    assert.strictEqual(said("13.13+ 14.2+ 15 16 17 18 19 20"), "Since 14.2 and 13.13, until 20.")
    assert.strictEqual(said("16.17+ 18.3+ 19*", "16.17+ 18.3+ 19*"), undefined)
    assert.strictEqual(said("13*"), undefined)
  })
})

describe("the history of the catalogue", () => {
  it("has the boundaries at which servers of several releases were observed to differ", () => {
    const boundaries: ReadonlyArray<readonly [owner: string, field: string, says: string]> = [
      ["EndpointDetail", "GeolocIncomingCallProfile", "Since 19.6, 18.14 and 16.28."],
      ["AorList", "RemoveUnavailable", "Since 18.8 and 16.22."],
      ["OutboundRegistrationDetail", "MaxRandomInitialDelay", "Since 19.5, 18.13 and 16.27."],
      ["ResourceListDetail", "ResourceDisplayName", "Since 19.3, 18.11 and 16.25."],
      ["QueueMember", "Wrapuptime", "Since 16.3."],
      ["QueueMemberStatus", "Wrapuptime", "Since 16.3."],
      ["QueueMember", "LoginTime", "Since 19.1, 18.9 and 16.23."],
      ["QueueMember", "LastPause", "Since 14."],
      ["QueueStatusComplete", "EventList", "Since 13.2."],
      ["Hangup", "TechCause", "Since 23.1, 22.7 and 20.17."]
    ]

    for (const [owner, field, says] of boundaries) assert.strictEqual(releasesOfField(owner, field), says)
    assert.isUndefined(releasesOfField("Hangup", "Cause"))
    assert.strictEqual(releasesOfOwner("CoreShowChannelMap"), "Since Asterisk 20.4 and 18.19.")
    assert.isUndefined(releasesOfOwner("Hangup"))
  })

  it("lets a field be required only if every release from 16.0 on writes it", () => {
    const required = AllEvents.all.flatMap((event) => {
      const bare = Result.getOrThrow(event.decode(AmiMessage.make([["Event", event.name]])))
      return AmiEvent.faultsOf(bare).map((fault) => [event.name, fault.split(":")[0] ?? ""] as const)
    })
    const answered = AllActions.all.flatMap((make) => {
      const action = make({} as never)
      if (action._tag === "ListAction") return []
      const bare = Result.getOrThrow(action.decode(AmiMessage.make([["Response", "Success"]])))
      return AmiEvent.faultsOf(bare as object).map((fault) =>
        [`action ${make.name}`, fault.split(":")[0] ?? ""] as const
      )
    })

    assert.isAbove(required.length, 1_000)
    assert.deepStrictEqual([...required, ...answered].filter(([owner, field]) => !isAlwaysWritten(owner, field)), [])
  })
})

// --- Reading sources --------------------------------------------------------

const older = `
static int show_doors(struct mansession *s)
{
	/* "Colour: %s\\r\\n" is for later */
	astman_append(s, "Event: Door\\r\\n"
		"Name: %s\\r\\n"
		"%s", door->name, id);
	astman_append(s, "Event: Window\\r\\n" "Pane%d: %s\\r\\n", 1, pane);
	return 0;
}
`
const newer = older.replace(`"Name: %s\\r\\n"\n`, `"Name: %s\\r\\n"\n		"Colour: %s\\r\\n"\n`)

const indexOf = (text: string): Index =>
  Map.groupBy(piecesOf(text).map((piece): Located => ({ path: "apps/app_door.c", piece })), ({ piece }) => piece.name)

const door = (name: string, ...fields: ReadonlyArray<string>): Owner => ({
  key: name,
  name,
  in: ["2"],
  evidence: ["apps/app_door.c:show_doors"],
  fields: fields.map((field) => ({ name: field, in: ["2"] }))
})

describe("the sources of a release", () => {
  it("show by function which headers an event has", () => {
    const owner = door("Door", "Name", "Colour")
    const witnesses = new Map<string, Map<string, Set<string>>>()
    gather(indexOf(newer), "2", [owner], witnesses)
    const states = (text: string) =>
      ["Name", "Colour"].map((field) => stateOf(indexOf(text), owner, field, witnesses.get("Door")?.get(field)))

    assert.deepStrictEqual(states(newer), ["written", "written"])
    assert.deepStrictEqual(states(older), ["written", "not written"])
    assert.deepStrictEqual(states("int main(void)\n{\n\treturn 0;\n}\n"), ["unknown", "unknown"])
  })

  it("distinguish several events of a function, and numbered headers", () => {
    const parts = piecesOf(newer).filter(({ name }) => name.includes("#"))

    assert.deepStrictEqual(parts.map(({ name }) => name), ["show_doors#Door", "show_doors#Window"])
    assert.isTrue(parts[0]?.names.has("colour"))
    assert.isFalse(parts[1]?.names.has("colour"))
    assert.isTrue(parts[1]?.names.has("pane#"))
  })

  it("show the fields of registered objects, in the spelling of their headers", () => {
    const [piece] = piecesOf(
      `static int load_module(void)\n{\n\tast_sorcery_object_field_register(get(), "door", "open_slowly", "no", 0, 1);\n}\n`
    ).filter(({ name }) => name === "sorcery:door")

    assert.isTrue(piece?.names.has("openslowly"))
  })
})
