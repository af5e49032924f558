import type { Sentences } from "./Sentences.ts"

/** The actions from A to D. */
export const actionsAToD: Readonly<Record<string, Sentences>> = {
  AbsoluteTimeout: {
    says: "Limits how long a channel may last from this moment on.",
    details: [
      "When the time is over the channel goes to the extension `T` of its context, if there is one, and hangs up "
      + "otherwise."
    ],
    gotchas: ["A limit can be moved but not taken away: a `Timeout` of zero is refused."],
    fields: {
      Timeout: "The time that is left from this moment on, in seconds on the wire."
    }
  },
  AgentLogoff: {
    says: "Logs an agent of `AgentLogin` off.",
    gotchas: ["Success means that the agent exists, not that it was logged in: the event `AgentLogoff` reports that."],
    fields: {
      Agent: "The id of the agent, which is the name of its section in agents.conf.",
      Soft: "Whether the agent may finish its call first; otherwise its channel is hung up at once."
    }
  },
  Agents: {
    says: "Lists the agents of agents.conf, logged in or not."
  },
  AGI: {
    says: "Queues a command of AGI for a channel that is in `AGI(agi:async)`.",
    details: [
      "The answer only says that the command is queued. Its result comes in the event `AsyncAGIExec`, with the "
      + "`CommandID` of the action in its field `CommandId`. Commands run one after the other.",
      "The command `ASYNCAGI BREAK` returns the channel to its dialplan."
    ],
    gotchas: ["A channel that is not in asynchronous AGI is answered by an error."],
    fields: {
      Command: "A command as an AGI script would write it, such as `STREAM FILE hello-world \"\"`.",
      CommandID: "A text of your choice by which to know the result, which has no `CommandId` without it."
    }
  },
  AOCMessage: {
    says: "Sends an advice of charge to a channel.",
    details: [
      "What else is needed depends on `MsgType`: `D`, charges during the call, and `E`, charges at its end, need "
      + "`ChargeType`; `S`, the rates at its beginning, needs a `ChargedItem` and a `RateType`.",
      "Success means that the message is queued on the channel. Whether the other side is notified depends on the "
      + "technology of the channel."
    ],
    gotchas: [
      "For a `RateType` of `Volume` Asterisk looks for the word of `VolumeUnit` in `TimeScale`, and it takes the "
      + "value of `Granularity` from `Time`.",
      "Asterisk 16 answers `S` by the error `Invalid MsgType`."
    ],
    fields: {
      Channel: "The exact name; needed unless `ChannelPrefix` is given.",
      ChannelPrefix: "The beginning of a name, for when no channel is named `Channel`; the first that fits is taken.",
      MsgType: "`S` for the rates of a call, `D` for its charges so far, `E` for its charges in all.",
      ChargeType: "What a charge is counted in; needed for `D` and `E`.",
      Units: "What was charged in units, at most 32 entries, for a `ChargeType` of `Unit`.",
      CurrencyName: "The name of the currency, of which 10 characters are kept.",
      CurrencyAmount: "The charge, in multiples of `CurrencyMultiplier`; needed if the charge is in a currency.",
      CurrencyMultiplier: "What `CurrencyAmount` is multiplied by, such as `OneHundredth` for cents; needed with it.",
      TotalType: "Whether the charges of `D` are the total of the call or a part; defaults to `Total`.",
      AOCBillingId: "The kind of billing; `D` takes only `Normal`, `ReverseCharge` and `CreditCard`.",
      ChargingAssociationId: "The number of a call that the charges of `E` belong to; not 0.",
      ChargingAssociationNumber: "The telephone number that the charges of `E` belong to, without an id.",
      ChargingAssociationPlan: "The numbering plan and type of `ChargingAssociationNumber`; defaults to 0.",
      ChargedItem: "What a rate is for; needed for `S`.",
      RateType: "How the item is charged; needed for `S`.",
      Time: "The time that `CurrencyAmount` pays for, in units of `TimeScale`; needed for `Duration`.",
      TimeScale: "The unit of `Time`; needed for `Duration`.",
      Granularity: "The step by which time is counted, for `Duration`.",
      GranularityTimeScale: "The unit of `Granularity`; needed with it.",
      ChargingType: "Whether a `Duration` is charged evenly or by whole steps; defaults to `ContinuousCharging`.",
      VolumeUnit: "The unit of a `Volume`; needed for it.",
      Code: "The code of a `SpecialCode` or a `SpecialArrangement`, from 1 to 10; needed for them."
    }
  },
  Atxfer: {
    says: "Begins an attended transfer, which the channel completes by hanging up.",
    details: [
      "Asterisk plays the digits of the transfer to the channel as if its user had pressed them: `atxfer` must be set "
      + "in features.conf and the call must allow it, as with the options `t` and `T` of Dial."
    ],
    gotchas: [
      "Success means that the digits are queued. Whether the transfer happened shows in the event `AttendedTransfer`, "
      + "some seconds later or never."
    ],
    fields: {
      Channel: "The channel of the party that transfers.",
      Context: "Defaults to the context of the channel."
    }
  },
  BlindTransfer: {
    says: "Transfers the other party of a call to an extension at once, and takes the channel out of the call.",
    gotchas: ["A channel that is in no bridge is answered `Transfer invalid`."],
    fields: {
      Channel: "The channel of the party that transfers.",
      Context: "Defaults to the context of the channel."
    }
  },
  Bridge: {
    says: "Takes two channels out of what they do and connects them to each other.",
    details: [
      "After the call each of them continues where its dialplan left off. A party that either of them was talking to is "
      + "left alone, and hangs up unless its dialplan goes on."
    ],
    fields: {
      Channel1: "The name of a channel, or the beginning of one; the first that fits is taken.",
      Channel2: "The other channel, found as the first is.",
      Tone: "Who hears the `xfersound` of features.conf when the call begins; defaults to nobody."
    }
  },
  BridgeDestroy: {
    says: "Ends a bridge and lets go of all channels in it.",
    details: ["Each of the channels goes on in its dialplan, or hangs up if that has come to its end."],
    fields: {
      BridgeUniqueid: "The bridge, as its events and `BridgeList` name it."
    }
  },
  BridgeInfo: {
    says: "Lists the channels in one bridge.",
    details: ["The event that completes the list, `BridgeInfoComplete`, shows the bridge itself."],
    gotchas: ["A bridge that does not exist is answered by an error, not by an empty list."],
    fields: {
      BridgeUniqueid: "The bridge, as its events and `BridgeList` name it."
    }
  },
  BridgeKick: {
    says: "Takes one channel out of a bridge.",
    details: ["The channel goes on in its dialplan, or hangs up if that has come to its end."],
    gotchas: ["Success means that the kick is queued: the event `BridgeLeave` reports when the channel has left."],
    fields: {
      BridgeUniqueid: "Defaults to the bridge that the channel is in."
    }
  },
  BridgeList: {
    says: "Lists the bridges.",
    gotchas: [
      "Against its name `BridgeType` is compared with the `BridgeTechnology` of a bridge, and Asterisk 16 lists all "
      + "bridges in spite of it."
    ],
    fields: {
      BridgeType: "The only technology to list, such as `simple_bridge`; defaults to all bridges."
    }
  },
  BridgeTechnologyList: {
    says: "Lists the ways in which Asterisk can bridge channels, the technologies."
  },
  BridgeTechnologySuspend: {
    says: "Bars a bridge technology from being chosen.",
    details: [
      "A bridge that uses the technology keeps it until Asterisk chooses again for that bridge, as it does when a "
      + "channel joins or leaves. The bar holds until `BridgeTechnologyUnsuspend`, or a restart."
    ],
    fields: {
      BridgeTechnology: "A name of `BridgeTechnologyList`, such as `simple_bridge`."
    }
  },
  BridgeTechnologyUnsuspend: {
    says: "Lets a bridge technology be chosen again after `BridgeTechnologySuspend`.",
    fields: {
      BridgeTechnology: "A name of `BridgeTechnologyList`, such as `simple_bridge`."
    }
  },
  CancelAtxfer: {
    says: "Ends an attended transfer that is under way and returns the channel to its first call.",
    gotchas: ["It plays digits as `Atxfer` does, and success means no more than it does there."],
    fields: {
      Channel: "The channel of the party that transfers."
    }
  },
  Challenge: {
    says: "Asks for the challenge of a login by MD5.",
    details: ["The challenge stays the same for as long as the connection lasts."],
    gotchas: ["It belongs before the login, which a client does on its own."],
    fields: {
      AuthType: "Only `MD5`."
    },
    answer: {
      Challenge: "Decimal digits; the `Key` of `Login` is the MD5 of them followed by the secret."
    }
  },
  ChangeMonitor: {
    says: "Renames the recording that `Monitor` makes of a channel.",
    gotchas: ["A channel that is not recorded is answered by success anyway."],
    fields: {
      File: "The name without its extension; in the `monitor` directory of Asterisk unless it begins with `/`."
    }
  },
  Command: {
    says: "Runs a command of Asterisk's console.",
    gotchas: ["An account that may send it can do anything that Asterisk can."],
    fields: {
      Command: "A command of the console, such as `core show uptime`."
    },
    answer: {
      Output: "The lines that the command printed."
    }
  },
  ConfbridgeKick: {
    says: "Removes one or all participants from a conference.",
    fields: {
      Conference: "The name that `ConfBridge` was given.",
      Channel: "The name of a channel, `all`, or `participants` for everybody but the admins."
    }
  },
  ConfbridgeList: {
    says: "Lists the participants of one conference.",
    fields: {
      Conference: "The name that `ConfBridge` was given."
    }
  },
  ConfbridgeListRooms: {
    says: "Lists the conferences that somebody is in."
  },
  ConfbridgeLock: {
    says: "Locks a conference, so that only admins can join.",
    fields: {
      Conference: "The name that `ConfBridge` was given."
    }
  },
  ConfbridgeMute: {
    says: "Mutes one or all participants of a conference.",
    gotchas: ["If the beginning of a name matches several channels, only the first of them is muted."],
    fields: {
      Conference: "The name that `ConfBridge` was given.",
      Channel: "The name of a channel or its beginning, `all`, or `participants` for everybody but the admins."
    }
  },
  ConfbridgeSetSingleVideoSrc: {
    says: "Makes one participant of a conference the video source that all others see.",
    fields: {
      Conference: "The name that `ConfBridge` was given.",
      Channel: "The name of the channel or its beginning; those that still wait to be let in do not count."
    }
  },
  ConfbridgeStartRecord: {
    says: "Starts the recording of a conference.",
    details: ["Asterisk records by `MixMonitor`, whose module must be loaded."],
    gotchas: ["A conference that is recorded already is answered by an error."],
    fields: {
      Conference: "The name that `ConfBridge` was given.",
      RecordFile: "The file to write; defaults to that of the bridge profile in confbridge.conf, or "
        + "`confbridge-NAME-TIME.wav`."
    }
  },
  ConfbridgeStopRecord: {
    says: "Stops the recording of a conference.",
    gotchas: ["A conference that is not recorded is answered by an error."],
    fields: {
      Conference: "The name that `ConfBridge` was given."
    }
  },
  ConfbridgeUnlock: {
    says: "Unlocks a conference, so that everybody can join.",
    fields: {
      Conference: "The name that `ConfBridge` was given."
    }
  },
  ConfbridgeUnmute: {
    says: "Takes the mute off one or all participants of a conference.",
    gotchas: ["If the beginning of a name matches several channels, only the first of them is unmuted."],
    fields: {
      Conference: "The name that `ConfBridge` was given.",
      Channel: "The name of a channel or its beginning, `all`, or `participants` for everybody but the admins."
    }
  },
  ControlPlayback: {
    says: "Pauses, winds or stops the file that is played to a channel.",
    gotchas: [
      "Success means that the control is queued. It has an effect only if the channel listens for it, as in the "
      + "application ControlPlayback or the AGI command `CONTROL STREAM FILE`."
    ],
    fields: {
      Control: "What to do; `pause` once more goes on from there, and `restart` plays from the beginning."
    }
  },
  CoreSettings: {
    says: "Returns the version of Asterisk and its limits.",
    answer: {
      AMIversion: "The version of the protocol, such as `11.0.0`, which the banner of a connection shows too.",
      SystemName: "Empty if asterisk.conf sets none.",
      CoreMaxCalls: "0 for any number.",
      CoreMaxLoadAvg: "0 for any load.",
      CoreMaxFilehandles: "0 for what the system allows."
    }
  },
  CoreShowChannelMap: {
    says: "Lists the channels that one channel is connected to, also by way of Local channels.",
    details: ["For a channel that is in no bridge the list is empty; for one that does not exist there is an error."]
  },
  CoreShowChannels: {
    says: "Lists the channels."
  },
  CoreStatus: {
    says: "Returns when Asterisk started and how many calls it has.",
    answer: {
      CoreStartupDate: "As `2026-11-23`, in the time zone of the server, as are the three fields that follow.",
      CoreStartupTime: "As `08:10:58`.",
      CoreCurrentCalls: "The calls that are up.",
      CoreProcessedCalls: "The calls since the start."
    }
  },
  CreateConfig: {
    says: "Makes an empty configuration file.",
    gotchas: [
      "A file that exists is answered by an error. So is one outside of the directory of the configuration, unless "
      + "`live_dangerously` is set in asterisk.conf."
    ],
    fields: {
      Filename: "A name such as `extra.conf`, in the directory of the configuration unless it begins with `/`."
    }
  },
  DAHDIDialOffhook: {
    says: "Dials digits on a DAHDI channel that is off hook.",
    gotchas: ["A channel on which nobody has picked up is answered by an error."],
    fields: {
      DAHDIChannel: "The number of the channel in chan_dahdi.conf.",
      Number: "The digits, which count as if the user had pressed them."
    }
  },
  DAHDIDNDoff: {
    says: "Ends the do-not-disturb of a DAHDI channel.",
    fields: {
      DAHDIChannel: "The number of the channel in chan_dahdi.conf."
    }
  },
  DAHDIDNDon: {
    says: "Sets a DAHDI channel to do-not-disturb.",
    fields: {
      DAHDIChannel: "The number of the channel in chan_dahdi.conf."
    }
  },
  DAHDIHangup: {
    says: "Hangs up an analog DAHDI channel, as if its user had put the handset down.",
    fields: {
      DAHDIChannel: "The number of the channel in chan_dahdi.conf."
    }
  },
  DAHDIRestart: {
    says: "Reloads the configuration of DAHDI and recreates all of its channels.",
    gotchas: ["It hangs up every call on a DAHDI channel."]
  },
  DAHDIShowChannels: {
    says: "Lists the DAHDI channels, in use or not.",
    gotchas: ["A channel that does not exist is an empty list."],
    fields: {
      DAHDIChannel: "The number of the only channel to list; defaults to all channels."
    }
  },
  DAHDIShowStatus: {
    says: "Lists the DAHDI spans with their alarms and line errors.",
    gotchas: ["A server without the driver of DAHDI answers the error `No DAHDI detected`."]
  },
  DAHDITransfer: {
    says: "Flashes the hook of an analog DAHDI channel, as its user does to begin or end a transfer.",
    gotchas: ["What the flash does depends on the state of the call and on chan_dahdi.conf; success does not show it."],
    fields: {
      DAHDIChannel: "The number of the channel in chan_dahdi.conf."
    }
  },
  DBDel: {
    says: "Deletes one value of Asterisk's database."
  },
  DBDelTree: {
    says: "Deletes a family of Asterisk's database, or the part of it below a key.",
    gotchas: [
      "Upper and lower case count as the same, `_` fits any character and `%` any text: `my_app` deletes `MyXapp` too.",
      "If there is nothing to delete the answer is an error."
    ],
    fields: {
      Key: "The key to delete, with all that begins with it and a `/`; defaults to the whole family."
    }
  },
  DBGet: {
    says: "Reads a value of Asterisk's database, as a list of one item or none."
  },
  DBGetTree: {
    says: "Lists a family of Asterisk's database, or the part of it below a key.",
    gotchas: [
      "Upper and lower case count as the same, `_` fits any character and `%` any text: `my_app` lists `MyXapp` too."
    ],
    fields: {
      Family: "Defaults to the whole database.",
      Key: "The key to list, with all that begins with it and a `/`; defaults to the whole family."
    }
  },
  DBPut: {
    says: "Writes a value into Asterisk's database.",
    fields: {
      Val: "Defaults to empty."
    }
  },
  DeviceStateList: {
    says: "Lists the devices that Asterisk knows a state of, with that state."
  },
  DialplanExtensionAdd: {
    says: "Adds one priority of an extension to the dialplan.",
    details: ["The context is made if it does not exist."],
    gotchas: ["It is written to no file: it is gone after the next `dialplan reload`, or a restart."],
    fields: {
      Extension: "An extension or a pattern, with the number of a caller after a `/` if it is for that one only.",
      Priority: "A number, or `hint`.",
      Application: "The application to run, or the devices of a hint.",
      ApplicationData: "The arguments of the application as one text.",
      Replace: "Whether to replace what the priority has; unless true, that is answered by an error."
    }
  },
  DialplanExtensionRemove: {
    says: "Removes an extension from the dialplan, or one priority of it.",
    gotchas: [
      "It reaches what comes from extensions.conf and from `DialplanExtensionAdd`, not what modules or AEL have made.",
      "No file is changed: what extensions.conf has is back after the next `dialplan reload`."
    ],
    fields: {
      Extension: "The extension, with the number of a caller after a `/` if it has one.",
      Priority: "A number, or `hint`; defaults to all priorities."
    }
  }
}
