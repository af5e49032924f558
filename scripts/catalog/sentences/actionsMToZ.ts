import type { Sentences } from "./Sentences.ts"

const anyFolder = "A folder by its name, such as `INBOX` or `Old`."

const messageId = "The message, by the `ID` of `VoicemailBoxDetail`, not by its number in the folder."

const voicemailContext = "The context of the mailbox in voicemail.conf, such as `default`."

const mailboxNumber = "The mailbox without its context, such as `1234`."

const cacheName =
  "The name that sorcery.conf gives the cache, or else the module and the type, as `res_pjsip/endpoint`."

/** The actions from M to Z. */
export const actionsMToZ: Readonly<Record<string, Sentences>> = {
  MailboxCount: {
    says: "Counts the messages in a mailbox.",
    gotchas: ["A mailbox that does not exist is a success with counts of 0."],
    fields: {
      Mailbox: "The mailbox as `1234@default`, in the context `default` unless one is named; several by commas."
    },
    answer: {
      Mailbox: "As sent.",
      UrgMessages: "The messages in the folder `Urgent`, which `NewMessages` leaves out.",
      OldMessages: "The messages in the folder `Old`."
    }
  },
  MailboxStatus: {
    says: "Tells whether new messages wait in a mailbox.",
    gotchas: ["A mailbox that does not exist is a success, with nothing waiting."],
    fields: {
      Mailbox: "The mailbox as `1234@default`, in the context `default` unless one is named; several by commas or `&`."
    },
    answer: {
      Mailbox: "As sent.",
      Waiting: "Whether any of the mailboxes has a new message."
    }
  },
  MeetmeList: {
    says: "Lists the participants of the MeetMe conferences.",
    fields: {
      Conference: "The number of the only conference to list; all of them unless given."
    }
  },
  MeetmeListRooms: {
    says: "Lists the MeetMe conferences that are in use."
  },
  MeetmeMute: {
    says: "Mutes one participant of a MeetMe conference.",
    fields: {
      Meetme: "The number of the conference.",
      Usernum: "The number of the participant, the `UserNumber` of `MeetmeList`."
    }
  },
  MeetmeUnmute: {
    says: "Takes the mute off one participant of a MeetMe conference.",
    details: ["It ends a mute by the participant as well as one by an admin, and a request to speak."],
    fields: {
      Meetme: "The number of the conference.",
      Usernum: "The number of the participant, the `UserNumber` of `MeetmeList`."
    }
  },
  MessageSend: {
    says: "Sends a text message outside of any call.",
    details: [
      "What stands before the first `:` of the destination chooses the technology, such as `pjsip`. An error "
      + "`Message technology not found` means that its module is not loaded."
    ],
    gotchas: ["Success says that the message is sent, not that anybody took it."],
    fields: {
      Destination: "Where to send it, such as `pjsip:alice`; `To` is used unless given.",
      To: "What the message names as its receiver, where `Destination` is given; else where to send it.",
      From: "What the message names as its sender, in the form of the technology.",
      Body: "The text, of one line.",
      Base64Body: "The text in base64, for more than one line; it wins over `Body`, and 1300 bytes are kept.",
      Variable: "Variables of the message, which PJSIP sends as headers."
    }
  },
  MixMonitor: {
    says: "Records a channel into a file, both directions mixed.",
    details: [
      "The recording ends with the channel or by `StopMixMonitor`. The event `MixMonitorStart` tells that it began."
    ],
    gotchas: [
      "`File`, `Options` and `Command` become the arguments of the application `MixMonitor`, joined by commas: a comma "
      + "in `File` ends the name."
    ],
    fields: {
      File: "The file with its extension, which chooses the format; in the `monitor` directory of Asterisk unless it "
        + "begins with `/`. Needed unless `Options` names files by `r` or `t`.",
      Options: "The options of the application `MixMonitor`, such as `bi(ID)`.",
      Command: "A command of the shell that runs when the recording ends; `^{NAME}` in it is a variable."
    },
    answer: {
      MixMonitorID: "What `StopMixMonitor` and `MixMonitorMute` know this recording by; only where `Options` has "
        + "`i(NAME)`."
    }
  },
  MixMonitorMute: {
    says: "Replaces one or both directions of a recording by `MixMonitor` with silence, or brings them back.",
    gotchas: ["The call itself is not muted."],
    fields: {
      Direction: "`read` for what the channel says, `write` for what it hears.",
      State: "Whether to mute.",
      MixMonitorID: "The `MixMonitorID` that `MixMonitor` answered; all recordings of the channel unless given."
    }
  },
  ModuleCheck: {
    says: "Tells whether a module is loaded: success if it is, an error if not.",
    fields: {
      Module: "The name of the module, such as `app_queue.so` or `app_queue`."
    },
    answer: {
      Version: "Always empty."
    }
  },
  ModuleLoad: {
    says: "Loads, unloads or reloads a module.",
    gotchas: [
      "From Asterisk 18.26, 20.11, 21.6 and 22.1 on `Module` must be a file in the directory of modules, also to "
      + "reload: `app_queue` without `.so` and subsystems such as `cdr` are `Module not found.` unless "
      + "`live_dangerously` is set in asterisk.conf. `Reload` takes them.",
      "A module that is in use is not unloaded, which is an error.",
      "Asterisk 16 refuses `refresh`."
    ],
    fields: {
      Module:
        "The file of the module, such as `app_queue.so`; needed unless `LoadType` is `reload`, which then reloads "
        + "everything.",
      LoadType: "`reload` reads the configuration again; `refresh` unloads the module and loads it anew.",
      Recursive: "Whether `refresh` may take the modules that depend on this one along; not so unless given."
    }
  },
  Monitor: {
    says: "Records a channel into two files, one for each direction.",
    details: [
      "The files end in `-in` and `-out` and the format. A recording ends with the channel or by `StopMonitor`."
    ],
    gotchas: ["Where the channel is recorded already, the recording is renamed instead, and that is a success."],
    fields: {
      File:
        "The name without its extension; in the `monitor` directory of Asterisk unless it begins with `/`. The name "
        + "of the channel unless given, with `-` for `/`.",
      Format: "The format of the files; `wav` unless given.",
      Mix: "Whether to mix the two files into one afterwards, for which Asterisk runs `sox` or what the variable "
        + "`MONITOR_EXEC` names."
    }
  },
  MuteAudio: {
    says: "Mutes the audio of a channel in one or both directions, or takes the mute off.",
    fields: {
      Direction: "`in` for what comes from the device, `out` for what goes to it.",
      State: "Whether to mute."
    }
  },
  MWIDelete: {
    says: "Forgets mailboxes whose counts `MWIUpdate` set.",
    gotchas: ["A mailbox that does not exist is a success."],
    fields: {
      Mailbox: "The exact name, or a regular expression between slashes, such as `/^12/`."
    }
  },
  MWIGet: {
    says: "Lists mailboxes whose counts `MWIUpdate` set.",
    details: ["A mailbox that does not exist is an empty list."],
    fields: {
      Mailbox: "The exact name, or a regular expression between slashes, such as `/^12/`."
    }
  },
  MWIUpdate: {
    says: "Sets how many messages a mailbox outside of Asterisk has, which lights the lamps of its phones.",
    details: [
      "The mailbox is made where it does not exist, and kept in Asterisk's database over a restart.",
      "The module `res_mwi_external_ami` is not built unless chosen, and cannot be loaded beside `app_voicemail`."
    ],
    gotchas: ["A count that is left out is set to 0, not kept."],
    fields: {
      Mailbox: "The name as the phones subscribe to it, such as `1234@default`.",
      OldMessages: "0 unless given.",
      NewMessages: "0 unless given."
    }
  },
  Originate: {
    says: "Dials a channel and, once it answers, sends it to an extension or an application.",
    details: [
      "`Async` is true unless the payload says otherwise: then the answer only says that the call is queued, "
      + "and whether anybody answered comes later, in the event `OriginateResponse` with the same `ActionID`."
    ],
    gotchas: [
      "Without `Async` the answer comes when the call was answered or failed, and Asterisk reads no other "
      + "action of the session before.",
      "Asterisk checks beforehand that the extension exists, but not the application: one that it does not have counts "
      + "as answered and hangs up."
    ],
    fields: {
      Channel: "What to dial, such as `PJSIP/alice` or `Local/100@internal`.",
      Priority: "A number or a label.",
      Data: "The arguments of the application as one text.",
      Timeout: "How long the channel may ring; 30 s unless given. A number is milliseconds.",
      CallerID: "What the dialled party is shown, as `\"name\" <number>` or a number alone.",
      Variable:
        "Variables of the new channel; a name that begins with `_` or `__` is inherited by the channels that it "
        + "creates.",
      Account: "The account code of the channel.",
      EarlyMedia: "Whether the dialplan goes on at the first early media, before an answer.",
      Async: "Whether Asterisk answers at once, and tells the outcome by `OriginateResponse`; true unless given.",
      Codecs: "The codecs to offer, such as `[\"alaw\", \"ulaw\"]`.",
      ChannelId: "The Uniqueid of the new channel, of at most 149 bytes: what its events are found by.",
      OtherChannelId: "The Uniqueid of the second half of a Local channel.",
      PreDialGoSub: "A subroutine of the dialplan, as `context,exten,priority`, that the new channel runs before it "
        + "dials; only for a call to an extension, and only without `Async`. From Asterisk 18.23, 20.8, 21.3 and 22 on."
    }
  },
  Park: {
    says: "Parks a channel, so that anybody can take it up again.",
    details: [
      "The event `ParkedCall` tells the space that the channel got.",
      "Where `TimeoutChannel` is the other party of its bridge, that party hears the space and is hung up; "
      + "otherwise it is left alone, and hangs up unless its dialplan goes on."
    ],
    gotchas: [
      "Asterisk does not check that `AnnounceChannel` exists, and may crash where it does not: name only one "
      + "that is up."
    ],
    fields: {
      Channel: "The channel to park.",
      TimeoutChannel: "Who is called back when the time is over, by the name of the channel.",
      AnnounceChannel: "The channel that hears the space where the call is parked.",
      Timeout: "How long the call may be parked; a number is milliseconds. Whole seconds count, at least one, and 0 is "
        + "without end. The `parkingtime` of the lot unless given.",
      Parkinglot: "A lot of res_parking.conf; that of the channel, or `default`, unless given.",
      ParkingSpace: "The space to park in, such as `701`; Asterisk chooses unless given.",
      Channel2: "An old name of `TimeoutChannel`, which wins over it."
    }
  },
  ParkedCalls: {
    says: "Lists the parked calls.",
    gotchas: ["A lot that does not exist is an error, not an empty list."],
    fields: {
      ParkingLot: "The only lot to list, whose name has a capital `L` here; all lots unless given."
    }
  },
  Parkinglots: {
    says: "Lists the parking lots with their extensions and times."
  },
  PauseMonitor: {
    says: "Pauses a recording by `Monitor`.",
    gotchas: ["A channel that is not recorded is a success."],
    fields: {
      Channel: "The channel that is recorded."
    }
  },
  Ping: {
    says: "Asks for a sign of life.",
    answer: {
      Ping: "`Pong`.",
      Timestamp: "The clock of Asterisk."
    }
  },
  PJSIPHangup: {
    says: "Refuses one incoming call on a PJSIP channel by a SIP response of your choice.",
    gotchas: [
      "It has an effect only before the call is answered. A channel that is up, calls out or is not of PJSIP "
      + "is left as it is, and that is a success all the same: `Hangup` ends any call."
    ],
    fields: {
      Channel: "The name of one channel; a value that begins with `/` is refused.",
      Cause: "The code of the response from 400 to 699, such as 486, or its name; 603 is sent for anything else."
    }
  },
  PJSIPHangupMatching: {
    says: "Refuses the incoming calls on all PJSIP channels that a regular expression matches, and lists them.",
    details: [
      "It is the action `PJSIPHangup` on the wire, which answers by a list where the channel stands between slashes."
    ],
    gotchas: [
      "An expression that begins with no `^` matches anywhere in a name.",
      "The list shows every channel that matches, also those that `PJSIPHangup` has no effect on."
    ],
    fields: {
      Channel: "An extended regular expression between slashes, such as `/^PJSIP\\/alice-/`.",
      Cause: "The code of the response from 400 to 699, such as 486, or its name; 603 is sent for anything else."
    }
  },
  PJSIPNotify: {
    says: "Sends a SIP NOTIFY to an endpoint, a URI or the device of a channel.",
    details: [
      "One of `Endpoint`, `URI` and `Channel` is needed, and one of `Option` and `Variable`. Asterisk 16 knows only "
      + "`Variable`."
    ],
    gotchas: [
      "Success says that it is queued: an endpoint without contacts gets none, and the answer of the device is "
      + "not told.",
      "With `Channel` an `Option` is ignored: the NOTIFY has neither its headers nor its text."
    ],
    fields: {
      Endpoint: "All contacts of the endpoint get the NOTIFY.",
      URI: "An address of SIP; without a `default_outbound_endpoint` in pjsip.conf nothing is sent.",
      Channel: "A channel of PJSIP, in whose dialog it is sent.",
      Option: "A section of pjsip_notify.conf, which has the headers and the text.",
      Variable:
        "The headers by name; several values, as the lines of `Content`, are several headers. A `Content` needs a "
        + "`Content-Type`."
    }
  },
  PJSIPQualify: {
    says: "Asks the contacts of an endpoint by OPTIONS whether they are there.",
    gotchas: ["Success says that the requests are under way; the event `ContactStatus` tells of a change."],
    fields: {
      Endpoint: "The name of the endpoint, without `PJSIP/`."
    }
  },
  PJSIPRegister: {
    says: "Registers Asterisk anew with another server, by unregistering first.",
    gotchas: [
      "Success says that it is queued, and comes even with the `Message` `Failed to queue unregistration`; the event "
      + "`Registry` tells the outcome."
    ],
    fields: {
      Registration: "The name of a registration in pjsip.conf, or `*all` for all of them."
    }
  },
  PJSIPSetMaintenance: {
    says: "Takes an endpoint out of service for new calls, or back into it.",
    details: [
      "New requests of the endpoint are answered 503, and calls to it are refused; calls that are up go on. The event "
      + "`PJSIPMaintenanceStatus` tells a change."
    ],
    gotchas: ["It is kept in memory alone, and gone after a restart."],
    fields: {
      Endpoint: "The name of the endpoint, or `all`.",
      State: "`on` takes it out of service."
    }
  },
  PJSIPShowAors: {
    says: "Lists the AORs of PJSIP."
  },
  PJSIPShowAuths: {
    says: "Lists the auth sections of PJSIP.",
    gotchas: ["Secrets are shown in clear text."]
  },
  PJSIPShowContacts: {
    says: "Lists the contacts that registered with PJSIP.",
    gotchas: ["Those that pjsip.conf gives an AOR for good are left out; `PJSIPShowEndpoint` has them too."]
  },
  PJSIPShowEndpoint: {
    says: "Shows one endpoint of PJSIP with its AORs, auths, transport, contacts and what identifies it.",
    details: ["`EndpointDetail` comes first. The kinds that the endpoint does not have are left out."],
    gotchas: [
      "An endpoint that does not exist is an error.",
      "Secrets are shown in clear text."
    ],
    fields: {
      Endpoint: "The name of the endpoint, with or without `PJSIP/`."
    }
  },
  PJSIPShowEndpoints: {
    says: "Lists the endpoints of PJSIP."
  },
  PJSIPShowMaintenance: {
    says: "Lists the endpoints that `PJSIPSetMaintenance` took out of service.",
    gotchas: ["With `Endpoint` there is one item whatever its state, even where no such endpoint exists."],
    fields: {
      Endpoint: "The only endpoint to show; all that are out of service unless given."
    }
  },
  PJSIPShowRegistrationInboundContactStatuses: {
    says: "Lists the contacts that registered with PJSIP, with what qualifying them found."
  },
  PJSIPShowRegistrationsInbound: {
    says: "Lists the AORs of all endpoints of PJSIP, each with its contacts.",
    gotchas: ["An AOR that nobody registered at is listed too, and one that several endpoints share once for each."]
  },
  PJSIPShowRegistrationsOutbound: {
    says: "Lists the registrations of PJSIP with other servers, each with its auth sections.",
    details: ["`OutboundRegistrationDetailComplete` counts those that are registered and those that are not."],
    gotchas: ["Secrets are shown in clear text."]
  },
  PJSIPShowResourceLists: {
    says: "Lists the resource lists of PJSIP, to which phones can subscribe as a whole."
  },
  PJSIPShowSubscriptionsInbound: {
    says: "Lists the subscriptions that devices have with Asterisk by PJSIP."
  },
  PJSIPShowSubscriptionsOutbound: {
    says: "Lists the subscriptions that Asterisk has with others by PJSIP."
  },
  PJSIPUnregister: {
    says: "Ends the registration of Asterisk with another server.",
    gotchas: [
      "Success says that it is queued, and comes even with the `Message` `Failed to queue unregistration`; the event "
      + "`Registry` tells the outcome.",
      "Asterisk does not register again by itself: `PJSIPRegister` does."
    ],
    fields: {
      Registration: "The name of a registration in pjsip.conf, or `*all` for all of them."
    }
  },
  PlayDTMF: {
    says: "Sends a DTMF digit to a channel, or makes it appear to come from there.",
    gotchas: ["The answer comes when the digit is sent, and Asterisk reads no other action of the session before."],
    fields: {
      Digit: "One of `0` to `9`, `A` to `D`, `*` and `#`; what follows the first letter is ignored.",
      Duration: "A number is milliseconds; at least 100 are sent, which is also the default.",
      Receive: "Whether Asterisk takes the digit as pressed by the other end, instead of sending it there."
    }
  },
  PlayMF: {
    says: "Plays digits of MF, the signals between exchanges, to a channel.",
    gotchas: ["The answer comes when the digits are over, and Asterisk reads no other action of the session before."],
    fields: {
      Digit: "One or more of `0` to `9`, `*` for KP, `#`, `A`, `B` and `C` for ST and its variants; `w` waits half a "
        + "second.",
      Duration: "A number is milliseconds; 55 unless given, 120 for `*` and 65 for `#`, `A`, `B` and `C`."
    }
  },
  PresenceState: {
    says: "Tells the presence that a provider has.",
    details: ["A provider that does not exist is an error."],
    fields: {
      Provider:
        "A provider and its name, such as `CustomPresence:alice`; of several, joined by `&`, the busiest counts."
    },
    answer: {
      State: "The presence in a word, such as `away`.",
      Subtype: "What kind of the state it is; absent where none is set.",
      PresenceMessage: "The message that was set with the state; absent where there is none."
    }
  },
  PresenceStateList: {
    says: "Lists the presences that Asterisk knows, with their states."
  },
  PRIDebugFileSet: {
    says: "Writes the debug output of PRI into a file.",
    gotchas: ["A file that exists is written over from its beginning, without being emptied first."],
    fields: {
      File: "The path of the file."
    }
  },
  PRIDebugFileUnset: {
    says: "Stops writing the debug output of PRI into a file."
  },
  PRIDebugSet: {
    says: "Sets what debug output one span of PRI gives.",
    fields: {
      Span: "The number of the span, from 1 on.",
      Level: "`off`, `on`, `hex` or `intense`; or a sum of 1 for the basics, 2 for Q.931, 4 for Q.921 and 8 for raw "
        + "bytes."
    }
  },
  PRIShowSpans: {
    says: "Lists the spans of PRI, an item for each D channel.",
    gotchas: ["A span that does not exist is an empty list."],
    fields: {
      Span: "The number of the only span to list; all of them unless given."
    }
  },
  QueueAdd: {
    says: "Adds a member to a queue.",
    details: [
      "The member is a dynamic one, which `QueueRemove` can take away. It outlives a restart only where "
      + "`persistentmembers` is set in queues.conf. The event `QueueMemberAdded` shows it."
    ],
    gotchas: ["A member that the queue has is an error: `Unable to add interface: Already there`."],
    fields: {
      Interface: "The device to ring, such as `PJSIP/alice`; Asterisk does not check that it exists.",
      Penalty: "Members with a lower one are rung first; 0 unless given, and where it is negative or no number.",
      Paused: "Whether the member begins paused; it is in service unless given.",
      Reason: "Why the member is paused, shown in `PausedReason`.",
      MemberName: "The name in events and the queue log; that of `Interface` unless given.",
      StateInterface: "The device whose state tells whether the member is free; that of `Interface` unless given.",
      Wrapuptime: "The pause after a call, in seconds on the wire; with 0, that of the queue holds."
    }
  },
  QueueChangePriorityCaller: {
    says: "Changes the priority of a caller who waits in a queue.",
    gotchas: ["The caller keeps the place in the queue unless `Immediate` is set, and always on Asterisk 16."],
    fields: {
      Caller: "The exact name of the channel of the caller.",
      Priority: "Callers with a higher one are served first.",
      Immediate: "Whether to move the caller to where the priority belongs at once; not so unless given."
    }
  },
  QueueLog: {
    says: "Writes a line of your own into the queue log.",
    fields: {
      Event: "The kind of the line, a word of your choice such as `SURVEY`.",
      Uniqueid: "The call that the line belongs to; `NONE` unless given.",
      Interface: "The agent that the line belongs to.",
      Message: "The rest of the line, where the log separates its values by `|`."
    }
  },
  QueueMemberRingInUse: {
    says: "Sets whether a member of a queue is rung while its device is in use.",
    gotchas: ["A member that is not found and a queue that does not exist are the same error."],
    fields: {
      Interface: "The device of the member, such as `PJSIP/alice`.",
      Queue: "All queues unless given."
    }
  },
  QueuePause: {
    says: "Pauses a member of a queue, or takes it back into service.",
    details: ["The event `QueueMemberPause` tells it for each queue."],
    gotchas: ["Without `Queue` the member is paused in every queue."],
    fields: {
      Interface: "The device of the member, such as `PJSIP/alice`.",
      Paused: "Whether the member is to be paused.",
      Queue: "All queues unless given.",
      Reason: "Shown in `PausedReason`, and in the queue log."
    }
  },
  QueuePenalty: {
    says: "Changes the penalty of a member of a queue.",
    gotchas: [
      "A member that is not found, a queue that does not exist and a "
      + "negative penalty are the same error; `negative_penalty_invalid` in queues.conf allows the last."
    ],
    fields: {
      Interface: "The device of the member, such as `PJSIP/alice`.",
      Penalty: "Members with a lower one are rung first.",
      Queue: "All queues unless given."
    }
  },
  QueueReload: {
    says: "Reads queues.conf or queuerules.conf again, for one queue or all of them.",
    details: ["Where none of the three parts is chosen, all of them are read."],
    gotchas: [
      "A queues.conf that has not changed since it was read is left alone, and a queue that does not exist is a "
      + "success."
    ],
    fields: {
      Queue: "All queues unless given.",
      Members: "Whether to read the members of the queues.",
      Rules: "Whether to read the penalty rules of queuerules.conf, which belong to all queues.",
      Parameters: "Whether to read the options of the queues."
    }
  },
  QueueRemove: {
    says: "Removes a member from a queue.",
    details: ["The event `QueueMemberRemoved` shows it. A call that the member has goes on."],
    gotchas: ["A member of queues.conf is not removed: the error is `Member not dynamic`."],
    fields: {
      Interface: "The device of the member, such as `PJSIP/alice`."
    }
  },
  QueueReset: {
    says: "Sets the statistics of a queue back to zero.",
    gotchas: ["A queue that does not exist is a success."],
    fields: {
      Queue: "All queues unless given."
    }
  },
  QueueRule: {
    says: "Lists the penalty rules of queuerules.conf.",
    gotchas: ["A rule list that does not exist is a success without lists."],
    fields: {
      Rule: "The name of one rule list; all of them unless given."
    },
    answer: {
      RuleLists: "The rule lists, each with its name and its rules, in the order of the file."
    }
  },
  QueueStatus: {
    says: "Lists queues, each followed by its members and its waiting callers.",
    gotchas: ["A queue that does not exist is an empty list."],
    fields: {
      Queue: "All queues unless given.",
      Member: "All members unless given."
    }
  },
  QueueSummary: {
    says: "Lists queues with the numbers of their members and callers.",
    fields: {
      Queue: "All queues unless given."
    }
  },
  QueueWithdrawCaller: {
    says: "Takes a waiting caller out of a queue and back to the dialplan.",
    details: [
      "The channel goes on after `Queue`, with `WITHDRAW` in the variable `QUEUESTATUS`. Success says that it is asked "
      + "for: a caller who is answered first stays with the member."
    ],
    fields: {
      Caller: "The exact name of the channel of the caller.",
      WithdrawInfo: "A text of your choice for the channel variable `QUEUE_WITHDRAW_INFO`, and for the queue log."
    }
  },
  Redirect: {
    says: "Moves a channel to an extension of the dialplan.",
    gotchas: [
      "The other party of a bridge is left alone and hangs up unless its dialplan goes on: move both with "
      + "`ExtraChannel`."
    ],
    fields: {
      ExtraChannel: "A second channel to move at the same time, as the other party of a bridge.",
      Priority: "A number or a label.",
      ExtraContext: "Where the second channel goes, if not to where the first goes.",
      ExtraExten: "Needed with `ExtraContext`, and ignored without it.",
      ExtraPriority: "A number or a label; needed with `ExtraContext`, and ignored without it."
    }
  },
  Reload: {
    says: "Makes Asterisk, or one module, read its configuration again.",
    details: [
      "The answer comes when the reload is over, or queued while Asterisk starts. The event `Reload` tells the result "
      + "too."
    ],
    gotchas: ["A module whose configuration is wrong may report success: it logs the mistake and keeps what it had."],
    fields: {
      Module: "The module, such as `res_pjsip.so` or `app_queue`; everything unless given."
    }
  },
  SendFlash: {
    says: "Sends a hook flash to a channel, or makes it appear to come from there.",
    gotchas: ["Success says that the flash is sent, which not every technology can do."],
    fields: {
      Receive: "Whether Asterisk takes the flash as pressed by the other end, instead of sending it there."
    }
  },
  SendText: {
    says: "Sends a text message to the device of a channel, within its call.",
    gotchas: ["Success says that the text is queued on the channel; a device that cannot take text drops it."],
    fields: {
      Message: "The text; an empty one is refused.",
      "Content-Type": "The type of the text, such as `text/html`; the technology of the channel chooses unless given."
    }
  },
  Setvar: {
    says: "Sets or removes a variable of a channel, or a global one.",
    fields: {
      Channel: "A global variable is set unless given.",
      Variable: "A variable, or a function such as `CALLERID(num)`.",
      Value: "The variable is removed unless given."
    }
  },
  ShowDialPlan: {
    says: "Lists the dialplan, one event for each priority, include, switch and pattern.",
    details: ["`ShowDialPlanComplete` counts the contexts, extensions and priorities."],
    gotchas: ["A context or an extension that does not exist is an error."],
    fields: {
      Extension: "Only the extensions that this number would reach; all of them unless given.",
      Context: "All contexts unless given."
    }
  },
  SIPnotify: {
    says: "Sends a SIP NOTIFY to a peer of chan_sip.",
    gotchas: ["Success says that it is sent; the answer of the peer is not told."],
    fields: {
      Channel: "The name of the peer, with or without `SIP/`.",
      Variable: "The headers by name; several values, as the lines of `Content`, are several headers.",
      "Call-ID": "An existing dialog to send it in; a dialog of its own unless given."
    }
  },
  SIPpeers: {
    says: "Lists the peers of chan_sip."
  },
  SIPpeerstatus: {
    says: "Lists the reachability of the peers of chan_sip.",
    gotchas: ["A peer that does not exist is an error."],
    fields: {
      Peer: "The name of one peer, with or without `SIP/`; all peers unless given."
    }
  },
  SIPqualifypeer: {
    says: "Asks a peer of chan_sip by OPTIONS whether it is there.",
    details: [
      "The event `SIPQualifyPeerDone` with the `ActionID` follows at once: it says that the request is sent. What came "
      + "of it shows in the event `PeerStatus`."
    ],
    fields: {
      Peer: "The name of the peer, without `SIP/`."
    }
  },
  SIPshowpeer: {
    says: "Shows everything that chan_sip knows of one peer.",
    gotchas: [
      "Numbers may carry their units: `QualifyFreq` ends in `ms`, `RegExpire` in `seconds` and `MaxCallBR` in `kbps`. "
      + "Two names contain a blank."
    ],
    fields: {
      Peer: "The name of the peer, without `SIP/`."
    },
    answer: {
      ObjectName: "The name that the peer has in sip.conf, or in its realtime table.",
      Context: "Where the calls of the peer come in.",
      VoiceMailbox: "The mailboxes, separated by commas.",
      "Call-limit": "How many calls the peer may have at once; 0 for no limit.",
      Dynamic: "Whether the address of the peer comes from its registration.",
      RegExpire: "The time left until the registration ends, as `n seconds`; negative where there is none.",
      "Address-IP": "The address of the peer; `(null)` where it has none, such as before it registers.",
      Codecs: "The formats that are allowed, as `(ulaw|alaw)`.",
      Status:
        "`OK (n ms)`, `LAGGED (n ms)`, `UNREACHABLE`, `UNKNOWN`, or `Unmonitored` where the peer is not qualified.",
      "SIP-Useragent": "The `User-Agent` that the peer registered with.",
      "Reg-Contact": "The contact that the peer registered.",
      QualifyFreq: "How often the peer is asked whether it is there, as `n ms`."
    }
  },
  SIPshowregistry: {
    says: "Lists the registrations of chan_sip with other servers."
  },
  SKINNYdevices: {
    says: "Lists the devices of chan_skinny.",
    gotchas: [
      "Asterisk sends no empty line between the items, so that they and the end of the list are one message to a "
      + "client."
    ]
  },
  SKINNYlines: {
    says: "Lists the lines of chan_skinny.",
    gotchas: [
      "Asterisk sends no empty line between the items, so that they and the end of the list are one message to a "
      + "client."
    ]
  },
  SKINNYshowdevice: {
    says: "Prints one device of chan_skinny, in a form that is no response.",
    gotchas: [
      "There is no `Response` header and no `ActionID` to know the answer by, so that a client waits in vain. "
      + "`Command` with `skinny show device` tells the same."
    ],
    fields: {
      Device: "The name of the device in skinny.conf."
    }
  },
  SKINNYshowline: {
    says: "Prints one line of chan_skinny, in a form that is no response.",
    gotchas: [
      "There is no `Response` header and no `ActionID` to know the answer by, so that a client waits in vain. "
      + "`Command` with `skinny show line` tells the same."
    ],
    fields: {
      Line: "The name of the line in skinny.conf."
    }
  },
  SorceryMemoryCacheExpire: {
    says: "Empties a memory cache of sorcery.",
    fields: {
      Cache: cacheName
    }
  },
  SorceryMemoryCacheExpireObject: {
    says: "Removes one object from a memory cache of sorcery.",
    gotchas: ["A cache with `full_backend_cache` refuses it: empty or populate that as a whole."],
    fields: {
      Cache: cacheName,
      Object: "The id of the object; one that is not in the cache is an error."
    }
  },
  SorceryMemoryCachePopulate: {
    says: "Empties a memory cache of sorcery and fills it again from its backend.",
    gotchas: ["A cache without `full_backend_cache` is answered by an error."],
    fields: {
      Cache: cacheName
    }
  },
  SorceryMemoryCacheStale: {
    says: "Marks all objects in a memory cache of sorcery as stale.",
    details: ["An object that is stale is read from its backend again the next time it is asked for."],
    fields: {
      Cache: cacheName
    }
  },
  SorceryMemoryCacheStaleObject: {
    says: "Marks one object in a memory cache of sorcery as stale.",
    details: ["An object that is stale is read from its backend again the next time it is asked for."],
    fields: {
      Cache: cacheName,
      Object: "The id of the object; one that is not in the cache is an error.",
      Reload: "Whether to read the object from its backend at once; else that waits until it is asked for."
    }
  },
  Status: {
    says: "Lists the channels with their media and variables.",
    gotchas: ["A channel that does not exist is an error, not an empty list."],
    fields: {
      Channel: "All channels unless given.",
      Variables: "The variables and functions whose values each item shows.",
      AllVariables: "Whether each item shows all variables of its channel."
    }
  },
  StopMixMonitor: {
    says: "Stops a recording by `MixMonitor`.",
    gotchas: ["A channel that is not recorded is an error."],
    fields: {
      Channel: "The channel that is recorded.",
      MixMonitorID: "The `MixMonitorID` that `MixMonitor` answered; one of the recordings is stopped unless given."
    }
  },
  StopMonitor: {
    says: "Stops a recording by `Monitor`.",
    fields: {
      Channel: "The channel that is recorded."
    }
  },
  UnpauseMonitor: {
    says: "Goes on with a recording that `PauseMonitor` paused.",
    fields: {
      Channel: "The channel that is recorded."
    }
  },
  UpdateConfig: {
    says: "Changes a configuration file, or writes the changed file under another name.",
    details: [
      "The changes are made in their order. If one of them fails the file is not written at all.",
      "The module goes on with what it had unless it is reloaded."
    ],
    gotchas: [
      "A message takes 128 headers at most, so that many changes have to be sent in several actions.",
      "The answer comes before the reload, and says nothing about how that went."
    ],
    fields: {
      SrcFilename: "The file to read, relative to the directory of the configuration; it must exist.",
      DstFilename: "The file to write, which is the same for a change in place.",
      Reload: "`yes` to reload everything afterwards, or the name of one module; nothing is reloaded unless given.",
      PreserveEffectiveContext: "Whether a category keeps what it had from a template that changes, as lines of its "
        + "own; it does unless given.",
      Changes: "The changes, each with its `Action` and `Cat` and, as the action needs them, `Var`, `Value`, `Match`, "
        + "`Line` and `Options`."
    }
  },
  UserEvent: {
    says: "Sends an event of your own to every session that reads the class `user`, your own too.",
    details: ["Further fields are copied into the event as they are."],
    gotchas: ["The event carries the `ActionID` of the action, also in the sessions of others."],
    fields: {
      UserEvent: "The name by which to know the event; its `Event` is always `UserEvent`."
    }
  },
  VoicemailBoxSummary: {
    says: "Lists the messages in one mailbox.",
    gotchas: ["A mailbox that does not exist is a success without a list, which only the `Message` tells."],
    fields: {
      Context: voicemailContext,
      Mailbox: mailboxNumber
    }
  },
  VoicemailForward: {
    says: "Puts a copy of a message into a folder of another mailbox.",
    gotchas: ["Failure is a success too: only the `Message` says `Message forward failed`."],
    fields: {
      Context: voicemailContext,
      Mailbox: mailboxNumber,
      Folder: anyFolder,
      ID: messageId,
      ToContext: "The context of the mailbox that takes the copy.",
      ToMailbox: "The mailbox that takes the copy.",
      ToFolder: "The folder that takes the copy."
    }
  },
  VoicemailMove: {
    says: "Moves a message to another folder of its mailbox.",
    gotchas: ["Failure is a success too: only the `Message` says `Message move failed`."],
    fields: {
      Context: voicemailContext,
      Mailbox: mailboxNumber,
      Folder: anyFolder,
      ID: messageId,
      ToFolder: "The folder that takes the message."
    }
  },
  VoicemailRefresh: {
    says: "Makes voicemail count the messages of its mailboxes again.",
    details: [
      "It is for a store of messages that something else than Asterisk changes. Only mailboxes that something "
      + "subscribes to are counted."
    ],
    gotchas: ["A mailbox that does not exist is a success."],
    fields: {
      Context: "All contexts unless given.",
      Mailbox: "The mailbox without its context; all mailboxes unless given."
    }
  },
  VoicemailRemove: {
    says: "Deletes a message from a mailbox.",
    gotchas: ["Failure is a success too: only the `Message` says `Message remove failed`."],
    fields: {
      Context: voicemailContext,
      Mailbox: mailboxNumber,
      Folder: anyFolder,
      ID: messageId
    }
  },
  VoicemailUsersList: {
    says: "Lists the mailboxes with their settings and numbers of messages.",
    gotchas: ["Where there are no mailboxes the answer is a success without a list, which only the `Message` tells."]
  },
  VoicemailUserStatus: {
    says: "Shows the settings and numbers of messages of one mailbox.",
    gotchas: ["A mailbox that does not exist is a success without a list, which only the `Message` tells."],
    fields: {
      Context: voicemailContext,
      Mailbox: mailboxNumber
    }
  },
  WaitEvent: {
    says: "Waits for an event, and sends those that have come.",
    details: [
      "It is how a session over HTTP gets its events: after the response come the events, then `WaitEventComplete`. A "
      + "client over HTTP sends it by itself."
    ],
    gotchas: [
      "It may end early without an event. A second one on the same session ends the first with an empty answer.",
      "Over TCP the session does nothing else meanwhile, though any input ends the wait; the events come by "
      + "themselves there."
    ],
    fields: {
      Timeout: "How long to wait, in seconds on the wire; as long as it may unless given or where negative. Over HTTP "
        + "that is 10 seconds less than the session has left."
    }
  }
}
