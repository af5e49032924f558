import type { Sentences } from "./Sentences.ts"

/** What is dialed to reach a member of a queue, in the words of the events about queues. */
const Interface = "What is dialed to reach the member."

/** The fields that every event about security has. */
const security = {
  EventTV: "When it happened.",
  Service: "The part of Asterisk that tells it, such as `PJSIP` or `AMI`.",
  AccountID: "The endpoint or user; absent where PJSIP could not tell the endpoint, or AMI the user.",
  SessionID: "The Call-ID with PJSIP, an address in memory with AMI.",
  LocalAddress: "As `IPV4/UDP/192.0.2.1/5060`.",
  RemoteAddress: "As `LocalAddress`, of the far end.",
  Module: "Absent where the service does not give it.",
  SessionTV: "When the session began; absent where the service does not give it, as with PJSIP."
}

/** What a charge consists of, in `AOC-D` and `AOC-E`. */
const charge = {
  "Charge/Type": "Says which of the fields that follow are there: those of `Currency`, those of `Units`, or none.",
  "Charge/BillingID": "Who pays, or the diversion that the charge is for; absent where there is no charge to tell.",
  "Charge/TotalType": "Whether more is to come for the same call.",
  "Charge/Currency/Name": "The currency, as the network calls it.",
  "Charge/Currency/Cost": "To be multiplied by `Charge/Currency/Multiplier`.",
  "Charge/Units({n})/NumberOf": "How many units of one kind, counted from `Charge/Units(0)` on; absent where the " +
    "network did not say.",
  "Charge/Units({n})/TypeOf": "The kind of the units, a number whose meaning the network defines."
}

/** What an AOR of PJSIP is configured to do. */
const aor = {
  ObjectName: "The name of the AOR in `pjsip.conf`.",
  MinimumExpiration: "The shortest registration that is accepted, in seconds.",
  DefaultExpiration: "How long a registration lasts that asks for no time, in seconds.",
  MaximumExpiration: "The longest registration that is accepted, in seconds.",
  QualifyFrequency: "The seconds between two checks whether a contact answers; 0 for no checks.",
  QualifyTimeout: "How long a contact has to answer a check, in seconds.",
  Qualify2xxOnly: "Whether only a 2xx answer to a check counts as reachable, rather than any answer.",
  AuthenticateQualify: "Whether a check that is challenged is sent again with credentials.",
  Mailboxes: "The mailboxes, with commas between, whose messages are told to subscribers of the AOR.",
  VoicemailExtension: "Where a phone should call for its voicemail.",
  MaxContacts: "How many contacts may be registered at a time; 0 where no one can register.",
  RemoveExisting: "Whether a new registration takes the place of an old one when there are too many.",
  RemoveUnavailable: "Whether contacts that do not answer are removed first when there are too many.",
  SupportPath: "Whether the `Path` header of a registration is kept and used.",
  Contacts: "As `alice/sip:alice@192.0.2.1:5060`, with commas between; empty where there is none.",
  OutboundProxy: "The URI that requests to the contacts are sent by; empty where there is none."
}

/** The secrets and rules of an authentication of PJSIP. */
const auth = {
  ObjectName: "The name of the authentication in `pjsip.conf`.",
  AuthType: "Such as `userpass`, `md5`, `digest` or `google_oauth`.",
  Password: "In clear text; empty where only a hash is configured.",
  Md5Cred: "The MD5 of `username:realm:password`, as good as the password itself; empty where there is none.",
  PasswordDigest: "Hashes as `MD5:...`, `SHA-256:...`, with commas between; empty where there is none.",
  Realm: "The realm that the credentials are for; may be empty.",
  NonceLifetime: "The seconds for which a challenge can be answered.",
  SupportedAlgorithmsUac: "The algorithms with which Asterisk answers challenges, with commas between.",
  SupportedAlgorithmsUas: "The algorithms with which Asterisk challenges, with commas between.",
  RefreshToken: "A secret of `google_oauth`.",
  OauthClientid: "The client id for `google_oauth`.",
  OauthSecret: "A secret of `google_oauth`."
}

/** How Asterisk checks whether a contact answers. */
const contactChecks = {
  QualifyFrequency: aor.QualifyFrequency,
  QualifyTimeout: aor.QualifyTimeout,
  Qualify2xxOnly: aor.Qualify2xxOnly,
  AuthenticateQualify: aor.AuthenticateQualify,
  OutboundProxy: "The URI that requests to the contact are sent by; empty where there is none."
}

const contactState = "Whether the contact answers; `NonQualified` where it is not checked, `Removed` where it is gone."

const roundtrip =
  "The microseconds that the contact took to answer the last check; `N/A` on the wire unless `Status` " +
  "is `Reachable`."

const coreId = "The number of the call completion, the same in all of its events."

const Caller = "The device of the caller, such as `PJSIP/alice`."

const Callee = "The called device, such as `PJSIP/bob`."

const secrets = "It holds passwords in clear text: keep it out of logs."

const confbridgeAdmin = "Whether the profile of the participant makes it an administrator of the conference."

/** The events from A to C. */
export const eventsAToC: Readonly<Record<string, Sentences>> = {
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
      "It can only happen where the queue plays something to its members first, or waits before it connects them."
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
      TalkingToChan: "The channel that the agent talks to; absent where the agent is on no call.",
      CallStarted: "When the call began; absent where the agent is on no call.",
      LoggedInTime: "When the agent logged in; absent where the agent is logged off."
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
      "The number of the channel is in `DAHDIChannel`, or in `Channel` where the part for analog lines reports it."
    ],
    fields: {
      DAHDIChannel: "The number of the DAHDI channel; absent where `Channel` has it.",
      Channel: "The number of the DAHDI channel, not the name of a channel; absent where `DAHDIChannel` has it."
    }
  },
  "AOC-D": {
    says: "The network tells what a call costs while it lasts.",
    details: [
      "Only ISDN lines of DAHDI send it, with the option `aoc_enable` in `chan_dahdi.conf`. The fields of the " +
      "channel are absent where there is none."
    ],
    fields: charge
  },
  "AOC-E": {
    says: "The network tells what a call cost, at its end.",
    details: [
      "Only ISDN lines of DAHDI send it, with the option `aoc_enable` in `chan_dahdi.conf`. The fields of the " +
      "channel are absent where there is none."
    ],
    fields: {
      "ChargingAssociation/Number": "The number that the charge belongs to, where it is told by a number.",
      "ChargingAssociation/Plan": "The plan and the type of that number, as the octet of Q.931.",
      "ChargingAssociation/ID": "What the charge belongs to, where it is told by an id.",
      ChargingAssociation: "Empty, and there only where the network does not tell what the charge belongs to.",
      ...charge
    }
  },
  "AOC-S": {
    says: "The network tells the rates of a call at its beginning.",
    details: [
      "Only ISDN lines of DAHDI send it, with the option `aoc_enable` in `chan_dahdi.conf`. The fields of the " +
      "channel are absent where there is none.",
      "The rates are counted from 0 on. Each has the fields of one kind: `Duration`, `Flat`, `Volume` or " +
      "`SpecialCode`, or none of them where `Chargeable` is `NotAvailable`."
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
      "(null)({n})/Duration/Granularity": "Empty, and there only where the network tells no granularity.",
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
      CommandId: "The `CommandID` given to the action; absent where it had none."
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
      "`DestType` says how the calls were joined and which fields tell more: `Bridge` has `DestBridgeUniqueid`, " +
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
      "The transferee and the bridge are absent where the channel was in no bridge, the transferee alone where the " +
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
    details: ["`BridgeVideoSource` has the Uniqueid of the channel that it shows; absent where it shows none."],
    fields: {
      BridgePreviousVideoSource: "The Uniqueid of the channel that it showed before; empty where it showed none."
    }
  },
  CCAvailable: {
    says: "A called device can be asked to tell when it is free: call completion is possible.",
    details: ["It needs the read privilege `cc`, and `cc_monitor_policy` set for the called device."],
    fields: {
      CoreID: coreId,
      Callee,
      Service: "`CCBS` the called device is busy, `CCNR` it does not answer, `CCNL` it is not registered."
    }
  },
  CCCallerRecalling: {
    says: "Both sides of a call completion are free, and the caller is called back.",
    fields: { CoreID: coreId, Caller }
  },
  CCCallerStartMonitoring: {
    says: "The called device is free but the caller is busy: Asterisk waits for the caller.",
    fields: { CoreID: coreId, Caller }
  },
  CCCallerStopMonitoring: {
    says: "The caller of a call completion is free again: Asterisk waits for the called device.",
    fields: { CoreID: coreId, Caller }
  },
  CCFailure: {
    says: "A call completion ended without success, or was canceled.",
    fields: {
      CoreID: coreId,
      Caller,
      Reason: "A sentence in English, for people to read."
    }
  },
  CCMonitorFailed: {
    says: "One of the called devices of a call completion is not waited for any more.",
    details: ["Where it was the last one, `CCFailure` follows."],
    fields: { CoreID: coreId, Callee }
  },
  CCOfferTimerStart: {
    says: "A caller may ask for call completion until a timer ends.",
    details: ["Where the caller does not ask in time, `CCFailure` follows."],
    fields: {
      CoreID: coreId,
      Caller,
      Expires: "The seconds that the caller has."
    }
  },
  CCRecallComplete: {
    says: "The call back of a call completion made progress, and the call completion is over.",
    fields: { CoreID: coreId, Caller }
  },
  CCRequestAcknowledged: {
    says: "A request for call completion was accepted.",
    fields: { CoreID: coreId, Caller }
  },
  CCRequested: {
    says: "A caller asked for call completion.",
    details: ["Sent once for each called device that is waited for."],
    fields: { CoreID: coreId, Caller, Callee }
  },
  Cdr: {
    says: "The record of a call, or of one leg of it, for billing.",
    details: [
      "It needs the read privilege `cdr` and `enabled = yes` in `cdr_manager.conf`. Fields added by `[mappings]` of " +
      "that file are read from `AmiEvent.messageOf`."
    ],
    gotchas: ["Times are local to the server, without a zone. The id of the channel is spelled `UniqueID`."],
    fields: {
      Source: "The number of the caller.",
      Destination: "The extension that was called last.",
      DestinationContext: "The context of `Destination`.",
      CallerID: "The name and the number, as `\"Alice\" <100>`.",
      Channel: "The name of the calling channel.",
      DestinationChannel: "The name of the called channel; empty where there is none.",
      LastApplication: "The last application that the calling channel ran.",
      LastData: "The arguments of `LastApplication`.",
      AnswerTime: "Absent where the call was not answered.",
      Duration: "The seconds from `StartTime` to `EndTime`.",
      BillableSeconds: "The seconds from `AnswerTime` to `EndTime`; 0 where the call was not answered.",
      Disposition: "How the call went.",
      AMAFlags: "What the record is meant for, as set on the channel.",
      UniqueID: "The Uniqueid of the calling channel.",
      UserField: "What the dialplan set as `CDR(userfield)`; that of the called channel follows after a semicolon."
    }
  },
  CEL: {
    says: "One step in the life of a channel, as logged for accounting.",
    details: [
      "It needs `enabled = yes` in the section `[manager]` of `cel.conf`, and `events` in `[general]` of that file " +
      "says which steps are logged. The read privilege is `call`."
    ],
    gotchas: [
      "Several names are spelled otherwise than in the events about channels: `UniqueID`, `LinkedID`, " +
      "`CallerIDnum`, `CallerIDname`. Times are local to the server, without a zone."
    ],
    fields: {
      EventName:
        "The step, such as `CHAN_START` or `HANGUP`. For a step that the dialplan made up it is `USER_DEFINED` " +
        "where `show_user_defined` is set in `cel.conf`, and otherwise the name that the dialplan gave it.",
      CallerIDani: "The number that pays for the call; often that of the caller.",
      CallerIDrdnis: "The number that the call was redirected from.",
      CallerIDdnid: "The number that was dialed to reach Asterisk.",
      Application: "The application that the channel runs; empty where it runs none.",
      AppData: "The arguments of the application as one text.",
      AMAFlags: "What the record is meant for, as set on the channel.",
      UniqueID: "As `Uniqueid` of other events.",
      LinkedID: "The same for all channels of a call.",
      TenantID: "Absent where the channel has none.",
      Userfield: "What the dialplan set as `CHANNEL(userfield)`.",
      Peer: "The other channels in the bridge, with commas between, for steps that are about a bridge.",
      PeerAccount: "The account code of the other party.",
      UserDefType: "The name that the dialplan gave a step of its own; absent for other steps, and without " +
        "`show_user_defined`.",
      Extra: "More about the step as JSON, such as the cause of a `HANGUP`; empty where there is none."
    }
  },
  ChallengeResponseFailed: {
    says: "A peer answered a challenge with a wrong password.",
    details: ["It needs the read privilege `security`. A failed login with MD5 to this interface has one too."],
    gotchas: [
      "Its `Response` is what the peer sent, not the answer to an action.",
      "For a login to this interface, `ExpectedResponse` with `Challenge` lets a reader guess at the secret."
    ],
    fields: {
      ...security,
      Challenge: "What the peer had to answer: the nonce with PJSIP.",
      Response: "The hash that the peer sent.",
      ExpectedResponse: "The hash that would have been right; empty with PJSIP."
    }
  },
  ChallengeSent: {
    says: "A service challenged a peer to prove who it is.",
    details: ["It needs the read privilege `security`. With PJSIP it is an ordinary step of most requests, no alarm."],
    fields: {
      ...security,
      Challenge: "What the peer has to answer: the nonce with PJSIP."
    }
  },
  ChannelHungup: {
    says: "A channel in the list of `HangupMatching`.",
    fields: { Channel: "The name of the channel that was asked to hang up." }
  },
  ChannelsHungupListComplete: {
    says: "The end of the list of `HangupMatching`."
  },
  ChannelTalkingStart: {
    says: "Someone began to talk on a channel.",
    details: ["Only for channels on which the dialplan set `TALK_DETECT(set)`."]
  },
  ChannelTalkingStop: {
    says: "Someone stopped talking on a channel.",
    details: ["Only for channels on which the dialplan set `TALK_DETECT(set)`."],
    fields: {
      Duration: "The milliseconds of talking, without the silence that told its end."
    }
  },
  ChanSpyStart: {
    says: "A channel begins to listen to another one, as by `ChanSpy`.",
    details: ["`Spyer` is the channel that listens, `Spyee` the one that is listened to."]
  },
  ChanSpyStop: {
    says: "A channel stopped listening to another one.",
    details: ["The fields of `Spyee` are absent where that channel is gone."]
  },
  ConfbridgeEnd: {
    says: "A conference of `ConfBridge` ended."
  },
  ConfbridgeJoin: {
    says: "A participant joined a conference.",
    fields: {
      Admin: confbridgeAdmin,
      Muted: "Whether the participant starts muted."
    }
  },
  ConfbridgeLeave: {
    says: "A participant left a conference.",
    gotchas: ["`BridgeNumChannels` still counts the one that leaves."],
    fields: { Admin: confbridgeAdmin }
  },
  ConfbridgeList: {
    says: "A participant in the list of `ConfbridgeList`.",
    fields: {
      Admin: confbridgeAdmin,
      MarkedUser: "Whether the profile marks the participant: others may wait for one that is marked.",
      WaitMarked: "Whether the participant has to wait until one that is marked is there.",
      EndMarked: "Whether the participant has to leave with the last one that is marked.",
      EndMarkedAny: "Whether the participant has to leave with any one that is marked. From Asterisk 16.29, 18.15, " +
        "19.7 and 20.0 on.",
      Waiting: "Whether the participant still waits for one that is marked.",
      Muted: "Whether the participant was muted; one that waits counts as muted only if it was muted as well.",
      Talking: "Always false unless the profile has `talk_detection_events`.",
      AnsweredTime: "The seconds since the channel was answered."
    }
  },
  ConfbridgeListComplete: {
    says: "The end of the list of `ConfbridgeList`."
  },
  ConfbridgeListRooms: {
    says: "A conference in the list of `ConfbridgeListRooms`.",
    fields: {
      Parties: "How many participants there are, those that wait included.",
      Marked: "How many of the participants are marked.",
      Locked: "Whether no one but administrators can join.",
      Muted: "Whether all but administrators are muted."
    }
  },
  ConfbridgeListRoomsComplete: {
    says: "The end of the list of `ConfbridgeListRooms`."
  },
  ConfbridgeMute: {
    says: "A participant of a conference was muted.",
    fields: { Admin: confbridgeAdmin }
  },
  ConfbridgeRecord: {
    says: "The recording of a conference began."
  },
  ConfbridgeStart: {
    says: "A conference of `ConfBridge` began, with its first participant."
  },
  ConfbridgeStopRecord: {
    says: "The recording of a conference stopped."
  },
  ConfbridgeTalking: {
    says: "A participant of a conference began or stopped talking.",
    details: ["Only for participants whose profile in `confbridge.conf` has `talk_detection_events`."],
    fields: {
      TalkingStatus: "`on` or `off` on the wire.",
      Admin: confbridgeAdmin
    }
  },
  ConfbridgeUnmute: {
    says: "A participant of a conference was unmuted.",
    fields: { Admin: confbridgeAdmin }
  },
  ContactList: {
    says: "A contact in the list of `PJSIPShowContacts`.",
    fields: {
      ObjectName: "The id of the contact: the name of its AOR and a hash.",
      ViaAddr: "The address in the `Via` header of the registration; empty where it was not registered.",
      ViaPort: "The port in the `Via` header of the registration; 0 where it has none.",
      CallId: "The Call-ID of the registration.",
      RegServer: "The `systemname` of the Asterisk that took the registration; empty where it has none.",
      PruneOnBoot: "Whether the contact cannot outlive a restart, as over a connection that the phone opened.",
      Path: "The `Path` header of the registration.",
      Endpoint: "The endpoint that registered it; empty for a contact of `pjsip.conf`.",
      ExpirationTime: "When the registration ends, in seconds since 1970; 0 for a contact of `pjsip.conf`.",
      ...contactChecks,
      Status: contactState,
      RoundtripUsec: roundtrip
    }
  },
  ContactListComplete: {
    says: "The end of the list of `PJSIPShowContacts`."
  },
  ContactStatus: {
    says: "A contact of PJSIP appeared, went, or changed whether it answers.",
    details: ["Sent once for every endpoint that has the AOR."],
    fields: {
      URI: "Where the contact is reached, as `sip:alice@192.0.2.1:5060`.",
      ContactStatus: contactState,
      AOR: "The AOR that the contact belongs to.",
      RoundtripUsec: "The microseconds that the contact took to answer the last check; 0 where it did not."
    }
  },
  ContactStatusDetail: {
    says: "A contact in the list of `PJSIPShowEndpoint` or `PJSIPShowRegistrationInboundContactStatuses`.",
    fields: {
      AOR: "The AOR that the contact belongs to.",
      URI: "Where the contact is reached, as `sip:alice@192.0.2.1:5060`.",
      UserAgent: "What the device calls itself; empty where it was not registered.",
      RegExpire: "When the registration ends; 0 on the wire for a contact of `pjsip.conf`.",
      ViaAddress: "The address, and the port, in the `Via` header of the registration; absent where it was not " +
        "registered.",
      CallID: "The Call-ID of the registration; absent where it was not registered.",
      Status: contactState,
      RoundtripUsec: roundtrip,
      EndpointName: "The endpoint that has the contact; may be empty in the list of registrations.",
      ID: "The id of the contact: the name of its AOR and a hash.",
      Path: "The `Path` header of the registration.",
      ...contactChecks
    }
  },
  ContactStatusDetailComplete: {
    says: "The end of the list of `PJSIPShowRegistrationInboundContactStatuses`."
  },
  CoreShowChannel: {
    says: "A channel in the list of `CoreShowChannels`.",
    fields: {
      Application: "The application that the channel runs; empty where it runs none.",
      Duration: "How long the channel exists; absent where Asterisk does not know.",
      BridgeId: "Absent where the channel is in no bridge. `Status` spells it `BridgeID`."
    }
  },
  CoreShowChannelMap: {
    says: "A channel that the asked one is connected with, in the list of `CoreShowChannelMap`.",
    details: ["It counts as connected over any number of bridges and Local channels."],
    fields: {
      Channel: "The channel that the action asked about.",
      ConnectedChannel: "The name of one channel that it is connected with."
    }
  },
  CoreShowChannelMapComplete: {
    says: "The end of the list of `CoreShowChannelMap`."
  },
  CoreShowChannelsComplete: {
    says: "The end of the list of `CoreShowChannels`."
  }
}
