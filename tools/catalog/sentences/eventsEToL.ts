import type { Sentences } from "./Sentences.ts"
import { aor, security, subscription } from "./shared.ts"

/** The events from E to L. */
export const eventsEToL: Readonly<Record<string, Sentences>> = {
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
      Aors: "The names of its AORs, with commas between; these hold if it can be reached.",
      Auth: "The names of the auth objects that it must satisfy; empty if no password is asked.",
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
      StirShaken: "`off`, `attest`, `verify` or `on` in Asterisk 16, `no` in 22, if `StirShakenProfile` decides.",
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
        "Where the endpoint can be reached, as `alice/sip:alice@192.0.2.1:5060`; absent if it is not registered.",
      ActiveChannels: "Empty in Asterisk 16."
    }
  },
  EndpointListComplete: { says: "The end of the list of `PJSIPShowEndpoints`." },
  ExtensionStateListComplete: { says: "The end of the list of `ExtensionStateList`." },
  ExtensionStatus: {
    says: "The state of an extension that has a hint changed.",
    details: ["`ExtensionStateList` has items of the same name."],
    fields: {
      Hint: "The devices of the extension; empty if the hint is gone.",
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
      TechCause: "The code of the technology, such as that of a SIP answer."
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
      Cause: "The Q.850 cause, if the far end gave one.",
      TechCause: "The code of the technology, such as that of a SIP answer."
    }
  },
  Hold: {
    says: "A channel was put on hold.",
    fields: { MusicClass: "The class of the music, if the device that holds names one." }
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
      + "`unidentified_request_count` of them, if that is set in pjsip.conf."
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
      Resource: "The client of the buddy; absent with the two fields below if that client goes away.",
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
      ExtensionLabel: "The label of the step, if it has one.",
      Priority: "The number of the step, or `hint`.",
      Application: "The application of the step; the devices, if `Priority` is `hint`.",
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
      Status: "`Success`; `Decline` if the module refused, as without its configuration; `Failure` for an error."
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
      "The fields with `Source` are the channel that takes the place of a half; they are absent if two bridges are "
      + "merged."
    ],
    gotchas: ["`DestUniqueId` is that of the second half even if the place of the first half is taken."],
    fields: {
      DestUniqueId: "Meant as the Uniqueid of the half whose place is taken.",
      Id: "Ties it to its `LocalOptimizationEnd`."
    }
  },
  LocalOptimizationEnd: {
    says: "A Local channel was taken out of its call, or the attempt failed.",
    gotchas: [
      "`Success` is the wrong way round if the `LocalOptimizationBegin` had a `Source`: false after it worked, true "
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
  }
}
