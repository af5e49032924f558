import type { Sentences } from "./Sentences.ts"
import { Callee, Caller, confbridgeAdmin, contactChecks, contactState, coreId, roundtrip, security } from "./shared.ts"

/** The events from C to D. */
export const eventsCToD: Readonly<Record<string, Sentences>> = {
  CCAvailable: {
    says: "A called device can be asked to report when it is free: call completion is possible.",
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
    details: ["If it was the last one, `CCFailure` follows."],
    fields: { CoreID: coreId, Callee }
  },
  CCOfferTimerStart: {
    says: "A caller may ask for call completion until a timer ends.",
    details: ["If the caller does not ask in time, `CCFailure` follows."],
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
      DestinationChannel: "The name of the called channel; empty if there is none.",
      LastApplication: "The last application that the calling channel ran.",
      LastData: "The arguments of `LastApplication`.",
      AnswerTime: "Absent if the call was not answered.",
      Duration: "The seconds from `StartTime` to `EndTime`.",
      BillableSeconds: "The seconds from `AnswerTime` to `EndTime`; 0 if the call was not answered.",
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
        "if `show_user_defined` is set in `cel.conf`, and otherwise the name that the dialplan gave it.",
      CallerIDani: "The number that pays for the call; often that of the caller.",
      CallerIDrdnis: "The number that the call was redirected from.",
      CallerIDdnid: "The number that was dialed to reach Asterisk.",
      Application: "The application that the channel runs; empty if it runs none.",
      AppData: "The arguments of the application as one text.",
      AMAFlags: "What the record is meant for, as set on the channel.",
      UniqueID: "As `Uniqueid` of other events.",
      LinkedID: "The same for all channels of a call.",
      TenantID: "Absent if the channel has none.",
      Userfield: "What the dialplan set as `CHANNEL(userfield)`.",
      Peer: "The other channels in the bridge, with commas between, for steps that are about a bridge.",
      PeerAccount: "The account code of the other party.",
      UserDefType: "The name that the dialplan gave a user-defined step; absent for other steps, and without " +
        "`show_user_defined`.",
      Extra: "More about the step as JSON, such as the cause of a `HANGUP`; empty if there is none."
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
      Duration: "The milliseconds of talking, without the silence that ended it."
    }
  },
  ChanSpyStart: {
    says: "A channel begins to listen to another one, as by `ChanSpy`.",
    details: ["`Spyer` is the channel that listens, `Spyee` the one that is listened to."]
  },
  ChanSpyStop: {
    says: "A channel stopped listening to another one.",
    details: ["The fields of `Spyee` are absent if that channel is gone."]
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
    gotchas: ["`BridgeNumChannels` still counts the channel that leaves."],
    fields: { Admin: confbridgeAdmin }
  },
  ConfbridgeList: {
    says: "A participant in the list of `ConfbridgeList`.",
    fields: {
      Admin: confbridgeAdmin,
      MarkedUser: "Whether the profile marks the participant: others may wait for one that is marked.",
      WaitMarked: "Whether the participant has to wait until one that is marked is there.",
      EndMarked: "Whether the participant has to leave with the last one that is marked.",
      EndMarkedAny: "Whether the participant has to leave with any one that is marked.",
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
      ViaAddr: "The address in the `Via` header of the registration; empty if it was not registered.",
      ViaPort: "The port in the `Via` header of the registration; 0 if it has none.",
      CallId: "The Call-ID of the registration.",
      RegServer: "The `systemname` of the Asterisk that took the registration; empty if it has none.",
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
      RoundtripUsec: "The microseconds that the contact took to answer the last check; 0 if it did not."
    }
  },
  ContactStatusDetail: {
    says: "A contact in the list of `PJSIPShowEndpoint` or `PJSIPShowRegistrationInboundContactStatuses`.",
    fields: {
      AOR: "The AOR that the contact belongs to.",
      URI: "Where the contact is reached, as `sip:alice@192.0.2.1:5060`.",
      UserAgent: "What the device calls itself; empty if it was not registered.",
      RegExpire: "When the registration ends; 0 on the wire for a contact of `pjsip.conf`.",
      ViaAddress: "The address, and the port, in the `Via` header of the registration; absent if it was not " +
        "registered.",
      CallID: "The Call-ID of the registration; absent if it was not registered.",
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
      Application: "The application that the channel runs; empty if it runs none.",
      Duration: "How long the channel has existed; absent if Asterisk does not know.",
      BridgeId: "Absent if the channel is in no bridge. `Status` spells it `BridgeID`."
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
  },
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
      Channel: "The channel that uses the line; absent with the two fields that follow if none does.",
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
      Coding: "The line code; `Unk` if DAHDI reports none.",
      Options: "`CRC4` if that check is on, and `YEL`; empty for neither.",
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
    fields: { ListItems: "Asterisk 16 always writes 1." }
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
      IPaddress: "`-none-` if the device is not registered.",
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
    fields: { DialString: "What is dialled, without the technology; absent if Asterisk does not know." }
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
      Status: "`enabled` if the line refuses calls."
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
  }
}
