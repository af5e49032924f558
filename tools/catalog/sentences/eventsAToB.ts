import type { Sentences } from "./Sentences.ts"
import { aor, auth, charge, Interface, secrets, security } from "./shared.ts"

/** The events from A to B. */
export const eventsAToB: Readonly<Record<string, Sentences>> = {
  AgentCalled: {
    says: "A queue calls a member on behalf of a caller.",
    details: [
      "The fields without a prefix are the caller. A queue that rings several members at once sends one for each."
    ],
    fields: { Interface }
  },
  AgentComplete: {
    says: "A caller and a member of a queue finished talking.",
    details: ["The fields without a prefix are the caller. A channel that is gone by then has no fields."],
    fields: {
      Interface,
      HoldTime: "The seconds that the caller waited in the queue.",
      TalkTime: "The seconds that they talked.",
      Reason: "Who ended it: `caller` or `agent` by hanging up, `transfer` by handing the call on."
    }
  },
  AgentConnect: {
    says: "A member of a queue answered and gets the caller.",
    gotchas: ["`RingTime` is in seconds, that of `AgentRingNoAnswer` in milliseconds."],
    fields: {
      Interface,
      HoldTime: "The seconds that the caller waited in the queue.",
      RingTime: "The seconds for which the queue rang before this answer."
    }
  },
  AgentDump: {
    says: "A member of a queue answered, but hung up before being connected to the caller.",
    details: [
      "It can only happen if the queue plays something to its members first, or waits before it connects them."
    ],
    fields: { Interface }
  },
  AgentLogin: {
    says: "An agent of `app_agent_pool` logged in.",
    details: ["Members that `QueueAdd` adds are no such agents: they have `QueueMemberAdded`."],
    fields: { Agent: "The id of the agent in `agents.conf`." }
  },
  AgentLogoff: {
    says: "An agent of `app_agent_pool` logged off.",
    fields: {
      Agent: "The id of the agent in `agents.conf`.",
      Logintime: "The seconds for which the agent was logged in."
    }
  },
  AgentRingNoAnswer: {
    says: "A member of a queue was called and did not answer.",
    details: ["With the option `autopause` of the queue the member is then paused."],
    gotchas: ["`RingTime` is in milliseconds, that of `AgentConnect` in seconds."],
    fields: {
      Interface,
      RingTime: "The milliseconds for which the member rang."
    }
  },
  Agents: {
    says: "An agent in the list of `Agents`.",
    details: ["The fields of the channel are there only while the agent is logged in."],
    fields: {
      Agent: "The id of the agent in `agents.conf`.",
      Name: "The full name of the agent.",
      Status: "`AGENT_LOGGEDOFF` not logged in, `AGENT_IDLE` waiting for a call, `AGENT_ONCALL` on one.",
      TalkingToChan: "The channel that the agent talks to; absent if the agent is on no call.",
      CallStarted: "When the call began; absent if the agent is on no call.",
      LoggedInTime: "When the agent logged in; absent if the agent is logged off."
    }
  },
  AgentsComplete: {
    says: "The end of the list of `Agents`."
  },
  AGIExecEnd: {
    says: "An AGI command has ended.",
    gotchas: [
      "`Result` is a word about the command, not its answer: that is in `AsyncAGIExec`, and only with AsyncAGI."
    ],
    fields: {
      CommandId: "The random number of the `AGIExecStart`; it is not the `CommandID` of the action `AGI`.",
      Command: "The whole line, with its arguments.",
      ResultCode: "200 done, 510 no such command, 511 not allowed on a channel that hung up, 520 wrong arguments, " +
        "-1 failed.",
      Result: "`ResultCode` in English, such as `Success` or `Usage`."
    }
  },
  AGIExecStart: {
    says: "An AGI command begins.",
    details: ["Sent for the commands of every AGI script, not only for those of AsyncAGI."],
    fields: {
      CommandId: "A random number that the `AGIExecEnd` repeats; it is not the `CommandID` of the action `AGI`.",
      Command: "The whole line, with its arguments."
    }
  },
  Alarm: {
    says: "A DAHDI channel went into alarm.",
    details: ["The option `reportalarms` in `chan_dahdi.conf` chooses between it and `SpanAlarm`."],
    fields: {
      DAHDIChannel: "The number of the DAHDI channel.",
      Alarm: "In English, such as `Red Alarm`, `Yellow Alarm`, `Blue Alarm`, `Recovering`, `Loopback` or `Not Open`."
    }
  },
  AlarmClear: {
    says: "The alarm of a DAHDI channel is over.",
    gotchas: [
      "The number of the channel is in `DAHDIChannel`, or in `Channel` if the part for analog lines reports it."
    ],
    fields: {
      DAHDIChannel: "The number of the DAHDI channel; absent if `Channel` has it.",
      Channel: "The number of the DAHDI channel, not the name of a channel; absent if `DAHDIChannel` has it."
    }
  },
  "AOC-D": {
    says: "The network reports the cost of a call during the call.",
    details: [
      "Only ISDN lines of DAHDI send it, with the option `aoc_enable` in `chan_dahdi.conf`. The fields of the " +
      "channel are absent if there is none."
    ],
    fields: charge
  },
  "AOC-E": {
    says: "The network reports the cost of a call at its end.",
    details: [
      "Only ISDN lines of DAHDI send it, with the option `aoc_enable` in `chan_dahdi.conf`. The fields of the " +
      "channel are absent if there is none."
    ],
    fields: {
      "ChargingAssociation/Number": "The number that the charge belongs to, if it is identified by a number.",
      "ChargingAssociation/Plan": "The plan and the type of that number, as the octet of Q.931.",
      "ChargingAssociation/ID": "What the charge belongs to, if it is identified by an id.",
      ChargingAssociation: "Empty, and present only if the network does not report what the charge belongs to.",
      ...charge
    }
  },
  "AOC-S": {
    says: "The network reports the rates of a call at its beginning.",
    details: [
      "Only ISDN lines of DAHDI send it, with the option `aoc_enable` in `chan_dahdi.conf`. The fields of the " +
      "channel are absent if there is none.",
      "The rates are counted from 0 on. Each has the fields of one kind: `Duration`, `Flat`, `Volume` or " +
      "`SpecialCode`, or none of them if `Chargeable` is `NotAvailable`."
    ],
    gotchas: [
      "The names begin with the text `(null)`, because Asterisk has no name for the list. The list ends before " +
      "the first rate that is free of charge."
    ],
    fields: {
      "(null)({n})/Chargeable": "What is charged at this rate.",
      "(null)({n})/Duration/Currency/Name": "The currency, as the network calls it.",
      "(null)({n})/Duration/Currency/Cost": "The price of one `Time`, to be multiplied by the `Multiplier`.",
      "(null)({n})/Duration/ChargingType": "Whether the cost grows all the time, or by a step at a time.",
      "(null)({n})/Duration/Time/Length": "The time that the cost is for, in units of `Scale`.",
      "(null)({n})/Duration/Time/Scale": "0 hundredths of a second, 1 tenths, 2 seconds, 3 tens of seconds, " +
        "4 minutes, 5 hours, 6 days.",
      "(null)({n})/Duration/Granularity/Length": "The length of a step, in units of its `Scale`.",
      "(null)({n})/Duration/Granularity/Scale": "As that of `Time`.",
      "(null)({n})/Duration/Granularity": "Empty, and present only if the network reports no granularity.",
      "(null)({n})/Flat/Currency/Cost": "To be multiplied by the `Multiplier`.",
      "(null)({n})/Volume/Unit": "What the cost is for one of.",
      "(null)({n})/Volume/Currency/Cost": "To be multiplied by the `Multiplier`.",
      "(null)({n})/SpecialCode/SpecialCode": "A number whose meaning the network defines."
    }
  },
  AorDetail: {
    says: "An AOR of the endpoint in the list of `PJSIPShowEndpoint`.",
    fields: {
      ...aor,
      TotalContacts: "How many contacts there are, those of `pjsip.conf` included.",
      ContactsRegistered: "How many of the contacts were registered rather than configured.",
      EndpointName: "The endpoint that the list is about."
    }
  },
  AorList: {
    says: "An AOR in the list of `PJSIPShowAors`.",
    fields: aor
  },
  AorListComplete: {
    says: "The end of the list of `PJSIPShowAors`."
  },
  AsyncAGIEnd: {
    says: "A channel is not under the control of AsyncAGI any more.",
    details: ["Either the command `ASYNCAGI BREAK` gave it back to the dialplan, or it hung up."]
  },
  AsyncAGIExec: {
    says: "A command that the action `AGI` queued has ended.",
    details: ["Commands run one at a time, in the order in which they were queued."],
    gotchas: ["An answer longer than about 1000 bytes is cut, possibly inside of a `%XX`."],
    fields: {
      Result: "The answer, such as `200 result=1` and a line feed; percent-encoded on the wire.",
      CommandId: "The `CommandID` given to the action; absent if it had none."
    }
  },
  AsyncAGIStart: {
    says: "A channel runs `AGI(agi:async)` and waits for commands of the action `AGI`.",
    gotchas: ["An environment longer than about 1000 bytes is cut, possibly inside of a `%XX`."],
    fields: {
      Env: "Lines such as `agi_channel: PJSIP/alice-00000001`, each with a line feed; percent-encoded on the wire."
    }
  },
  AttendedTransfer: {
    says: "An attended transfer was completed or failed.",
    details: [
      "`DestType` says how the calls were joined and which fields have details: `Bridge` has `DestBridgeUniqueid`, " +
      "`App` has `DestApp`, `Link` has the two channels `LocalOne` and `LocalTwo`, `Threeway` has " +
      "`DestBridgeUniqueid` and `DestTransfererChannel`, `Fail` has none."
    ],
    fields: {
      IsExternal: "Whether it was asked for from outside of the call, as by an action.",
      DestBridgeUniqueid: "The bridge that all are in afterwards.",
      DestApp: "The application that the transferred call runs.",
      DestTransfererChannel: "The leg of the transferring party that stays in the bridge."
    }
  },
  AuthDetail: {
    says: "An authentication in the list of `PJSIPShowEndpoint` or `PJSIPShowRegistrationsOutbound`.",
    gotchas: [secrets],
    fields: {
      ...auth,
      EndpointName: "The endpoint that the list is about; absent in the list of registrations."
    }
  },
  AuthList: {
    says: "An authentication in the list of `PJSIPShowAuths`.",
    gotchas: [secrets],
    fields: auth
  },
  AuthListComplete: {
    says: "The end of the list of `PJSIPShowAuths`."
  },
  AuthMethodNotAllowed: {
    says: "A peer tried a way to authenticate that the service does not allow.",
    details: ["It needs the read privilege `security`. Apart from its tests, no module of Asterisk 16 to 22 sends it."],
    fields: security
  },
  BlindTransfer: {
    says: "A blind transfer was made or refused.",
    details: [
      "The transferee and the bridge are absent if the channel was in no bridge, the transferee alone if the " +
      "bridge holds more than two channels."
    ],
    fields: {
      IsExternal: "Whether it was asked for from outside of the call, as by an action.",
      Context: "Where the transferred call goes."
    }
  },
  BridgeCreate: {
    says: "A bridge was created, without a channel yet."
  },
  BridgeDestroy: {
    says: "A bridge ended."
  },
  BridgeEnter: {
    says: "A channel joined a bridge.",
    fields: {
      SwapUniqueid: "The Uniqueid of the channel whose place it takes, if it takes one."
    }
  },
  BridgeInfoChannel: {
    says: "A channel in the list of `BridgeInfo`.",
    gotchas: ["Channels of Asterisk itself, such as that which records a conference, are left out."]
  },
  BridgeInfoComplete: {
    says: "The end of the list of `BridgeInfo`, with the bridge itself.",
    gotchas: ["`BridgeNumChannels` counts the channels of Asterisk itself too, `ListItems` does not."]
  },
  BridgeLeave: {
    says: "A channel left the bridge that it was in."
  },
  BridgeListComplete: {
    says: "The end of the list of `BridgeList`."
  },
  BridgeListItem: {
    says: "A bridge in the list of `BridgeList`."
  },
  BridgeMerge: {
    says: "The channels of one bridge move to another.",
    details: ["The bridge `From` is emptied into the bridge `To` and ends."]
  },
  BridgeTechnologyListComplete: {
    says: "The end of the list of `BridgeTechnologyList`."
  },
  BridgeTechnologyListItem: {
    says: "A way of mixing channels in the list of `BridgeTechnologyList`.",
    fields: {
      BridgeTechnology: "The name, such as `simple_bridge` or `softmix`, which `BridgeTechnologySuspend` takes.",
      BridgeType: "What it can do. Events about a bridge use the same name for the class of the bridge.",
      BridgePriority: "Of those that can do a job, that with the highest number gets it.",
      BridgeSuspended: "Whether no bridge may choose it."
    }
  },
  BridgeVideoSourceUpdate: {
    says: "A bridge shows the video of another channel than before.",
    details: ["`BridgeVideoSource` has the Uniqueid of the channel that it shows; absent if it shows none."],
    fields: {
      BridgePreviousVideoSource: "The Uniqueid of the channel that it showed before; empty if it showed none."
    }
  }
}
