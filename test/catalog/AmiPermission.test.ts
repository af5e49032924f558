import { assert, describe, it } from "@effect/vitest"
import { Actions, AmiAction, AmiEvent, AmiPermission, Events } from "effect-ami"
import * as AllActions from "effect-ami/catalog/AllActions"
import * as AllEvents from "effect-ami/catalog/AllEvents"

describe("AmiPermission", () => {
  it("knows what each action needs, without and with a payload", () => {
    for (const make of AllActions.all) {
      const action = make({} as never)

      assert.deepStrictEqual(make.needs, action.needs)
      assert.deepStrictEqual(AmiAction.raw(make.name.toUpperCase()).needs, make.needs)
      assert.isTrue(make.needs.every((name) => AmiPermission.classes.includes(name)), make.name)
    }
    assert.deepStrictEqual(Actions.Originate.needs, ["originate"])
    assert.deepStrictEqual(AmiAction.raw("Unheard").needs, [])
  })

  it("knows the class of each event", () => {
    for (const event of AllEvents.all) {
      assert.isTrue(event.privilege.every((name) => AmiPermission.classes.includes(name)), event.name)
    }
    assert.deepStrictEqual(Events.Hangup.privilege, ["call"])
    assert.deepStrictEqual(Events.VoicemailPasswordChange.privilege, ["system", "user"])
  })

  it("gives an account the least that it needs", () => {
    const account = AmiPermission.account({
      sends: [Actions.Status, Actions.CoreShowChannels, Actions.Hangup, Actions.QueueStatus, Actions.Setvar],
      reads: [Events.Cdr, Events.Newexten, Events.Hangup, AmiEvent.userEvent("Checkout", {})]
    })

    // `call` is needed for Setvar, and is enough for Status and Hangup; CoreShowChannels does not accept `call`.
    assert.deepStrictEqual(account.write, ["call", "reporting"])
    assert.deepStrictEqual(account.read, ["call", "user", "cdr", "dialplan"])
    assert.deepStrictEqual(AmiPermission.account({}), { read: [], write: [] })
  })

  it("gives no more than the weakest class if there is a choice", () => {
    assert.deepStrictEqual(AmiPermission.account({ sends: [Actions.CoreShowChannels] }).write, ["reporting"])
    assert.deepStrictEqual(AmiPermission.account({ sends: [Actions.Hangup] }).write, ["call"])
    assert.deepStrictEqual(AmiPermission.account({ sends: [Actions.Reload] }).write, ["config"])
  })
})
