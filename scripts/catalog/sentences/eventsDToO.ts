import type { Sentences } from "./Sentences.ts"

/** The fields that every event about security has. */
const security = {
  EventTV: "When it happened.",
  Severity: "`Error` in this event.",
  Service: "Where it happened: `AMI`, `PJSIP`, or `SIP` in Asterisk 20 and earlier.",
  EventVersion: "The version of the layout of this event.",
  AccountID: "The manager user or the SIP account that the other side named.",
  SessionID: "The Call-ID for `PJSIP`; otherwise an address in memory, which a later session may have again.",
  LocalAddress: "The address of Asterisk, as `IPV4/TCP/192.0.2.1/5038`.",
  RemoteAddress: "The address of the other side, as `IPV4/UDP/192.0.2.7/5060`.",
  Module: "Absent from what Asterisk itself reports.",
  SessionTV: "When the session began; only for `AMI`."
}

/** The states of a subscription, seen from either end. */
const subscription = {
  Role: "The part that Asterisk plays.",
  Callid: "The Call-ID of the SIP dialog; absent where there is none.",
  State: "The state of the SIP subscription, such as `ACTIVE`, `PENDING` or `TERMINATED`.",
  Callerid: "The caller ID of the endpoint, as `\"Alice\" <100>`; `Unknown` where it has none.",
  SubscriptionType: "Absent where the kind of subscription tells no more.",
  Extension: "The extension that is watched, in an `extension_state`.",
  ExtensionStates: "The state of that extension which was told last.",
  Mailboxes: "The mailboxes that are watched, in an `mwi`."
}

/** The settings of an address of record. */
const aor = {
  MinimumExpiration: "The shortest time, in seconds, for which a device may register.",
  DefaultExpiration: "The seconds that a registration holds where the device asks for none.",
  MaximumExpiration: "The longest time, in seconds, for which a device may register.",
  QualifyFrequency: "The seconds between two checks of a contact; 0 for none.",
  QualifyTimeout: "The seconds after which a check without an answer has failed.",
  Qualify2xxOnly: "Whether only a 2xx answer counts as reachable.",
  AuthenticateQualify: "Whether a check answers a challenge.",
  MaxContacts: "How many contacts may be registered at once; 0 allows no registration.",
  RemoveExisting: "Whether a registration over `MaxContacts` takes the place of an old one.",
  RemoveUnavailable: "Whether contacts that cannot be reached make room first.",
  Mailboxes: "The mailboxes whose messages a registered device is told of, with commas between.",
  SupportPath: "Whether `Path` headers are kept and used."
}

/** The events from D to O. */
export const eventsDToO: Readonly<Record<string, Sentences>> = {
  DAHDIChannel: {
    says: "A call of chan_dahdi got its line, or moved to another.",
    fields: {
      DAHDIGroup: "The groups of the line as a sum of powers of two: group 0 is 1, group 1 is 2.",
      DAHDISpan: "The number of the span, such as that of an E1.",
      DAHDIChannel: "The number of the line, `no-media (n)` for a call without one, or `pseudo`."
    }
  },
  DAHDIShowChannels: {
    says: "A line in the list of `DAHDIShowChannels`.",
    fields: {
      DAHDIChannel: "The number of the line.",
      Channel: "The channel that uses the line; absent with the two fields that follow where none does.",
      Signalling: "The signaling in words, such as `FXO Kewlstart`.",
      SignallingCode: "The same as the number that DAHDI gives it.",
      Context: "The context in which calls from the line begin.",
      DND: "Whether the line refuses calls.",
      Alarm: "`No Alarm`, or what is wrong, such as `Red Alarm`.",
      Description: "The `description` of chan_dahdi.conf; often empty."
    }
  },
  DAHDIShowChannelsComplete: {
    says: "The end of the list of `DAHDIShowChannels`.",
    fields: { Items: "The same as `ListItems`." }
  },
  DAHDIShowStatus: {
    says: "A span in the list of `DAHDIShowStatus`.",
    fields: {
      Alarms: "`OK`, `UNCONFIGURED`, or alarms with slashes between, such as `YEL/RED`.",
      IRQ: "The interrupts that were missed.",
      bpviol: "The bipolar violations counted on the line.",
      CRC: "The CRC4 errors counted on the line.",
      Coding: "The line code; `Unk` where DAHDI tells none.",
      Options: "`CRC4` where that check is on, and `YEL`; empty for neither.",
      LBO: "The line build-out, such as `0 db (CSU)/0-133 feet (DSX-1)`."
    }
  },
  DAHDIShowStatusComplete: {
    says: "The end of the list of `DAHDIShowStatus`.",
    fields: { Items: "The same as `ListItems`." }
  },
  DBGetComplete: { says: "The end of the list of `DBGet`." },
  DBGetResponse: { says: "The value that `DBGet` asked for." },
  DBGetTreeComplete: {
    says: "The end of the list of `DBGetTree`.",
    fields: { ListItems: "Asterisk 16 says 1, whatever the list held." }
  },
  DBGetTreeResponse: {
    says: "An entry of the database in the list of `DBGetTree`.",
    fields: { Key: "The whole path, family first, as `/cidname/100`." }
  },
  DeadlockStart: {
    says: "A thread has waited for a lock of Asterisk for some five seconds.",
    gotchas: [
      "Only an Asterisk built with `DETECT_DEADLOCKS` has it, and it may never arrive: the manager needs locks too."
    ],
    fields: { Mutex: "The name of the lock in the source of Asterisk." }
  },
  DeviceEntry: {
    says: "A device in the list of `SKINNYdevices`.",
    fields: {
      ObjectName: "The name of the device in skinny.conf.",
      DeviceId: "What the telephone calls itself, as `SEP001122334455`.",
      IPaddress: "`-none-` where the device is not registered.",
      Type: "The model of the telephone.",
      Devicestatus: "Whether the telephone is connected: `registered` or `unregistered`."
    }
  },
  DevicelistComplete: { says: "The end of the list of `SKINNYdevices`." },
  DeviceStateChange: {
    says: "The state of a device changed.",
    details: ["`DeviceStateList` has items of the same name."],
    fields: { Device: "Such as `PJSIP/alice`, or `Queue:sales`." }
  },
  DeviceStateListComplete: { says: "The end of the list of `DeviceStateList`." },
  DialBegin: {
    says: "A channel is dialled.",
    details: ["The fields without a prefix are the calling channel; an `Originate` has none."],
    fields: { DialString: "What is dialled, without the technology; absent where Asterisk does not know." }
  },
  DialEnd: {
    says: "The dialling of a channel came to its end, by an answer or otherwise.",
    gotchas: ["It can come twice for one leg: a queue sends `NOANSWER`, then `CANCEL`."],
    fields: {
      DialStatus: "`ABORT`, `CONTINUE` and `GOTO:` with a place in the dialplan come from the subroutine "
        + "that `Dial` ran on the answered channel.",
      Forward: "Where the call is forwarded to, if it is."
    }
  },
  DialState: {
    says: "A dialled channel made progress, such as ringing.",
    fields: { Forward: "Where the call is forwarded to, if it is." }
  },
  DNDState: {
    says: "A line of chan_dahdi began or ceased to refuse calls.",
    fields: {
      DAHDIChannel: "The number of a digital line; an analog one has `Channel` instead.",
      Channel: "An analog line, as `DAHDI/5`.",
      Status: "`enabled` where the line refuses calls."
    }
  },
  DTMFBegin: {
    says: "A digit begins on a channel.",
    details: ["It needs the read privilege `dtmf`."],
    fields: { Direction: "Seen from Asterisk." }
  },
  DTMFEnd: {
    says: "A digit ends on a channel.",
    gotchas: ["Digits that an action feeds into a channel have no `DTMFBegin`. It needs the read privilege `dtmf`."],
    fields: { Direction: "Seen from Asterisk." }
  },
  EndpointDetail: {
    says: "The endpoint that `PJSIPShowEndpoint` asked for, with its settings.",
    details: [
      "The fields are the options of the endpoint in pjsip.conf, written in camel case: `rtp_timeout` is `RtpTimeout`. "
      + "Which there are depends on the version."
    ],
    fields: {
      ObjectName: "The section of the endpoint in pjsip.conf.",
      DeviceState: "What the endpoint does, in words.",
      ActiveChannels: "How many channels the endpoint has; empty in Asterisk 16.",
      Context: "The context in which calls from the endpoint begin.",
      Aors: "The names of its AORs, with commas between; these hold where it can be reached.",
      Auth: "The names of the auth objects that it must satisfy; empty where no password is asked.",
      OutboundAuth: "The names of the auth objects with which Asterisk answers a challenge.",
      Transport: "The transport for calls to the endpoint; empty lets Asterisk choose.",
      OutboundProxy: "The SIP URI through which requests are sent; empty for none.",
      IdentifyBy: "How requests are matched with the endpoint, in order, as `username,ip`.",
      Allow: "The codecs in order of preference, as `(ulaw|alaw)`.",
      DtmfMode: "How digits are sent, such as `rfc4733`, `info` or `inband`.",
      Callerid: "As `\"Alice\" <100>`.",
      FromUser: "The user in the `From` of requests to the endpoint; empty for the caller ID.",
      Accountcode: "The account code that its channels begin with.",
      CallGroup: "The numbers of the call groups that its calls belong to.",
      PickupGroup: "The numbers of the call groups that it may pick up from.",
      SetVar: "The variables that its channels begin with, as `A=1,B=2,`.",
      MediaEncryption: "`no`, `sdes` or `dtls`.",
      Webrtc: "Whether the settings that a browser needs are turned on.",
      DirectMedia: "Whether media may bypass Asterisk.",
      RewriteContact: "Whether the address that a request came from replaces that of its `Contact`.",
      RtpTimeout: "The seconds without media after which a call is hung up; 0 for never.",
      RtpTimeoutHold: "The same for a call on hold.",
      RtpKeepalive: "The seconds between two packets that keep a silent stream open; 0 for none.",
      DeviceStateBusyAt: "The number of channels from which on the endpoint counts as busy; 0 for no such limit.",
      Timers: "Whether session timers are used: `no`, `yes`, `required` or `always`.",
      TimersSessExpires: "The longest time, in seconds, between two refreshes of a session.",
      "100rel": "Whether provisional answers are acknowledged: `no`, `yes`, `peer_supported` or `required`.",
      DtlsVerify: "What of the certificate is checked: `No`, `Fingerprint`, `Certificate`, or `Yes` for both.",
      SecurityNegotiation: "`no` or `mediasec`.",
      StirShaken: "`off`, `attest`, `verify` or `on` in Asterisk 16, `no` in 22, where `StirShakenProfile` decides.",
      T38UdptlEc: "The error correction of T.38: `none`, `fec` or `redundancy`."
    }
  },
  EndpointDetailComplete: {
    says: "The end of the list of `PJSIPShowEndpoint`.",
    fields: { ListItems: "Counts the items of every kind, not the endpoint alone." }
  },
  EndpointList: {
    says: "An endpoint in the list of `PJSIPShowEndpoints`.",
    fields: {
      ObjectName: "The section of the endpoint in pjsip.conf.",
      Transport: "The transport for calls to the endpoint; empty lets Asterisk choose.",
      Aor: "The names of its AORs, with commas between.",
      Auths: "The names of the auth objects that it must satisfy, with commas between.",
      OutboundAuths: "The names of the auth objects with which Asterisk answers a challenge.",
      Contacts:
        "Where the endpoint can be reached, as `alice/sip:alice@192.0.2.1:5060`; absent where it is not registered.",
      ActiveChannels: "Empty in Asterisk 16."
    }
  },
  EndpointListComplete: { says: "The end of the list of `PJSIPShowEndpoints`." },
  ExtensionStateListComplete: { says: "The end of the list of `ExtensionStateList`." },
  ExtensionStatus: {
    says: "The state of an extension that has a hint changed.",
    details: ["`ExtensionStateList` has items of the same name."],
    fields: {
      Hint: "The devices that the extension stands for; empty where the hint is gone.",
      Status: "-2 removed, -1 deactivated, 0 idle, and the sum of 1 in use, 2 busy, 4 unavailable, 8 ringing, "
        + "16 on hold."
    }
  },
  FailedACL: {
    says: "An address was refused by an access list.",
    fields: {
      ...security,
      ACLName: "For `PJSIP` why it was refused, such as `not_match_endpoint_acl`; absent for `AMI`."
    }
  },
  FAXSession: {
    says: "The fax session that `FAXSession` asked for.",
    details: [
      "No event closes it: it is the whole answer. A session that has yet to begin has the first three fields only, "
      + "and one that listens for `V.21` too."
    ],
    fields: {
      DataRate: "In bits per second.",
      ImageResolution: "Across and down in pixels per meter, as `8031x3850`; absent for a gateway.",
      PageNumber: "The page under way, from 1 on.",
      FileName: "The file that is sent, or that is written; absent for a gateway.",
      PagesTransmitted: "Absent for a gateway.",
      PagesReceived: "Absent for a gateway.",
      TotalBadLines: "The lines that arrived damaged; absent for a gateway."
    }
  },
  FAXSessionsComplete: {
    says: "The end of the list of `FAXSessions`.",
    fields: { Total: "The same as `ListItems`." }
  },
  FAXSessionsEntry: {
    says: "A fax session in the list of `FAXSessions`.",
    fields: {
      Technology: "The fax driver, such as `Spandsp`.",
      SessionNumber: "What `FAXSession` asks for.",
      SessionType: "How the fax travels: as sound in `G.711`, or as data in `T.38`.",
      Operation: "`gateway` between sound and T.38, `V.21` while it listens for the tones of a fax.",
      Files: "The files to send or to write; empty for a gateway."
    }
  },
  FAXStats: {
    says: "The counts of faxes that `FAXStats` asked for.",
    details: ["No event closes it. The counts begin when res_fax is loaded."],
    fields: {
      ReservedSessions: "Sessions that are set aside for a call but have yet to begin.",
      TransmitAttempts: "Faxes that `SendFAX` began.",
      ReceiveAttempts: "Faxes that `ReceiveFAX` began.",
      CompletedFAXes: "Faxes that came to an end, those that failed on the way too.",
      FailedFAXes: "Faxes that failed, those that could not begin too."
    }
  },
  FAXStatus: {
    says: "A fax on a channel made progress.",
    gotchas: [
      "Sent only with `statusevents = yes` in res_fax.conf, or the option `s` of `SendFAX` or `ReceiveFAX`."
    ],
    fields: {
      Status: "In words, such as `Allocating Resources`, `T.38 Negotiated` or `FAX Transmission In Progress`.",
      LocalStationID: "The number that Asterisk shows to the other fax; often empty.",
      FileName: "The file that is sent or written; a fax of several files repeats it."
    }
  },
  Flash: { says: "A hook flash came in on a channel." },
  FullyBooted: {
    says: "Asterisk has loaded all modules.",
    details: [
      "Sent to every session when the boot ends, and to each right after its login if Asterisk is up. "
      + "It needs the read privilege `system`."
    ],
    fields: { LastReload: "How long ago the configuration was read." }
  },
  Hangup: {
    says: "A channel ended.",
    gotchas: ["It is not always the last event of its channel: `NewCallerid` may follow."],
    fields: {
      Cause: "The Q.850 cause: 16 normal, 17 busy, 19 no answer, 21 rejected, 34 congestion, 0 unknown.",
      "Cause-txt": "The cause in English.",
      TechCause: "The code of the technology, such as that of a SIP answer; from Asterisk 20.17, 22.7 and 23.1 on."
    }
  },
  HangupHandlerPop: {
    says: "A hangup handler was taken off a channel without having run.",
    details: [
      "`CHANNEL(hangup_handler_wipe)` sends one for each handler. The event needs the read privilege `dialplan`."
    ],
    fields: { Handler: "The subroutine with its arguments, as `handlers,s,1(busy)`." }
  },
  HangupHandlerPush: {
    says: "A hangup handler was put on a channel.",
    details: ["The one put on last runs first. The event needs the read privilege `dialplan`."],
    fields: { Handler: "The subroutine with its arguments, as `handlers,s,1(busy)`." }
  },
  HangupHandlerRun: {
    says: "A hangup handler of a channel begins to run.",
    details: ["It comes before the `Hangup` of the channel, and needs the read privilege `dialplan`."],
    fields: { Handler: "The subroutine with its arguments, as `handlers,s,1(busy)`." }
  },
  HangupRequest: {
    says: "The far end of a channel asks to hang up.",
    fields: {
      Cause: "The Q.850 cause, where the far end gave one.",
      TechCause: "The code of the technology, such as that of a SIP answer; from Asterisk 20.17, 22.7 and 23.1 on."
    }
  },
  Hold: {
    says: "A channel was put on hold.",
    fields: { MusicClass: "The class of the music, where the device that holds names one." }
  },
  IdentifyDetail: {
    says: "A rule that recognizes requests of the endpoint, in the list of `PJSIPShowEndpoint`.",
    fields: {
      Match: "The addresses of the endpoint with their masks, as `192.0.2.0/255.255.255.0`, and commas between.",
      MatchHeader: "A header and its value that requests of the endpoint have; empty for none.",
      MatchRequestUri: "The request URI of the endpoint's requests; empty for any.",
      SrvLookups: "Whether a host name in the configuration is also looked up by its SRV records.",
      Endpoint: "The endpoint that the rule names.",
      EndpointName: "The endpoint that the action asked for."
    }
  },
  InboundRegistrationDetail: {
    says: "An AOR in the list of `PJSIPShowRegistrationsInbound`.",
    gotchas: [
      "The list holds every AOR of every endpoint, with or without a device registered. "
      + "`PJSIPShowRegistrationInboundContactStatuses` lists the contacts."
    ],
    fields: {
      ...aor,
      ObjectName: "The section of the AOR in pjsip.conf.",
      Contact: "Where the AOR can be reached, as `alice/sip:alice@192.0.2.1:5060`, with commas between; may be empty.",
      Contacts: "The same as `Contact`."
    }
  },
  InboundRegistrationDetailComplete: { says: "The end of the list of `PJSIPShowRegistrationsInbound`." },
  InboundSubscriptionDetail: {
    says: "A subscription of a device to Asterisk, in the list of `PJSIPShowSubscriptionsInbound`.",
    fields: subscription
  },
  InboundSubscriptionDetailComplete: { says: "The end of the list of `PJSIPShowSubscriptionsInbound`." },
  InvalidAccountID: {
    says: "Someone named a manager user or a SIP account that Asterisk does not know.",
    gotchas: [
      "For `PJSIP` it comes with each request that matches no endpoint; from one address only after "
      + "`unidentified_request_count` of them, where that is set in pjsip.conf."
    ],
    fields: security
  },
  InvalidPassword: {
    says: "A login with a user that exists failed for its password.",
    gotchas: [
      "A wrong answer to a challenge is a `ChallengeResponseFailed`: that of a PJSIP device, and that of a manager "
      + "which logs in with MD5."
    ],
    fields: {
      ...security,
      Challenge: "What Asterisk had asked; only for `SIP`, as the two that follow.",
      ReceivedChallenge: "The challenge to which the device thinks it answers.",
      ReceivedHash: "What the device answered."
    }
  },
  InvalidTransport: {
    says: "A SIP peer used a transport that its configuration does not allow.",
    gotchas: ["Only chan_sip sends it, which Asterisk 21 dropped; PJSIP does not."],
    fields: { ...security, AttemptedTransport: "The transport that was used, such as `UDP`." }
  },
  JabberStatus: {
    says: "A buddy of an XMPP account changed its presence.",
    details: ["It needs the read privilege `user`."],
    fields: {
      Account: "The name of the account in xmpp.conf.",
      JID: "The buddy, without its resource.",
      Resource: "The client of the buddy; absent with the two fields below where that client goes away.",
      Status: "0 unavailable, 1 available, 2 eager to chat, 3 away, 4 away for long, 5 not to be disturbed.",
      Priority: "How much the buddy prefers this client.",
      Description: "What the buddy wrote to its status; may be empty."
    }
  },
  LineEntry: {
    says: "A line in the list of `SKINNYlines`.",
    fields: {
      ObjectName: "The name of the line in skinny.conf.",
      Device: "The device that the line is on; `None` for none.",
      Instance: "The number of the line on its device."
    }
  },
  LinelistComplete: { says: "The end of the list of `SKINNYlines`." },
  ListDialplan: {
    says: "A line of the dialplan in the list of `ShowDialPlan`.",
    details: [
      "It is one of four things: a step of an extension with `Extension` and `Priority`, another context with "
      + "`IncludeContext`, an `IgnorePattern`, or a `Switch`."
    ],
    fields: {
      Extension: "The number or pattern, as `_2XX`.",
      ExtensionLabel: "The label of the step, where it has one.",
      Priority: "The number of the step, or `hint`.",
      Application: "The application of the step; the devices, where `Priority` is `hint`.",
      AppData: "The arguments of the application as one text; absent for a hint.",
      IgnorePattern: "The digits after which a phone keeps its dial tone.",
      Switch: "Where else extensions are looked up, as `Realtime/` with its data.",
      Registrar: "Who made the line, such as `pbx_config` for extensions.conf."
    }
  },
  Load: {
    says: "A module was loaded, or could not be.",
    fields: {
      Module: "The file of the module, as `chan_pjsip.so`.",
      Status: "`Success`; `Decline` where the module refused, as without its configuration; `Failure` for an error."
    }
  },
  LoadAverageLimit: {
    says: "A request was refused because the load of the system is too high.",
    gotchas: ["Asterisk defines it, but nothing in Asterisk sends it."],
    fields: security
  },
  LocalBridge: {
    says: "The two halves of a Local channel were tied together, as the channel is called.",
    details: ["As a rule `LocalTwo` is the half that runs the dialplan at `Context` and `Exten`."],
    fields: {
      Context: "Where the second half begins in the dialplan.",
      LocalOptimization: "Whether the Local channel may be taken out of the call; not with `/n` in its name."
    }
  },
  LocalOptimizationBegin: {
    says: "A Local channel is about to be taken out of its call.",
    details: [
      "The fields with `Source` are the channel that takes the place of a half; they are absent where two bridges are "
      + "merged."
    ],
    gotchas: ["`DestUniqueId` is that of the second half even where the place of the first half is taken."],
    fields: {
      DestUniqueId: "Meant as the Uniqueid of the half whose place is taken.",
      Id: "Ties it to its `LocalOptimizationEnd`."
    }
  },
  LocalOptimizationEnd: {
    says: "A Local channel was taken out of its call, or the attempt failed.",
    gotchas: [
      "`Success` is the wrong way round where the `LocalOptimizationBegin` had a `Source`: false after it worked, true "
      + "after it failed."
    ],
    fields: {
      Success: "Meant as whether the call runs without the Local channel.",
      Id: "That of its `LocalOptimizationBegin`."
    }
  },
  LogChannel: {
    says: "Asterisk gave up writing to a log file, or takes it up again at a reload.",
    fields: {
      Channel: "The path of the log file: no channel of a call.",
      Enabled: "Whether Asterisk writes to it.",
      Reason:
        "The number of the error and its text, as `28 - No space left on device`; absent when it is taken up again."
    }
  },
  MCID: {
    says: "The called party of an ISDN call asked the network to record who calls it.",
    details: [
      "The fields that begin with `MCallerID` are the malicious caller, those with `MConnectedID` the party that asks. "
      + "What is not known is absent."
    ],
    fields: {
      MCallerIDPres: "A code and its meaning, such as `0 (Presentation Allowed, Not Screened)`.",
      MCallerIDNumValid: "Whether the number is known.",
      MCallerIDNum: "Empty where it is not known.",
      MCallerIDton: "The type of number and the numbering plan in one code.",
      MCallerIDNumPlan: "The same as `MCallerIDton`.",
      MCallerIDNumPres: "Whether the number may be shown, as `MCallerIDPres`.",
      MCallerIDNameValid: "Whether the name is known.",
      MCallerIDName: "Empty where it is not known.",
      MCallerIDNamePres: "Whether the name may be shown, as `MCallerIDPres`.",
      MCallerIDSubaddr: "The ISDN subaddress, where one was sent.",
      MCallerIDSubaddrOdd: "Whether the subaddress has an odd number of digits.",
      MConnectedIDPres: "As `MCallerIDPres`.",
      MConnectedIDNumValid: "Whether the number is known.",
      MConnectedIDNum: "Empty where it is not known.",
      MConnectedIDton: "As `MCallerIDton`.",
      MConnectedIDNumPlan: "The same as `MConnectedIDton`.",
      MConnectedIDNumPres: "As `MCallerIDNumPres`.",
      MConnectedIDNameValid: "Whether the name is known.",
      MConnectedIDName: "Empty where it is not known.",
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
      CallerIDNum: "The number of the participant; absent where Asterisk knows none.",
      CallerIDName: "`<no name>` where Asterisk knows none.",
      ConnectedLineNum: "The number that the participant sees; absent where Asterisk knows none.",
      ConnectedLineName: "`<no name>` where Asterisk knows none.",
      Role: "What the options of `MeetMe` let the participant do.",
      MarkedUser: "Whether the participant is one that others wait for.",
      Muted: "`By admin` where only an administrator can undo it.",
      Talking: "`Not monitored` where Asterisk does not listen for it, as without the option `T` or `o` of `MeetMe`."
    }
  },
  MeetmeListComplete: { says: "The end of the list of `MeetmeList`." },
  MeetmeListRooms: {
    says: "A conference in the list of `MeetmeListRooms`.",
    fields: {
      Conference: "The number of the conference.",
      Parties: "How many participants it has.",
      Marked: "How many of them are marked, with four digits as `0001`; `N/A` for none.",
      Activity: "How long the conference runs, as `00:01:05`.",
      Creation: "`Static` where the conference is in meetme.conf or a database.",
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
      Status: "Whether the request stands.",
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
      Counter: "The variable `MVM_COUNTER` of the channel; empty where it is not set."
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
    gotchas: ["Sent where `StopMixMonitor` or the command line ends a recording; the end of the channel sends none."]
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
      "`Context` and `Exten` are there where the call went to the dialplan, `Application` and `Data` where it went to "
      + "an application."
    ],
    gotchas: [
      "Its `Response` is not the answer to the action, which came earlier. It has the `ActionID` of the action and "
      + "needs the read privilege `call`."
    ],
    fields: {
      Channel: "The channel after a success, what was to be dialled after a failure.",
      Reason: "4 answered; 3 not answered, or the timeout passed, even where nothing rang; 5 busy; "
        + "8 congestion or rejected; 1 hung up while dialling; 0 anything else, such as an unknown endpoint.",
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
      Status: "Absent where the registration has not been set up.",
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
  OutboundSubscriptionDetailComplete: { says: "The end of the list of `PJSIPShowSubscriptionsOutbound`." }
}
