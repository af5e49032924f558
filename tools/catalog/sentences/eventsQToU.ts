import type { Sentences } from "./Sentences.ts"
import { account, manager, member, memberOrItem, often, rtcp, security } from "./shared.ts"

/** The events from Q to U. */
export const eventsQToU: Readonly<Record<string, Sentences>> = {
  QueueCallerAbandon: {
    says: "A caller left a queue without an agent: hung up, or the time was over.",
    fields: {
      Position: "The position at which the caller left.",
      OriginalPosition: "The position at which the caller joined.",
      HoldTime: "How long the caller waited."
    }
  },
  QueueCallerJoin: {
    says: "A caller joined a queue.",
    fields: {
      Position: "From 1 on.",
      Count: "The callers in the queue, with this one."
    }
  },
  QueueCallerLeave: {
    says: "A caller left a queue, for an agent or otherwise.",
    gotchas: ["One that gave up has a `QueueCallerAbandon` before it."],
    fields: {
      Position: "The position at which the caller left.",
      Count: "The callers that remain in the queue."
    }
  },
  QueueEntry: {
    says: "A waiting caller in the list of `QueueStatus`.",
    fields: {
      Position: "From 1 on.",
      Wait: "How long the caller has waited.",
      Priority: "Callers with a higher priority come first."
    }
  },
  QueueMember: {
    says: "A member of a queue in the list of `QueueStatus`.",
    gotchas: ["Events about members call `Name` and `Location` `MemberName` and `Interface`."],
    fields: {
      Location: "What is dialled to reach the member.",
      ...memberOrItem,
      Membership: "`static` for a member from a database too, which is `realtime` in events."
    }
  },
  QueueMemberAdded: {
    says: "A member was added to a queue.",
    fields: member
  },
  QueueMemberPause: {
    says: "A member of a queue paused, or came back from a pause.",
    details: ["`Paused` says which. A pause in every queue has an event for each."],
    fields: {
      ...member,
      PausedReason: "Empty if no reason was given; after a pause, the reason to end it, but in Asterisk 16 empty.",
      Reason: "Only in Asterisk 16 and 17: the reason to pause, or to end a pause; absent without one."
    }
  },
  QueueMemberPenalty: {
    says: "The penalty of a member of a queue was set.",
    fields: member
  },
  QueueMemberRemoved: {
    says: "A member was removed from a queue.",
    fields: member
  },
  QueueMemberRinginuse: {
    says: "It was set whether a member of a queue may be called while in use.",
    fields: member
  },
  QueueMemberStatus: {
    says: "The state of the device of a member of a queue changed.",
    fields: member
  },
  QueueParams: {
    says: "A queue in the list of `QueueStatus`.",
    fields: {
      Max: "The maximum number of callers; 0 for no limit.",
      Strategy: "How the member to be called is chosen.",
      Calls: "The callers that wait.",
      Holdtime: "The average time that callers waited.",
      TalkTime: "The average time that callers spoke.",
      Completed: "The calls that were answered.",
      Abandoned: "The calls that left without an agent.",
      ServiceLevel: "The time within which a call should be answered; `ServicelevelPerf` says how many were.",
      ServicelevelPerf: "The calls answered in time, as percentage of those answered.",
      ServicelevelPerf2: "The calls answered or abandoned in time, as percentage of those answered or abandoned.",
      Weight: "A queue of a higher weight has its calls answered first if members are in several."
    }
  },
  QueueStatusComplete: {
    says: "The end of the list of `QueueStatus`.",
    fields: { ListItems: "The queues, members and callers together." }
  },
  QueueSummary: {
    says: "A queue in the list of `QueueSummary`.",
    fields: {
      LoggedIn: "The members whose device can be reached, paused ones too.",
      Available: "Those of them that are free and not paused.",
      Callers: "The callers that wait.",
      HoldTime: "The average time that callers waited.",
      TalkTime: "The average time that callers spoke.",
      LongestHoldTime: "The longest that a caller in the queue has waited."
    }
  },
  QueueSummaryComplete: { says: "The end of the list of `QueueSummary`." },
  ReceiveFAX: {
    says: "The application `ReceiveFAX` is done with a fax.",
    gotchas: [
      "With res_fax it comes after a failed transfer too, with the fields as far as they got; "
      + "the variable `FAXSTATUS` of the channel has the outcome."
    ],
    fields: {
      LocalStationID: "The number that Asterisk shows to the other fax; often empty.",
      RemoteStationID: "The number that the other fax shows; often empty.",
      PagesTransferred: "How many pages were received.",
      Resolution: "Such as `204x196`.",
      TransferRate: "In bits per second; absent if the two sides agreed on none.",
      FileName: "The file that was written."
    }
  },
  RegistrationsComplete: { says: "The end of the list of `IAXregistry` or `SIPshowregistry`." },
  Registry: {
    says: "A registration of Asterisk at another server was accepted, ended or was refused.",
    details: [
      "With PJSIP each renewal has an event, with IAX2 only one that changed the address or the messages waiting."
    ],
    fields: {
      ChannelType: "`PJSIP`, `IAX2` or `SIP`.",
      Username: "The user name; with PJSIP the `client_uri`, as `sip:alice@example.com`.",
      Domain: "The server; with PJSIP the `server_uri`, with IAX2 an address and port.",
      Status: "`Rejected` with PJSIP may be followed by further attempts.",
      Cause: "Only with IAX2, if it was `Rejected`."
    }
  },
  RegistryEntry: {
    says: "A registration at another server, in the list of `IAXregistry` or `SIPshowregistry`.",
    fields: {
      Host: "The server: with IAX2 an address and port, with SIP the name of the host.",
      DNSmanager: "Whether the name of the server is looked up again from time to time; only with IAX2.",
      Port: "The port of `Host`; only with SIP.",
      Domain: "The domain that is registered at; only with SIP.",
      DomainPort: "The port of `Domain`; only with SIP.",
      Perceived: "The address that the server sees, or `<Unregistered>`; only with IAX2.",
      Refresh: "The seconds that a registration holds; it is renewed before.",
      State: "Such as `Registered`, `Unregistered`, `Request Sent`, `Auth. Sent`, `Rejected` or `No Authentication`.",
      RegistrationTime: "When the server last accepted it; only with SIP."
    }
  },
  Reload: {
    says: "A module read its configuration again, or was asked to.",
    fields: {
      Module: "The module, or `All`.",
      Status:
        "0 done, 1 queued, 2 no such module, 3 failed, 4 another reload runs, 5 not initialised, 6 it cannot reload."
    }
  },
  Rename: {
    says: "A channel gets another name.",
    gotchas: [
      "Only chan_misdn sends it, which Asterisk 19 dropped; a channel that takes the place of another (a masquerade) "
      + "sends none."
    ],
    fields: {
      Channel: "The name until then.",
      Newname: "The name from then on."
    }
  },
  RequestBadFormat: {
    says: "A session of the manager sent an action that does not exist, or none.",
    fields: {
      ...manager,
      RequestType: "The name of the action, as `Action: Foo`; `Action: NONE` for a request without one."
    }
  },
  RequestNotAllowed: {
    says: "A session of the manager sent an action that it may not use.",
    details: ["The privilege was missing, or the login."],
    fields: { ...manager, RequestType: "The name of the action, as `Action: Command`." }
  },
  RequestNotSupported: {
    says: "A SIP device tried to register where PJSIP accepts no registration.",
    fields: {
      ...security,
      Service: "`PJSIP`.",
      AccountID: "The endpoint that the device was taken for.",
      SessionID: "The Call-ID of the request.",
      RequestType:
        "`registrar_requested_aor_not_found` for an address of record that is unknown or not of the endpoint, "
        + "`registrar_attempt_without_registration_permitted` for one with `max_contacts = 0`.",
      SessionTV: "Absent."
    }
  },
  ResourceListDetail: {
    says: "A list of resources in the list of `PJSIPShowResourceLists`.",
    gotchas: [
      "It has a second `Event` header, which names the SIP event package, such as `presence` or `message-summary`."
    ],
    fields: {
      ObjectName: "The name of the list in pjsip.conf, to which devices subscribe.",
      ResourceDisplayName: "Whether notifications contain a name for each resource.",
      NotificationBatchInterval: "The milliseconds for which changes are gathered into one notification; 0 for none.",
      ListItem: "The resources, with commas between.",
      FullState: "Whether each notification has all resources, rather than those that changed."
    }
  },
  ResourceListDetailComplete: { says: "The end of the list of `PJSIPShowResourceLists`." },
  RTCPReceived: {
    says: "Asterisk received an RTCP report about the quality of a call.",
    gotchas: [often],
    fields: {
      ...rtcp,
      RTT: "The round trip in seconds, as last measured; 0 before the first measurement.",
      MES: "The quality that the other side hears, estimated from 0 to 100."
    }
  },
  RTCPSent: {
    says: "Asterisk sent an RTCP report about the quality of a call.",
    gotchas: [often],
    fields: {
      ...rtcp,
      MES: "The quality of what Asterisk receives, estimated from 0 to 100."
    }
  },
  SendFAX: {
    says: "The application `SendFAX` is done with a fax.",
    gotchas: [
      "With res_fax it comes after a failed transfer too, with the fields as far as they got; "
      + "the variable `FAXSTATUS` of the channel has the outcome."
    ],
    fields: {
      LocalStationID: "The number that Asterisk shows to the other fax; often empty.",
      RemoteStationID: "The number that the other fax shows; often empty.",
      PagesTransferred: "How many pages were sent.",
      Resolution: "Such as `204x196`.",
      TransferRate: "In bits per second; absent if the two sides agreed on none.",
      FileName: "The file that was sent; a fax of several files repeats it."
    }
  },
  SessionLimit: {
    says: "A login or a call was refused because its user has too many.",
    details: [
      "For `AMI` the user is logged in already, and `allowmultiplelogin = no` in manager.conf allows no other; "
      + "for `SIP` a limit of calls was reached."
    ],
    fields: { ...account, AccountID: "The SIP account; absent for `AMI`, as the login did not happen." }
  },
  SessionTimeout: {
    says: "chan_sip hangs up a call whose other side seems to be gone.",
    fields: {
      Source: "`RTPTimeout` if no audio came for a time (`rtptimeout`, or `rtpholdtimeout` on hold, in sip.conf), "
        + "`SIPSessionTimer` if the SIP session was not refreshed."
    }
  },
  ShowDialPlanComplete: {
    says: "The end of the list of `ShowDialPlan`.",
    fields: {
      ListExtensions: "How many extensions the list has.",
      ListPriorities: "How many steps of extensions the list has.",
      ListContexts: "How many contexts the list has."
    }
  },
  Shutdown: {
    says: "Asterisk stops.",
    gotchas: ["It needs the read privilege `system`, and a sudden end has none."],
    fields: {
      Shutdown: "`Uncleanly` if calls were cut off.",
      Restart: "Whether Asterisk restarts on its own."
    }
  },
  SIPpeerstatusComplete: { says: "The end of the list of `SIPpeerstatus`." },
  SIPQualifyPeerDone: {
    says: "The request that `SIPqualifypeer` asked for was sent.",
    details: ["It has the `ActionID` of the action. What came of it shows in `PeerStatus`."],
    fields: { Peer: "The name of the peer, as the action gave it." }
  },
  SoftHangupRequest: {
    says: "Asterisk itself asks a channel to hang up, as after the action `Hangup`.",
    gotchas: ["Its `Cause` is often 16 although the `Hangup` that follows has the real one."],
    fields: {
      Cause: "The Q.850 cause, if one was given.",
      TechCause: "The code of the technology, such as that of a SIP answer."
    }
  },
  SpanAlarm: {
    says: "A DAHDI span, such as an E1, went into alarm.",
    gotchas: [
      "Sent only if `reportalarms` in chan_dahdi.conf is `spans` or `all`; "
      + "the default, `channels`, sends an `Alarm` for each channel."
    ],
    fields: {
      Span: "The number of the span.",
      Alarm: "In English, such as `Red Alarm`, `Yellow Alarm`, `Blue Alarm`, `Recovering`, `Loopback` or `Not Open`."
    }
  },
  SpanAlarmClear: {
    says: "The alarm of a DAHDI span is over.",
    gotchas: [
      "Sent only if `reportalarms` in chan_dahdi.conf is `spans` or `all`; "
      + "the default, `channels`, sends an `AlarmClear` for each channel."
    ],
    fields: { Span: "The number of the span." }
  },
  Status: {
    says: "A channel in the list of `Status`, with more about its media.",
    gotchas: ["A variable that is not set has the text `(null)` for its value."],
    fields: {
      Type: "The technology, such as `PJSIP`.",
      DNID: "The number that was dialled to reach Asterisk; often empty.",
      EffectiveConnectedLineNum: "The number that the channel shows of its other end, with all rules applied.",
      EffectiveConnectedLineName: "The name that the channel shows of its other end, with all rules applied.",
      TimeToHangup: "When Asterisk will hang up the channel; absent if it will not.",
      BridgeID: "Absent if the channel is in no bridge. `CoreShowChannel` spells it `BridgeId`.",
      Data: "The arguments of the application as one text.",
      Nativeformats: "The formats of the device, as `(ulaw|alaw)`.",
      Readtrans: "How media is translated on its way in; empty if it is not.",
      Writetrans: "How media is translated on its way out; empty if it is not.",
      Callgroup:
        "The call groups as a sum of powers of two, up to 2 to the power of 63: text, because a number would lose "
        + "digits.",
      Pickupgroup: "The pickup groups, as `Callgroup`.",
      Seconds: "How long the channel has existed.",
      Variable: "The variables that the action asked for."
    }
  },
  StatusComplete: {
    says: "The end of the list of `Status`.",
    fields: { Items: "The same as `ListItems`." }
  },
  SuccessfulAuth: {
    says: "A manager user or a SIP account proved who it is.",
    gotchas: ["PJSIP sends it for every request that answers its challenge: each registration and each call has one."],
    fields: {
      ...account,
      Severity: "`Informational` in this event.",
      Service: "Where it happened: `AMI`, `PJSIP`, or `SIP` in Asterisk 20 and earlier.",
      AccountID: "The manager user, or the endpoint.",
      SessionID: "The Call-ID for `PJSIP`; otherwise an address in memory, which a later session may have again.",
      UsingPassword: "Whether a password was given; always false for `AMI`, although a login has one."
    }
  },
  TestEvent: {
    says: "A mark in the source of Asterisk was passed, for the tests of Asterisk itself.",
    gotchas: [
      "Only an Asterisk built with `TEST_FRAMEWORK` has it; the packages of Debian are.",
      "Fields of any name may follow, even a second `State`."
    ],
    fields: {
      Type: "`StateChange`.",
      State: "The name of the mark.",
      AppFile: "The file in the source, with the function and the line in the two that follow."
    }
  },
  TransportDetail: {
    says: "The transport of an endpoint in the list of `PJSIPShowEndpoint`.",
    details: ["Only an endpoint whose configuration names a transport has it."],
    gotchas: ["`Password` is in clear text."],
    fields: {
      ObjectName: "The name of the transport in pjsip.conf.",
      WebsocketWriteTimeout: "The milliseconds after which a write to a WebSocket that gets stuck is given up.",
      Cos: "The class of service in the VLAN tag, 0 to 7.",
      TcpKeepaliveEnable: "Whether idle TCP connections are checked.",
      Protocol: "Such as `udp`, `tcp`, `tls`, `ws`, `wss` or `flow`.",
      SymmetricTransport: "Whether requests to a device leave by the transport that it came in by.",
      Domain: "The domain that the transport is for; often empty.",
      VerifyServer: "Whether the certificate of a server that Asterisk connects to is verified.",
      LocalNet: "The networks without NAT between, as `192.168.0.0/255.255.0.0`, with commas between.",
      Bind: "The address and port that it listens at, as `0.0.0.0:5060`.",
      AllowWildcardCerts: "Whether certificates for names such as `*.example.com` are accepted.",
      TcpKeepaliveIdleTime: "The seconds without traffic before the first check.",
      TcpKeepaliveIntervalTime: "The seconds between two checks.",
      TcpKeepaliveProbeCount: "How many checks without an answer end the connection.",
      AsyncOperations: "How many reads run at once.",
      ExternalMediaAddress: "The address given to the other side for media, beyond `LocalNet`; often empty.",
      ExternalSignalingAddress: "The address given to the other side for SIP, beyond `LocalNet`; often empty.",
      ExternalSignalingPort: "The port that goes with it; 0 if none is set.",
      ExternalSignalingHostname: "A host name in place of `ExternalSignalingAddress`; absent in older versions.",
      Method: "The version of TLS, such as `tlsv1_2`, or `unspecified`.",
      RequireClientCert: "Whether a device must have a certificate; only for `tls`.",
      VerifyClient: "Whether the certificate of a device is verified; only for `tls`.",
      Tos: "The type of service of the packets, as a number from 0 to 255.",
      CaListPath: "A directory of certificates that Asterisk trusts.",
      CaListFile: "A file of certificates that Asterisk trusts.",
      Cipher: "The ciphers allowed, with commas between; empty for the usual ones.",
      CertFile: "The file of the certificate of Asterisk.",
      PrivKeyFile: "The file of the key of that certificate.",
      Password: "The password of that key.",
      AllowReload: "Whether a reload may change the transport.",
      EndpointName: "The endpoint that the action asked for."
    }
  },
  UnexpectedAddress: {
    says: "An account was used from an address other than the one it was expected at.",
    gotchas: ["Asterisk defines it, but nothing in Asterisk sends it."],
    fields: { ...account, ExpectedAddress: "Where the account was expected, as `RemoteAddress`." }
  },
  Unhold: { says: "A channel was taken off hold." },
  Unload: {
    says: "A module was unloaded.",
    fields: { Module: "The module as it was named to unload it, with or without `.so`." }
  },
  UnParkedCall: {
    says: "Somebody took a parked call.",
    details: ["The fields that begin with `Retriever` are the channel that took it."],
    gotchas: [
      "Without a timeout (`parkingtime = 0`), `ParkingTimeout` is 0 at first and then wraps around to a number "
      + "near 2 to the power of 64."
    ],
    fields: {
      ParkerDialString: "What is dialed to call back the one who parked, such as `PJSIP/alice`.",
      Parkinglot: "The parking lot, such as `default`.",
      ParkingSpace: "The number of the space in the lot.",
      ParkingTimeout: "The seconds that remained until the call would have gone back.",
      ParkingDuration: "The seconds that the call was parked."
    }
  },
  UserEvent: {
    says: "An event of the dialplan application or the action `UserEvent`.",
    details: [
      "From the dialplan it has the channel, from the action it has none. Its own headers are read from "
      + "`AmiEvent.messageOf`."
    ],
    gotchas: [
      "Accounts that may send the action choose all of its headers, including those that look like a channel."
    ],
    fields: { UserEvent: "The name that its sender gave it." }
  }
}
