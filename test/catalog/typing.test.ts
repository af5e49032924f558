import { describe, expectTypeOf, it } from "@effect/vitest"
import { type DateTime, type Duration, Schema } from "effect"
import { Actions, AmiAction, AmiEvent, AmiPermission, AmiValue, Events } from "effect-ami"
import * as AllEvents from "effect-ami/catalog/AllEvents"

/** What a client accepts, without a client: nothing here runs. */
declare const send: <A>(action: AmiAction.Action<A>) => A
declare const collect: <Item>(action: AmiAction.ListAction<Item>) => ReadonlyArray<Item>
declare const events: <const E extends ReadonlyArray<AmiEvent.Any>>(...events: E) => E[number]["Type"]

/** Checked only by the compiler. */
const compiles = (_body: () => void) => {}

describe("types", () => {
  it("narrow an event by its name", () =>
    compiles(() => {
      const event = events(Events.Hangup, Events.Newchannel, Events.DialEnd)

      expectTypeOf(event).toEqualTypeOf<Events.Hangup | Events.Newchannel | Events.DialEnd>()
      switch (event.Event) {
        case "Hangup":
          expectTypeOf(event).toEqualTypeOf<Events.Hangup>()
          expectTypeOf(event["Cause-txt"]).toEqualTypeOf<string>()
          expectTypeOf(event.TechCause).toEqualTypeOf<number | undefined>()
          break
        case "DialEnd":
          expectTypeOf(event.DestChannel).toEqualTypeOf<string>()
          expectTypeOf(event.Channel).toEqualTypeOf<string | undefined>()
          break
        case "Newchannel":
          expectTypeOf(event.CallerIDNum).toEqualTypeOf<string | undefined>()
          // @ts-expect-error Newchannel has no cause
          void event.Cause
      }
    }))

  it("know the fields after a prefix and the kinds of values", () =>
    compiles(() => {
      const transfer = events(Events.AttendedTransfer)
      const member = events(Events.QueueMember)

      expectTypeOf(transfer.OrigTransfererPriority).toEqualTypeOf<number>()
      expectTypeOf(transfer.TransferTargetChannel).toEqualTypeOf<string | undefined>()
      expectTypeOf(transfer.OrigBridgeNumChannels).toEqualTypeOf<number | undefined>()
      expectTypeOf(transfer.IsExternal).toEqualTypeOf<boolean>()
      expectTypeOf(member.LastCall).toEqualTypeOf<DateTime.Utc | undefined>()
      expectTypeOf(member.Wrapuptime).toEqualTypeOf<Duration.Duration | undefined>()
      // @ts-expect-error the names of the wire, in their spelling
      void transfer.origTransfererChannel
    }))

  it("suggest the known words of a header and accept others", () =>
    compiles(() => {
      const { DialStatus } = events(Events.DialEnd)

      expectTypeOf(DialStatus).toEqualTypeOf<
        AmiValue.Open<
          "ABORT" | "ANSWER" | "BUSY" | "CANCEL" | "CHANUNAVAIL" | "CONGESTION" | "CONTINUE" | "GOTO" | "NOANSWER"
        >
      >()
      expectTypeOf<"ABDUCTED">().toExtend<typeof DialStatus>()
    }))

  it("infer the answer of an action and the items of a list", () =>
    compiles(() => {
      expectTypeOf(send(Actions.Ping())).toEqualTypeOf<Actions.PingResponse>()
      expectTypeOf(send(Actions.Command({ Command: "x" })).Output).toEqualTypeOf<ReadonlyArray<string>>()
      expectTypeOf(send(Actions.Hangup({ Channel: "x" }))).toEqualTypeOf<AmiAction.Acknowledgement>()
      expectTypeOf(collect(Actions.QueueStatus())).toEqualTypeOf<
        ReadonlyArray<Events.QueueParams | Events.QueueMember | Events.QueueEntry>
      >()
    }))

  it("distinguish actions from lists", () =>
    compiles(() => {
      // @ts-expect-error a list has no one answer
      send(Actions.CoreShowChannels())
      // @ts-expect-error Ping has no items
      collect(Actions.Ping())
      // @ts-expect-error a regular expression makes a list
      send(Actions.HangupMatching({ Channel: "/x/" }))
    }))

  it("refuse an unknown field, a wrong word and a missing field", () =>
    compiles(() => {
      // @ts-expect-error a mute has three directions
      Actions.MixMonitorMute({ Channel: "x", Direction: "sideways", State: true })
      // @ts-expect-error a boolean, whatever its spelling on the wire
      Actions.QueuePause({ Interface: "x", Paused: "true" })
      // @ts-expect-error changes have an `Action`
      Actions.UpdateConfig({ SrcFilename: "a", DstFilename: "a", Changes: [{ Cat: "b" }] })
      // @ts-expect-error a secret is redacted
      Actions.Login({ Username: "a", Secret: "b" })
      // @ts-expect-error in AMI's spelling, as the answer of the other release has it
      void send(Actions.CoreStatus()).CoreCurrentcalls
      // @ts-expect-error in AMI's spelling: Variable
      Actions.Getvar({ variable: "x" })
      // @ts-expect-error Context, not Contxt
      Actions.BlindTransfer({ Channel: "x", Exten: "1", Contxt: "a" })
      // @ts-expect-error nothing to say
      Actions.Ping({ Text: "hello" })
      // @ts-expect-error nothing to say
      Actions.CoreShowChannels({ Channel: "x" })
      // @ts-expect-error no such class
      Actions.Events({ EventMask: ["calls"] })
      // @ts-expect-error no such switch
      Actions.Events({ EventMask: "some" })
      // @ts-expect-error Variable is required
      Actions.Getvar()
      // @ts-expect-error a cause is a number
      Actions.Hangup({ Channel: "x", Cause: "17" })
    }))

  it("require an extension or an application for Originate", () =>
    compiles(() => {
      Actions.Originate({ Channel: "x", Context: "a", Exten: "1", Priority: "menu" })
      Actions.Originate({ Channel: "x", Application: "Wait" })
      // @ts-expect-error neither
      Actions.Originate({ Channel: "x" })
      // @ts-expect-error an extension is in a context, at a priority
      Actions.Originate({ Channel: "x", Exten: "1" })
      // @ts-expect-error both
      Actions.Originate({ Channel: "x", Context: "a", Exten: "1", Priority: 1, Application: "Wait" })
      // @ts-expect-error variables by name
      Actions.Originate({ Channel: "x", Application: "Wait", Variable: ["A=1"] })
      // @ts-expect-error no such unit
      Actions.Originate({ Channel: "x", Application: "Wait", Timeout: "15 s" })
    }))

  it("distinguish user events by their names, and read no field of another", () =>
    compiles(() => {
      const Checkout = AmiEvent.userEvent("Checkout", { Amount: AmiValue.Int })
      const Checkin = AmiEvent.userEvent("Checkin", { Room: Schema.String })
      const event = events(Checkout, Checkin, Events.Hangup)

      if (event.Event === "UserEvent" && event.UserEvent === "Checkout") {
        expectTypeOf(event.Amount).toEqualTypeOf<number>()
        expectTypeOf(event.Channel).toEqualTypeOf<string | undefined>()
        // @ts-expect-error that is the other one
        void event.Room
      }
    }))

  it("narrow the union of all events", () =>
    compiles(() => {
      const event = events(...AllEvents.all)

      expectTypeOf(event).toEqualTypeOf<AllEvents.AnyEvent>()
      if (event.Event === "QueueCallerJoin") {
        expectTypeOf(event).toEqualTypeOf<Events.QueueCallerJoin>()
        expectTypeOf(event.Position).toEqualTypeOf<number>()
      }
    }))

  it("know what an action needs before there is a payload", () =>
    compiles(() => {
      expectTypeOf(Actions.Originate.needs).toEqualTypeOf<ReadonlyArray<AmiPermission.Class>>()
      expectTypeOf(Actions.Originate.blocks).toEqualTypeOf<boolean>()
      expectTypeOf(Events.Hangup.privilege).toEqualTypeOf<ReadonlyArray<AmiPermission.Class>>()
      // @ts-expect-error it is not sent to anybody: it has no payload yet
      send(Actions.Originate)
    }))

  it("allow definitions next to the catalogue", () =>
    compiles(() => {
      const DatabaseCount = AmiAction.define("DBCount", {
        payload: { Family: Schema.String },
        response: { Count: AmiValue.Int }
      })
      const List = AmiAction.defineList("Channels", { items: [Events.CoreShowChannel, Events.Status] })

      expectTypeOf(send(DatabaseCount({ Family: "a" })).Count).toEqualTypeOf<number>()
      expectTypeOf(collect(List())).toEqualTypeOf<ReadonlyArray<Events.CoreShowChannel | Events.Status>>()
      // @ts-expect-error Family is required
      DatabaseCount({})
      // @ts-expect-error no such field
      DatabaseCount({ Family: "a", Key: "b" })
    }))
})
