import type { Sentences } from "./Sentences.ts"

/** The actions from P to R. */
export const actionsPToR: Readonly<Record<string, Sentences>> = {
  Park: {
    says: "Parks a channel, so that anybody can take it up again.",
    details: [
      "The event `ParkedCall` reports the space that the channel got.",
      "If `TimeoutChannel` is the other party of its bridge, that party hears the space and is hung up; "
      + "otherwise it is left alone, and hangs up unless its dialplan goes on."
    ],
    gotchas: [
      "Asterisk does not check that `AnnounceChannel` exists, and may crash if it does not: name only one "
      + "that is up."
    ],
    fields: {
      Channel: "The channel to park.",
      TimeoutChannel: "Who is called back when the time is over, by the name of the channel.",
      AnnounceChannel: "The channel that hears the space where the call is parked.",
      Timeout: "How long the call may be parked; a number is milliseconds. Whole seconds count, at least one, and 0 is "
        + "without end. Defaults to the `parkingtime` of the lot.",
      Parkinglot: "A lot of res_parking.conf; defaults to that of the channel, or `default`.",
      ParkingSpace: "The space to park in, such as `701`; defaults to one that Asterisk chooses.",
      Channel2: "An old name of `TimeoutChannel`, which wins over it."
    }
  },
  ParkedCalls: {
    says: "Lists the parked calls.",
    gotchas: ["A lot that does not exist is an error, not an empty list."],
    fields: {
      ParkingLot: "The only lot to list, whose name has a capital `L` here; defaults to all lots."
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
      + "is left as it is, and that is a success anyway: `Hangup` ends any call."
    ],
    fields: {
      Channel: "The name of one channel; a value that begins with `/` is refused.",
      Cause: "The code of the response from 400 to 699, such as 486, or its name; 603 is sent for anything else."
    }
  },
  PJSIPHangupMatching: {
    says: "Refuses the incoming calls on all PJSIP channels that a regular expression matches, and lists them.",
    details: [
      "It is the action `PJSIPHangup` on the wire, which answers with a list if the channel is between slashes."
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
      "Success means that it is queued: an endpoint without contacts gets none, and the answer of the device is "
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
    gotchas: ["Success means that the requests are under way; the event `ContactStatus` reports a change."],
    fields: {
      Endpoint: "The name of the endpoint, without `PJSIP/`."
    }
  },
  PJSIPRegister: {
    says: "Registers Asterisk again with another server, by unregistering first.",
    gotchas: [
      "Success means that it is queued, and comes even with the `Message` `Failed to queue unregistration`; the event "
      + "`Registry` reports the outcome."
    ],
    fields: {
      Registration: "The name of a registration in pjsip.conf, or `*all` for all of them."
    }
  },
  PJSIPSetMaintenance: {
    says: "Takes an endpoint out of service for new calls, or back into it.",
    details: [
      "New requests of the endpoint are answered 503, and calls to it are refused; calls that are up go on. The event "
      + "`PJSIPMaintenanceStatus` reports a change."
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
    gotchas: ["With `Endpoint` there is one item whatever its state, even if no such endpoint exists."],
    fields: {
      Endpoint: "The only endpoint to show; defaults to all that are out of service."
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
      "Success means that it is queued, and comes even with the `Message` `Failed to queue unregistration`; the event "
      + "`Registry` reports the outcome.",
      "Asterisk does not register again on its own: `PJSIPRegister` does."
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
      Duration: "A number is milliseconds; defaults to 55, 120 for `*` and 65 for `#`, `A`, `B` and `C`."
    }
  },
  PresenceState: {
    says: "Returns the presence state of a provider.",
    details: ["A provider that does not exist is an error."],
    fields: {
      Provider:
        "A provider and its name, such as `CustomPresence:alice`; of several, joined by `&`, the busiest counts."
    },
    answer: {
      State: "The presence in a word, such as `away`.",
      Subtype: "What kind of the state it is; absent if none is set.",
      PresenceMessage: "The message that was set with the state; absent if there is none."
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
      Span: "The number of the only span to list; defaults to all of them."
    }
  },
  QueueAdd: {
    says: "Adds a member to a queue.",
    details: [
      "The member is dynamic: `QueueRemove` can remove it. It survives a restart only if "
      + "`persistentmembers` is set in queues.conf. The event `QueueMemberAdded` shows it."
    ],
    gotchas: ["A member that the queue has is an error: `Unable to add interface: Already there`."],
    fields: {
      Interface: "The device to ring, such as `PJSIP/alice`; Asterisk does not check that it exists.",
      Penalty: "Members with a lower one are rung first; defaults to 0, also if it is negative or not a number.",
      Paused: "Whether the member begins paused; defaults to no.",
      Reason: "Why the member is paused, shown in `PausedReason`.",
      MemberName: "The name in events and the queue log; defaults to that of `Interface`.",
      StateInterface: "The device whose state shows whether the member is free; defaults to that of `Interface`.",
      Wrapuptime: "The pause after a call, in seconds on the wire; with 0, that of the queue holds."
    }
  },
  QueueChangePriorityCaller: {
    says: "Changes the priority of a caller who waits in a queue.",
    gotchas: ["The caller keeps the place in the queue unless `Immediate` is set, and always on Asterisk 16."],
    fields: {
      Caller: "The exact name of the channel of the caller.",
      Priority: "Callers with a higher one are served first.",
      Immediate: "Whether to move the caller to where the priority belongs at once; defaults to no."
    }
  },
  QueueLog: {
    says: "Writes a line of your own into the queue log.",
    fields: {
      Event: "The kind of the line, a word of your choice such as `SURVEY`.",
      Uniqueid: "The call that the line belongs to; defaults to `NONE`.",
      Interface: "The agent that the line belongs to.",
      Message: "The rest of the line, if the log separates its values by `|`."
    }
  },
  QueueMemberRingInUse: {
    says: "Sets whether a member of a queue is rung while its device is in use.",
    gotchas: ["A member that is not found and a queue that does not exist are the same error."],
    fields: {
      Interface: "The device of the member, such as `PJSIP/alice`.",
      Queue: "Defaults to all queues."
    }
  },
  QueuePause: {
    says: "Pauses a member of a queue, or takes it back into service.",
    details: ["The event `QueueMemberPause` reports it for each queue."],
    gotchas: ["Without `Queue` the member is paused in every queue."],
    fields: {
      Interface: "The device of the member, such as `PJSIP/alice`.",
      Paused: "Whether the member is to be paused.",
      Queue: "Defaults to all queues.",
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
      Queue: "Defaults to all queues."
    }
  },
  QueueReload: {
    says: "Reads queues.conf or queuerules.conf again, for one queue or all of them.",
    details: ["If none of the three parts is chosen, all of them are reloaded."],
    gotchas: [
      "A queues.conf that has not changed since it was read is left alone, and a queue that does not exist is a "
      + "success."
    ],
    fields: {
      Queue: "Defaults to all queues.",
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
      Queue: "Defaults to all queues."
    }
  },
  QueueRule: {
    says: "Lists the penalty rules of queuerules.conf.",
    gotchas: ["A rule list that does not exist is a success without lists."],
    fields: {
      Rule: "The name of one rule list; defaults to all of them."
    },
    answer: {
      RuleLists: "The rule lists, each with its name and its rules, in the order of the file."
    }
  },
  QueueStatus: {
    says: "Lists queues, each followed by its members and its waiting callers.",
    gotchas: ["A queue that does not exist is an empty list."],
    fields: {
      Queue: "Defaults to all queues.",
      Member: "Defaults to all members."
    }
  },
  QueueSummary: {
    says: "Lists queues with the numbers of their members and callers.",
    fields: {
      Queue: "Defaults to all queues."
    }
  },
  QueueWithdrawCaller: {
    says: "Takes a waiting caller out of a queue and back to the dialplan.",
    details: [
      "The channel goes on after `Queue`, with `WITHDRAW` in the variable `QUEUESTATUS`. Success means that it is asked "
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
      Module: "The module, such as `res_pjsip.so` or `app_queue`; defaults to everything."
    }
  }
}
