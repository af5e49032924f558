import type { Sentences } from "./Sentences.ts"
import { endless, parked, security, subscription } from "./shared.ts"

/** The events from M to P. */
export const eventsMToP: Readonly<Record<string, Sentences>> = {
  MCID: {
    says: "The called party of an ISDN call asked the network to record who calls it.",
    details: [
      "The fields that begin with `MCallerID` are the malicious caller, those with `MConnectedID` the party that asks. "
      + "What is not known is absent."
    ],
    fields: {
      MCallerIDPres: "A code and its meaning, such as `0 (Presentation Allowed, Not Screened)`.",
      MCallerIDNumValid: "Whether the number is known.",
      MCallerIDNum: "Empty if it is not known.",
      MCallerIDton: "The type of number and the numbering plan in one code.",
      MCallerIDNumPlan: "The same as `MCallerIDton`.",
      MCallerIDNumPres: "Whether the number may be shown, as `MCallerIDPres`.",
      MCallerIDNameValid: "Whether the name is known.",
      MCallerIDName: "Empty if it is not known.",
      MCallerIDNamePres: "Whether the name may be shown, as `MCallerIDPres`.",
      MCallerIDSubaddr: "The ISDN subaddress, if one was sent.",
      MCallerIDSubaddrOdd: "Whether the subaddress has an odd number of digits.",
      MConnectedIDPres: "As `MCallerIDPres`.",
      MConnectedIDNumValid: "Whether the number is known.",
      MConnectedIDNum: "Empty if it is not known.",
      MConnectedIDton: "As `MCallerIDton`.",
      MConnectedIDNumPlan: "The same as `MConnectedIDton`.",
      MConnectedIDNumPres: "As `MCallerIDNumPres`.",
      MConnectedIDNameValid: "Whether the name is known.",
      MConnectedIDName: "Empty if it is not known.",
      MConnectedIDNamePres: "As `MCallerIDNamePres`.",
      MConnectedIDSubaddr: "As `MCallerIDSubaddr`.",
      MConnectedIDSubaddrOdd: "As `MCallerIDSubaddrOdd`."
    }
  },
  MeetmeEnd: {
    says: "A conference of `MeetMe` ended.",
    fields: { Meetme: "The number of the conference." }
  },
  MeetmeJoin: {
    says: "A channel joined a conference of `MeetMe`.",
    fields: {
      Meetme: "The number of the conference.",
      User: "The number of the participant in the conference.",
      Duration: "The time since the participant joined; absent under a second."
    }
  },
  MeetmeLeave: {
    says: "A channel left a conference of `MeetMe`.",
    fields: {
      Meetme: "The number of the conference.",
      User: "The number of the participant in the conference.",
      Duration: "How long the participant was in the conference; absent under a second."
    }
  },
  MeetmeList: {
    says: "A participant in the list of `MeetmeList`.",
    fields: {
      Conference: "The number of the conference.",
      UserNumber: "What `MeetmeMute` asks for in `Usernum`.",
      CallerIDNum: "The number of the participant; absent if Asterisk knows none.",
      CallerIDName: "`<no name>` if Asterisk knows none.",
      ConnectedLineNum: "The number that the participant sees; absent if Asterisk knows none.",
      ConnectedLineName: "`<no name>` if Asterisk knows none.",
      Role: "What the options of `MeetMe` let the participant do.",
      MarkedUser: "Whether the participant is one that others wait for.",
      Muted: "`By admin` if only an administrator can undo it.",
      Talking: "`Not monitored` if Asterisk does not listen for it, as without the option `T` or `o` of `MeetMe`."
    }
  },
  MeetmeListComplete: { says: "The end of the list of `MeetmeList`." },
  MeetmeListRooms: {
    says: "A conference in the list of `MeetmeListRooms`.",
    fields: {
      Conference: "The number of the conference.",
      Parties: "How many participants it has.",
      Marked: "How many of them are marked, with four digits as `0001`; `N/A` for none.",
      Activity: "How long the conference has been running, as `00:01:05`.",
      Creation: "`Static` if the conference is in meetme.conf or a database.",
      Locked: "Whether others are kept out."
    }
  },
  MeetmeListRoomsComplete: { says: "The end of the list of `MeetmeListRooms`." },
  MeetmeMute: {
    says: "A participant of a `MeetMe` conference was muted, or may speak again.",
    fields: {
      Meetme: "The number of the conference.",
      Status: "Whether the participant is muted.",
      User: "The number of the participant in the conference.",
      Duration: "The time since the participant joined; absent under a second."
    }
  },
  MeetmeTalking: {
    says: "A participant of a `MeetMe` conference begins or ceases to speak.",
    gotchas: ["Sent only for participants whose `MeetMe` has the option `T`."],
    fields: {
      Meetme: "The number of the conference.",
      Status: "Whether the participant speaks.",
      User: "The number of the participant in the conference.",
      Duration: "The time since the participant joined; absent under a second."
    }
  },
  MeetmeTalkRequest: {
    says: "A muted participant of a `MeetMe` conference asks to speak, or the request was met.",
    fields: {
      Meetme: "The number of the conference.",
      Status: "Whether the request is active.",
      User: "The number of the participant in the conference.",
      Duration: "The time since the participant joined; absent under a second."
    }
  },
  MemoryLimit: {
    says: "A request was refused because Asterisk had no memory for it.",
    gotchas: ["Asterisk defines it, but nothing in Asterisk sends it."],
    fields: security
  },
  MessageWaiting: {
    says: "The messages of a mailbox changed.",
    details: ["The fields of the channel are absent unless a channel caused the change."],
    fields: {
      Mailbox: "The mailbox with its context, as `100@default`.",
      Waiting: "Whether unheard messages wait.",
      New: "How many messages are unheard.",
      Old: "How many messages were heard and kept."
    }
  },
  MiniVoiceMail: {
    says: "The application `MinivmNotify` sent its mail about a message.",
    fields: {
      Mailbox: "The mailbox with its domain, as `alice@example.com`.",
      Action: "What was done.",
      Counter: "The variable `MVM_COUNTER` of the channel; empty if it is not set."
    }
  },
  MixMonitorMute: {
    says: "A part of the recordings of a channel was silenced, or is heard again.",
    gotchas: ["Only the action `MixMonitorMute` causes it."],
    fields: {
      Direction: "`read` what the channel sends, `write` what it hears, or `both`.",
      State: "Whether that part is silent."
    }
  },
  MixMonitorStart: {
    says: "A recording by `MixMonitor` began on a channel.",
    gotchas: ["A channel can have several; the event does not say which, nor to what file."]
  },
  MixMonitorStop: {
    says: "A recording by `MixMonitor` was stopped on a channel.",
    gotchas: ["Sent if `StopMixMonitor` or the command line ends a recording; the end of the channel sends none."]
  },
  MobileStatus: {
    says: "A Bluetooth phone of chan_mobile connected or went away.",
    fields: { Device: "The name of the phone in chan_mobile.conf." }
  },
  MonitorStart: { says: "A recording by `Monitor` began on a channel." },
  MonitorStop: { says: "A recording by `Monitor` ended on a channel." },
  MusicOnHoldStart: {
    says: "Music is played to a channel.",
    details: ["The channel need not be on hold: queues and parking play music too."],
    fields: { Class: "The class of the music in musiconhold.conf." }
  },
  MusicOnHoldStop: { says: "The music that was played to a channel ended." },
  MWIGet: {
    says: "A mailbox in the list of `MWIGet`.",
    fields: {
      Mailbox: "As `MWIUpdate` named it.",
      OldMessages: "How many messages were heard and kept.",
      NewMessages: "How many messages are unheard."
    }
  },
  MWIGetComplete: { says: "The end of the list of `MWIGet`." },
  NewAccountCode: {
    says: "The account code of a channel changed.",
    fields: { OldAccountCode: "The code before; `AccountCode` has the one after." }
  },
  NewCallerid: {
    says: "The caller ID of a channel changed.",
    gotchas: ["An attended transfer sends it after the `Hangup` of the same channel."],
    fields: {
      "CID-CallingPres": "Whether the number may be shown: a code and its meaning in parentheses, such as "
        + "`0 (Presentation Allowed, Not Screened)`."
    }
  },
  Newchannel: {
    says: "There is a new channel.",
    details: ["Local channels come in pairs, so that one call through them creates two."]
  },
  NewConnectedLine: { says: "What a channel shows of the party at its other end changed." },
  Newexten: {
    says: "A channel begins a step of the dialplan.",
    gotchas: [
      "Sent for every step of every call: the most frequent event of a busy server. "
      + "It needs the read privilege `dialplan`."
    ],
    fields: {
      Extension: "The same as `Exten`.",
      AppData: "The arguments of the application as one text."
    }
  },
  Newstate: { says: "The state of a channel changed, as from `Ringing` to `Up`." },
  OriginateResponse: {
    says: "The outcome of an `Originate` that ran asynchronously.",
    details: [
      "`Context` and `Exten` are there if the call went to the dialplan, `Application` and `Data` if it went to "
      + "an application."
    ],
    gotchas: [
      "Its `Response` is not the answer to the action, which came earlier. It has the `ActionID` of the action and "
      + "needs the read privilege `call`. `Reason` does not distinguish a busy telephone from one that does not exist: the "
      + "`Hangup` of its channel does, a moment before or after (manager.c, fast_originate)."
    ],
    fields: {
      Channel: "The channel after a success, what was to be dialled after a failure.",
      Reason: "4 answered; 3 the timeout passed, whether or not anything rang; 5 and 8 an extension that ran `Busy` or "
        + "`Congestion`; 0 anything else: a telephone that is busy, declines or does not exist, and a call that was hung up.",
      Uniqueid: "Absent after a failure, unless the `Originate` had a `ChannelId`."
    }
  },
  OutboundRegistrationDetail: {
    says: "A registration of Asterisk at another server, in the list of `PJSIPShowRegistrationsOutbound`.",
    details: ["The `AuthDetail` events that follow it are its passwords; `ListItems` does not count them."],
    fields: {
      ObjectName: "The name of the registration in pjsip.conf.",
      ServerUri: "The server, as `sip:example.com`.",
      ClientUri: "What is registered, as `sip:alice@example.com`.",
      ContactUser: "The user in the `Contact`, to which calls come; empty for `s`.",
      Expiration: "The seconds that Asterisk asks the registration to hold.",
      RetryInterval: "The seconds between two attempts while the server fails to answer.",
      MaxRetries: "How many attempts are made before Asterisk gives up.",
      ForbiddenRetryInterval: "The seconds until another attempt after a 403; 0 gives up unless `FatalRetryInterval` "
        + "is set.",
      FatalRetryInterval: "The seconds until another attempt after a final refusal; 0 gives up.",
      AuthRejectionPermanent: "Whether a refused password is a final refusal.",
      MaxRandomInitialDelay: "The most seconds that the first attempt waits, so that not all come at once.",
      Line: "Whether calls are matched with the registration by a token in its `Contact`.",
      Endpoint: "The endpoint of such calls.",
      OutboundAuth: "The names of the auth objects with which Asterisk answers a challenge.",
      SecurityNegotiation: "`no` or `mediasec`.",
      Status: "Absent if the registration has not been set up.",
      NextReg: "Of no use: Asterisk leaves it at 0."
    }
  },
  OutboundRegistrationDetailComplete: {
    says: "The end of the list of `PJSIPShowRegistrationsOutbound`.",
    fields: {
      ListItems: "The sum of `Registered` and `NotRegistered`; the `AuthDetail` events are not in it.",
      NotRegistered: "Those refused, and those yet to be tried."
    }
  },
  OutboundSubscriptionDetail: {
    says: "A subscription of Asterisk to another server, in the list of `PJSIPShowSubscriptionsOutbound`.",
    fields: subscription
  },
  OutboundSubscriptionDetailComplete: { says: "The end of the list of `PJSIPShowSubscriptionsOutbound`." },
  ParkedCall: {
    says: "A call was parked.",
    details: ["`ParkedCalls` has items of the same name."],
    gotchas: [endless],
    fields: parked
  },
  ParkedCallGiveUp: {
    says: "A parked caller hung up.",
    gotchas: [endless],
    fields: parked
  },
  ParkedCallsComplete: {
    says: "The end of the list of `ParkedCalls`.",
    fields: { Total: "The same as `ListItems`." }
  },
  ParkedCallSwap: {
    says: "Another channel took the place of a parked one, as at the end of an attended transfer.",
    gotchas: [endless],
    fields: parked
  },
  ParkedCallTimeOut: {
    says: "A parked call that nobody fetched in time leaves its space.",
    details: ["It goes back to the one who parked it, or on in the dialplan (`comebacktoorigin` in res_parking.conf)."],
    fields: { ...parked, ParkingTimeout: "The seconds that remain, 0 as a rule." }
  },
  Parkinglot: {
    says: "A parking lot in the list of `Parkinglots`.",
    fields: {
      StartSpace: "The number of the first space.",
      StopSpace: "The number of the last space.",
      Timeout: "The seconds after which a call goes back; 0 for never."
    }
  },
  ParkinglotsComplete: { says: "The end of the list of `Parkinglots`." },
  PeerEntry: {
    says: "A peer in the list of `IAXpeers`, `IAXpeerlist` or `SIPpeers`.",
    details: [
      "`IAXpeerlist` alone has `ObjectUsername`, `Mask` and `Port`; the other two have `IPport` and `Description`."
    ],
    gotchas: ["Items of `IAXpeers` have no `ActionID`."],
    fields: {
      Channeltype: "`IAX` from `IAXpeerlist`, `IAX2` from `IAXpeers`, `SIP` from `SIPpeers`.",
      ObjectName: "The name of the peer; `IAXpeers` adds the user name, as `name/user`.",
      ObjectUsername: "Absent if the peer has no user name.",
      IPaddress: "`(null)` with IAX2, `-none-` with SIP, if the address is not known.",
      Mask: "The netmask of the address, as a rule 255.255.255.255.",
      Port: "The port of `IPaddress`, which is `(null)` if the address is not known.",
      IPport: "The port of `IPaddress`; if the address is not known, `(null)` with IAX2 and 0 with SIP.",
      Dynamic: "Whether the peer registers.",
      Trunk: "Whether calls share packets (`trunk` in iax.conf).",
      Encryption: "`no`, or the methods in parentheses, as `(aes128,keyrotate)`.",
      AutoForcerport: "Whether `Forcerport` is decided by detecting NAT.",
      Forcerport: "Whether answers go to the port that a request came from.",
      AutoComedia: "Whether `Comedia` is decided by detecting NAT.",
      Comedia: "Whether media goes to the address that media comes from.",
      ACL: "Whether addresses are permitted or denied.",
      Status: "`OK (12 ms)`, `LAGGED (2500 ms)`, `UNREACHABLE`, `UNKNOWN` before the first answer, or `Unmonitored` "
        + "without `qualify`.",
      RealtimeDevice: "Whether the peer comes from a database."
    }
  },
  PeerlistComplete: { says: "The end of the list of `IAXpeers`, `IAXpeerlist` or `SIPpeers`." },
  PeerStatus: {
    says: "A SIP or IAX peer registered, unregistered or changed its reachability.",
    details: ["`SIPpeerstatus` has items of the same name."],
    gotchas: [
      "PJSIP reports only `Reachable` and `Unreachable`, for an endpoint as a whole; "
      + "`ContactStatus` reports each contact."
    ],
    fields: {
      ChannelType: "Such as `PJSIP`.",
      Peer: "Such as `PJSIP/alice`.",
      Cause: "Why, such as `Expired` or `AUTH_SECRET_FAILED`; absent with PJSIP.",
      Address: "Where the peer registered from; absent with PJSIP.",
      Port: "Only if chan_sip rejects a registration: chan_sip otherwise has it in `Address`, and chan_iax2 loses it.",
      Time:
        "How long the peer took to answer. In unsolicited events chan_sip reports only the -1 of `Unreachable`, the "
        + "others nothing."
    }
  },
  Pickup: {
    says: "A channel picked up a call that rang at another.",
    details: [
      "The fields that begin with `Target` are the channel that rang; "
      + "those without a prefix the one that took the call."
    ]
  },
  PJSIPMaintenanceStatus: {
    says: "Maintenance of a PJSIP endpoint began or ended.",
    details: [
      "`PJSIPShowMaintenance` has items of the same name. `PJSIPSetMaintenance` that changes nothing causes none."
    ],
    fields: {
      Endpoint: "The name of the endpoint, or `all` if all were set at once.",
      Status: "`enabled` while the endpoint is in maintenance."
    }
  },
  PJSIPMaintenanceStatusComplete: { says: "The end of the list of `PJSIPShowMaintenance`." },
  PresenceStateChange: {
    says: "The presence of somebody changed.",
    details: ["`PresenceStateList` has items of the same name."],
    fields: {
      Presentity: "Whose presence it is, such as `CustomPresence:alice`.",
      Subtype: "A finer state, free in its words; often empty.",
      Message: "Free text, often empty; special characters are escaped as in C."
    }
  },
  PresenceStateListComplete: { says: "The end of the list of `PresenceStateList`." },
  PresenceStatus: {
    says: "The presence after the hint of an extension changed.",
    gotchas: ["Unlike in `PresenceStateChange`, nothing in `Subtype` and `Message` is escaped."],
    fields: {
      Hint: "As in the dialplan, such as `PJSIP/alice,CustomPresence:alice`.",
      Subtype: "A finer state, free in its words; often empty.",
      Message: "Free text; often empty."
    }
  },
  PRIShowSpans: {
    says: "A D-channel of an ISDN span in the list of `PRIShowSpans`.",
    details: ["A span with a backup D-channel has an item for each."],
    fields: {
      DChannel: "The number of the DAHDI channel that serves as D-channel.",
      Order: "The rank of the D-channel in its span: `Primary`, then `Secondary` and so on.",
      Active: "Whether the span uses this D-channel.",
      Alarm: "Whether the D-channel is in alarm.",
      Up: "Whether its layer 2 is up."
    }
  },
  PRIShowSpansComplete: {
    says: "The end of the list of `PRIShowSpans`.",
    fields: { Items: "The same as `ListItems`." }
  }
}
