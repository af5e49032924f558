/**
 * How the dialplan is searched and what its applications do, seen in the events of a call.
 */
import { assert, describe, it } from "@effect/vitest"
import type { SimulatedPbx } from "effect-ami/simulator"
import { type Lines, valueIn } from "./recorded.ts"
import { play } from "./scenario.ts"

/** A call that runs the dialplan at an extension, with what else is asked while it lasts. */
const call = (
  options: SimulatedPbx.Options,
  exten: string,
  ...more: ReadonlyArray<readonly [request: string, seconds: number]>
): ReadonlyArray<Lines> =>
  play([
    [
      `Action: Originate\nChannel: Local/${exten}@main/n\nApplication: Wait\nData: 300\nAsync: true\nChannelId: a\nOtherChannelId: b`,
      1
    ],
    ...more
  ], { globals: {}, ...options })

/** What the dialplan ran, in order. */
const ran = (said: ReadonlyArray<Lines>): ReadonlyArray<string> =>
  said.filter((lines) => lines[0] === "Event: Newexten" && valueIn(lines, "Uniqueid") === "b").map((lines) =>
    `${valueIn(lines, "Extension")},${valueIn(lines, "Priority")} ${valueIn(lines, "Application")}(${
      valueIn(lines, "AppData")
    })`
  )

/** The first line that the dialplan says of what was dialled. */
const reached = (options: SimulatedPbx.Options, exten: string): string | undefined =>
  ran(call(options, exten))[0]?.replace(/^\S+ NoOp\((.*)\)$/, "$1")

describe("an extension", () => {
  const extensions = {
    main: {
      "_X.": ["NoOp(any)"],
      "_XXX": ["NoOp(three)"],
      "_[12]XX": ["NoOp(one or two)"],
      "_1XX": ["NoOp(one)"],
      "_NXX": ["NoOp(two to nine)"],
      "100": ["NoOp(exact)"],
      "_10!": ["NoOp(early)"],
      "_5[0-4].": ["NoOp(range)"],
      "_9-XX": ["NoOp(dash)"],
      "7": ["NoOp(seven)"]
    },
    other: { "abc": ["NoOp(included)"], "100": ["NoOp(never)"] },
    deep: { "def": ["NoOp(deep)"] }
  }
  const includes = { main: ["other"], other: ["deep", "main"] }

  it.each(
    [
      ["100", "exact"],
      ["101", "early"],
      ["10", "early"],
      ["111", "one"],
      ["201", "one or two"],
      ["301", "two to nine"],
      ["011", "three"],
      ["0123", "any"],
      ["512", "range"],
      ["51", "any"],
      ["912", "dash"],
      ["7", "seven"],
      ["abc", "included"],
      ["def", "deep"],
      ["xyz", undefined]
    ] as const
  )("%s is found as the most specific one: %s", (exten, expected) => {
    assert.strictEqual(reached({ extensions, includes }, exten), expected)
  })

  it("has the priority of a more general one if it lacks that", () => {
    assert.deepStrictEqual(
      ran(call({ extensions: { main: { "_1X": ["NoOp(a)", "NoOp(b)", "NoOp(c)"], "11": ["NoOp(own)"] } } }, "11")),
      ["11,1 NoOp(own)", "11,2 NoOp(b)", "11,3 NoOp(c)"]
    )
  })
})

describe("arguments", () => {
  it("are substituted before the application runs", () => {
    const extensions = {
      main: {
        "_1XX": [
          "Set(N=${EXTEN:1})",
          "NoOp(${N} $[${N} + 1] ${IF($[${N} > 5]?more:less)} ${GREETING} ${CUT(EXTEN,0,1)})",
          "NoOp(${CONTEXT} ${PRIORITY} ${NOSUCH(1)}.)"
        ]
      }
    }
    assert.deepStrictEqual(ran(call({ extensions, globals: { GREETING: "hello" } }, "107")).slice(1), [
      "107,2 NoOp(07 8 more hello 1)",
      "107,3 NoOp(main 3 .)"
    ])
  })
})

describe("a program", () => {
  const events = (said: ReadonlyArray<Lines>, name: string) =>
    said.filter((lines) => lines[0] === `Event: ${name}` && valueIn(lines, "Uniqueid") === "b")

  const sets = (said: ReadonlyArray<Lines>): ReadonlyArray<string> =>
    events(said, "VarSet").map((lines) => `${valueIn(lines, "Variable")}=${valueIn(lines, "Value")}`)

  it("jumps to places, labels and what a condition says", () => {
    const extensions = {
      main: {
        "s": [
          "NoOp(start)",
          "Goto(there)",
          "NoOp(never)",
          "(there)GotoIf($[1 = 1]?yes:no)",
          "(no)NoOp(no)",
          "(yes)Goto(7,1)"
        ],
        "7": [
          "GotoIf(0?a,b,c)",
          "ExecIf($[2 > 1]?NoOp(done):Hangup(17))",
          "ExecIf(0?Set(X=1):Set(X=2))",
          "Goto(+2)",
          "NoOp(skipped)",
          "Goto(other,9,1)"
        ]
      },
      other: { "9": ["NoOp(${X})", "Exec(Goto(nowhere,1,1))"], "i": ["NoOp(never)"] }
    }
    assert.deepStrictEqual(ran(call({ extensions }, "s")), [
      "s,1 NoOp(start)",
      "s,2 Goto(there)",
      "s,4 GotoIf(1?yes:no)",
      "s,6 Goto(7,1)",
      "7,1 GotoIf(0?a,b,c)",
      "7,2 ExecIf(1?NoOp(done):Hangup(17))",
      "7,3 ExecIf(0?Set(X=1):Set(X=2))",
      "7,4 Goto(+2)",
      "7,6 Goto(other,9,1)",
      "9,1 NoOp(2)",
      "9,2 Exec(Goto(nowhere,1,1))"
    ])
  })

  it("calls subroutines, whose arguments hide those of the caller", () => {
    const extensions = {
      main: { "1": ["Gosub(sub,s,1(a,b))", "NoOp(${GOSUB_RETVAL}-${ARG1}-${ARGC})"] },
      sub: {
        "s": [
          "NoOp(${ARG1}${ARG2}${ARGC})",
          "Set(LOCAL(x)=1)",
          "GosubIf(1?deep(c))",
          "NoOp(${ARG1}${x})",
          "Return(r)",
          "(deep)NoOp(${ARG1}${ARG2}${x})",
          "Return()"
        ]
      }
    }
    const said = call({ extensions }, "1")
    assert.deepStrictEqual(ran(said), [
      "1,1 Gosub(sub,s,1(a,b))",
      "s,1 NoOp(ab2)",
      "s,2 Set(LOCAL(x)=1)",
      "s,3 GosubIf(1?deep(c))",
      "s,6 NoOp(c1)",
      "s,7 Return()",
      "s,4 NoOp(a1)",
      "s,5 Return(r)",
      "1,2 NoOp(r--)"
    ])
    assert.deepStrictEqual(sets(said).slice(0, 4), ["LOCAL(ARG1)=a", "LOCAL(ARG2)=b", "LOCAL(ARGC)=2", "LOCAL(x)=1"])
  })

  it("loops while a condition holds", () => {
    const extensions = {
      main: {
        "1": [
          "Set(N=0)",
          "While($[${N} < 3])",
          "Set(N=$[${N} + 1])",
          "ExecIf($[${N} = 2]?ContinueWhile())",
          "NoOp(${N})",
          "EndWhile()",
          "NoOp(end ${N})"
        ]
      }
    }
    assert.deepStrictEqual(ran(call({ extensions }, "1")).filter((line) => line.includes("NoOp")), [
      "1,5 NoOp(1)",
      "1,5 NoOp(3)",
      "1,7 NoOp(end 3)"
    ])
  })

  it("goes to i when nobody has the extension, and to t when nobody dials one", () => {
    const extensions = {
      main: {
        "1": ["Goto(nowhere,5,1)"],
        "2": ["Answer()", "WaitExten(2)"],
        "t": ["NoOp(late)", "Goto(77,1)"],
        "i": ["NoOp(no ${INVALID_EXTEN})"]
      },
      nowhere: { "i": ["NoOp(none ${INVALID_EXTEN})"] }
    }
    assert.deepStrictEqual(ran(call({ extensions }, "1")).at(-1), "i,1 NoOp(none 5)")
    assert.deepStrictEqual(
      ran(call({ extensions }, "2", ["Action: Ping".replace("Ping", "CoreShowChannels"), 4])).slice(2),
      [
        "t,1 NoOp(late)",
        "t,2 Goto(77,1)",
        "i,1 NoOp(no 77)"
      ]
    )
  })

  const press = (digit: string, seconds: number) =>
    [`Action: PlayDTMF\nChannel: b\nDigit: ${digit}\nReceive: true`, seconds] as const

  it("takes the digits of a menu", () => {
    const extensions = {
      main: {
        "1": ["Answer()", "BackGround(demo-congrats)", "WaitExten(5)"],
        "2": ["NoOp(two)"],
        "34": ["NoOp(thirty-four)"],
        "i": ["NoOp(no ${INVALID_EXTEN})"]
      }
    }
    assert.deepStrictEqual(ran(call({ extensions }, "1", press("2", 1))).at(-1), "2,1 NoOp(two)")
    assert.deepStrictEqual(
      ran(call({ extensions }, "1", press("3", 1), press("4", 1))).at(-1),
      "34,1 NoOp(thirty-four)"
    )
    assert.deepStrictEqual(ran(call({ extensions }, "1", press("3", 8))).at(-1), "i,1 NoOp(no 3)")
    assert.deepStrictEqual(ran(call({ extensions }, "1", press("9", 1))).at(-1), "i,1 NoOp(no 9)")
  })

  it("reads digits into a variable", () => {
    const extensions = {
      main: { "1": ["Answer()", "Read(X,,3)", "NoOp(${X} ${READSTATUS})", "Read(Y,,,,,2)", "NoOp(${Y} ${READSTATUS})"] }
    }
    const said = call({ extensions }, "1", press("1", 1), press("2", 1), press("3", 1), press("4", 1), press("#", 1))
    assert.deepStrictEqual(ran(said).filter((line) => line.includes("NoOp")), ["1,3 NoOp(123 OK)", "1,5 NoOp(4 OK)"])
    assert.deepStrictEqual(
      ran(call({ extensions }, "1", ["Action: CoreShowChannels", 15])).at(-1),
      "1,5 NoOp( TIMEOUT)"
    )
  })

  it("waits for one of some keys", () => {
    const extensions = {
      main: {
        "1": [
          "Answer()",
          "WaitDigit(9,45)",
          "NoOp(${WAITDIGITRESULT} ${WAITDIGITSTATUS})",
          "WaitDigit(1)",
          "NoOp(${WAITDIGITSTATUS})"
        ]
      }
    }
    const said = call({ extensions }, "1", press("1", 1), press("5", 3))
    assert.deepStrictEqual(ran(said).filter((line) => line.includes("NoOp")), ["1,3 NoOp(5 DTMF)", "1,5 NoOp(TIMEOUT)"])
  })

  it("goes to T when the time of the channel is over", () => {
    const extensions = { main: { "1": ["Set(TIMEOUT(absolute)=2)", "Answer()", "Wait(60)"], "T": ["NoOp(over)"] } }
    assert.deepStrictEqual(ran(call({ extensions }, "1", ["Action: CoreShowChannels", 5])).slice(2), [
      "1,3 Wait(60)",
      "T,1 NoOp(over)"
    ])
  })

  it("runs h and the hangup handlers when the channel ends, the last one first", () => {
    const extensions = {
      main: {
        "1": [
          "Set(CHANNEL(hangup_handler_push)=end,s,1(a))",
          "Set(CHANNEL(hangup_handler_push)=end,s,1(b))",
          "Hangup(21)"
        ],
        "h": ["NoOp(h ${HANGUPCAUSE})"]
      },
      end: { "s": ["NoOp(handler ${ARG1})", "Return()"] }
    }
    const said = call({ extensions }, "1")
    assert.deepStrictEqual(ran(said).filter((line) => line.includes("NoOp")), [
      "h,1 NoOp(h 21)",
      "s,1 NoOp(handler b)",
      "s,1 NoOp(handler a)"
    ])
    assert.deepStrictEqual(events(said, "HangupHandlerRun").map((lines) => valueIn(lines, "Handler")), [
      "end,s,1(b)",
      "end,s,1(a)"
    ])
    assert.strictEqual(events(said, "Hangup").length, 1)
  })
})

describe("the dialplan", () => {
  it("is listed, and changed by requests", () => {
    const options = { extensions: { main: { "1": ["(again)Answer()", "Hangup(17)"] } }, includes: { main: ["other"] } }
    const said = play([
      ["Action: ShowDialPlan\nContext: main", 0],
      [
        "Action: DialplanExtensionAdd\nContext: new\nExtension: _2X\nPriority: 1\nApplication: NoOp\nApplicationData: hi",
        0
      ],
      ["Action: ShowDialPlan\nContext: new\nExtension: 25", 0],
      ["Action: DialplanExtensionRemove\nContext: new\nExtension: _2X", 0],
      ["Action: ShowDialPlan\nContext: new\nExtension: 25", 0]
    ], options)
    assert.deepStrictEqual(said.map((lines) => lines.slice(1).join(", ")), [
      "EventList: start, Message: DialPlan list will follow",
      "Context: main, Extension: 1, ExtensionLabel: again, Priority: 1, Application: Answer, AppData: , Registrar: pbx_config",
      "Context: main, Extension: 1, Priority: 2, Application: Hangup, AppData: 17, Registrar: pbx_config",
      "Context: main, IncludeContext: other, Registrar: pbx_config",
      "EventList: Complete, ListItems: 3, ListExtensions: 1, ListPriorities: 2, ListContexts: 1",
      "Message: Added requested extension",
      "EventList: start, Message: DialPlan list will follow",
      "Context: new, Extension: _2X, Priority: 1, Application: NoOp, AppData: hi, Registrar: pbx_config",
      "EventList: Complete, ListItems: 1, ListExtensions: 1, ListPriorities: 1, ListContexts: 1",
      "Message: Removed the requested extension",
      "Message: Did not find extension 25@new"
    ])
  })

  it("has functions for queues, records, mailboxes and telephones", () => {
    const extensions = {
      main: {
        "1": [
          "NoOp(${QUEUE_EXISTS(sales)}${QUEUE_EXISTS(x)} ${QUEUE_MEMBER(sales,count)} ${QUEUE_MEMBER_LIST(sales)})",
          "Set(QUEUE_MEMBER(sales,penalty,Local/1@main)=3)",
          "NoOp(${QUEUE_MEMBER(sales,penalty,Local/1@main)} ${QUEUE_WAITING_COUNT(sales)} ${CDR(dst)} ${CDR(channel):0:5})",
          "Set(CDR(note)=kept)",
          "NoOp(${CDR(note)} ${CONFBRIDGE_INFO(parties,1)} ${PJSIP_ENDPOINT(100,context)})"
        ]
      }
    }
    const said = call(
      { extensions, queues: { sales: { members: ["Local/1@main"] } }, endpoints: { "100": "rings" } },
      "1"
    )
    assert.deepStrictEqual(ran(said).filter((line) => line.includes("NoOp")), [
      "1,1 NoOp(10 1 Local/1@main)",
      "1,3 NoOp(3 0 1 Local)",
      "1,5 NoOp(kept 0 from-internal)"
    ])
  })

  it("runs a subroutine on a channel before it rings, if a request names one", () => {
    const extensions = { main: { "1": ["Answer()", "Wait(9)"] }, sub: { "s": ["Set(P=${ARG1})", "Return()"] } }
    const originate = "Action: Originate\nChannel: Local/1@main/n\nContext: main\nExten: 1\nPriority: 1"
    const said = play([[`${originate}\nPreDialGoSub: sub,s,1(x)`, 1]], { extensions })
    const names = said.map((lines) => [lines[0], valueIn(lines, "Variable"), valueIn(lines, "Value")].join(" "))
    const set = names.indexOf("Event: VarSet P x")
    assert.isAbove(set, 0)
    assert.isBelow(set, said.findIndex((lines) => lines[0] === "Event: DialBegin"))
  })

  it("has labels for the priority of a request, and refuses what is no place", () => {
    const options = { extensions: { main: { "1": ["Answer()", "(here)Wait(9)"] } } }
    const redirect = (priority: string) =>
      `Action: Redirect\nChannel: b\nContext: main\nExten: 1\nPriority: ${priority}`
    const said = call(options, "1", [redirect("0"), 0], [redirect("-1"), 0], [redirect("gone"), 0], [
      redirect("here"),
      0
    ])
    assert.deepStrictEqual(
      said.flatMap((lines) => (lines[0] ?? "").startsWith("Response") ? [valueIn(lines, "Message")] : []),
      [
        "Originate successfully queued",
        "Priority is invalid",
        "Priority is invalid",
        "Priority is invalid",
        "Redirect successful"
      ]
    )
  })
})
