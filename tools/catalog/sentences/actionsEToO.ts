import type { Sentences } from "./Sentences.ts"

/** The actions from E to O. */
export const actionsEToO: Readonly<Record<string, Sentences>> = {
  Events: {
    says: "Chooses the classes of which this session gets events, as far as the account may read them.",
    fields: {
      EventMask: "The classes of which events are sent, or all or none of them."
    },
    answer: {
      Events: "Whether any events are sent; absent in some cases with `brokeneventsaction` in manager.conf."
    }
  },
  ExtensionState: {
    says: "Returns the state of an extension that has a hint.",
    gotchas: ["An extension that has no hint, or does not exist, is a success with a `Status` of -1."],
    fields: {
      Context: "Defaults to `default`."
    },
    answer: {
      Hint: "The devices of the hint, such as `PJSIP/alice&PJSIP/bob`; empty if there is none.",
      Status: "A code or a sum of codes: 0 idle, 1 in use, 2 busy, 4 unavailable, 8 ringing, 16 on hold; -1 for none.",
      StatusText: "`Status` in a word; `Unknown` for -1."
    }
  },
  ExtensionStateList: {
    says: "Lists the extensions that have a hint, with their states.",
    details: ["Hints of patterns are left out, except for the extensions that were asked for by number before."]
  },
  FAXSession: {
    says: "Asks for one session of fax.",
    details: [
      "The answer only says that the session exists. The event `FAXSession` with the same `ActionID` shows it."
    ],
    fields: {
      SessionNumber: "A number of `FAXSessions`."
    }
  },
  FAXSessions: {
    says: "Lists the sessions of fax."
  },
  FAXStats: {
    says: "Asks for the counts of faxes since the start.",
    details: ["The answer has no data. The event `FAXStats` with the same `ActionID` has the counts."]
  },
  Filter: {
    says: "Adds a filter to the events of this session.",
    details: [
      "With filters that include, the session gets only events that one of them matches; those that exclude then take "
      + "events away. They add up with the `eventfilter` lines of the account in manager.conf."
    ],
    gotchas: [
      "A filter cannot be removed: it holds until the connection ends.",
      "Releases that do not know `MatchCriteria` ignore it, and read `Filter` as a regular expression."
    ],
    fields: {
      Operation: "Only `Add`.",
      MatchCriteria: "What to compare with, such as `name(Newchannel),header(Channel),method(starts_with)`.",
      Filter: "An extended regular expression for the whole text of an event, or with `MatchCriteria` what its method "
        + "says; a `!` before it excludes."
    }
  },
  GetConfig: {
    says: "Reads a configuration file, as lines that are numbered by category.",
    gotchas: [
      "The answer shows the secrets of the file too.",
      "A `Category` that the file does not have is a success without any lines.",
      "A file outside of the directory of the configuration is answered by an error, unless `live_dangerously` is set "
      + "in asterisk.conf."
    ],
    fields: {
      Filename: "A name such as `pjsip.conf`, in the directory of the configuration unless it begins with `/`.",
      Category: "The only category to read; defaults to all of them.",
      Filter: "What a category must have, each as `name=value` in regular expressions; `TEMPLATES=include` shows "
        + "templates too, `TEMPLATES=restrict` only them."
    },
    answer: {
      Categories: "The categories in the order of the file; a name may come several times. Absent if there is none."
    }
  },
  GetConfigJSON: {
    says: "Reads a configuration file as one object of JSON.",
    gotchas: [
      "The answer shows the secrets of the file too.",
      "The object has a member twice if the file has a name twice, so that most parsers keep only the last.",
      "A file that does not exist can be answered `File requires escalated privileges`."
    ],
    fields: {
      Filename: "A name such as `pjsip.conf`, in the directory of the configuration unless it begins with `/`.",
      Category: "The only category to read; defaults to all of them.",
      Filter: "What a category must have, as for `GetConfig`, separated by commas."
    },
    answer: {
      JSON: "An object of categories, each an object of texts, with `istemplate` and `templates` if they apply."
    }
  },
  Getvar: {
    says: "Reads a variable of a channel, or a global one.",
    gotchas: [
      "Asterisk does not escape the value: of one with a line break only the first line is the value, and the rest "
      + "counts as headers."
    ],
    fields: {
      Channel: "If it is absent a global variable is read.",
      Variable: "A variable, or a function such as `CALLERID(num)`."
    },
    answer: {
      Value: "Empty if the variable is not set."
    }
  },
  Hangup: {
    says: "Hangs up one channel.",
    fields: {
      Channel: "The name of one channel; a value that begins with `/` is refused.",
      Cause: "The Q.850 cause, such as 17 for busy."
    }
  },
  HangupMatching: {
    says: "Hangs up every channel that a regular expression matches, and lists them.",
    details: [
      "It is the action `Hangup` on the wire, which answers with a list if the channel is between slashes."
    ],
    gotchas: ["An expression that begins with no `^` matches anywhere in a name."],
    fields: {
      Channel: "An extended regular expression between slashes, such as `/^PJSIP\\/alice-/`.",
      Cause: "The Q.850 cause, such as 17 for busy."
    }
  },
  IAXnetstats: {
    says: "Prints the network statistics of the IAX2 calls, in a form that is no message.",
    gotchas: [
      "There is no response to know the answer by: Asterisk sends bare lines and no `ActionID`, so that a client waits "
      + "in vain. `Command` with `iax2 show netstats` shows the same."
    ]
  },
  IAXpeerlist: {
    says: "Lists the peers of IAX2, with their names and user names apart."
  },
  IAXpeers: {
    says: "Lists the peers of IAX2.",
    gotchas: ["Its items carry no `ActionID`; those of `IAXpeerlist` do, but have no `Description`."]
  },
  IAXregistry: {
    says: "Lists the registrations of this server at others by IAX2."
  },
  JabberSend: {
    says: "Sends a text message by XMPP.",
    gotchas: [
      "Asterisk answers twice with the same `ActionID`: at first that it tries, which is always a success, and then "
      + "the outcome."
    ],
    fields: {
      Jabber: "The client in xmpp.conf that sends.",
      ScreenName: "Who receives it, such as `alice@example.com`; without an `@` it is not sent."
    }
  },
  ListCategories: {
    says: "Lists the categories of a configuration file, in one answer.",
    gotchas: ["A file of which no category fits is a success, with `Error` in it."],
    fields: {
      Filename: "A name such as `pjsip.conf`, in the directory of the configuration unless it begins with `/`.",
      Match: "What a category must have, as the `Filter` of `GetConfig`, separated by commas."
    },
    answer: {
      Categories: "The names of the categories in the order of the file.",
      Error: "`no categories found` if there are none, absent otherwise."
    }
  },
  ListCommands: {
    says: "Lists the actions that the account may send, in one answer.",
    details: ["It is the way to learn what a server can do: it shows the actions of the modules that are loaded."],
    answer: {
      Commands: "What each action does and needs, by its name."
    }
  },
  LocalOptimizeAway: {
    says: "Lets Asterisk take a Local channel out of a call, as if it had been dialed without `/n`.",
    gotchas: [
      "Success means that it may happen. It does once both halves are in bridges, which the event "
      + "`LocalOptimizationBegin` reports."
    ],
    fields: {
      Channel: "The name of either half of the Local channel."
    }
  },
  LoggerRotate: {
    says: "Rotates the log files and reads logger.conf again."
  },
  Login: {
    says: "Logs the session in.",
    details: [
      "A client logs in on its own. On a session that is logged in the answer is a success, whatever the password."
    ],
    gotchas: [
      "A failed login is answered after one second, and Asterisk closes the connection. The answer is the same for a "
      + "wrong name, a wrong secret and an address that is not allowed.",
      "Asterisk sends `FullyBooted` right after the answer only to accounts that may read the class `system`."
    ],
    fields: {
      Username: "The name of the account, which is that of its section in manager.conf.",
      AuthType: "`MD5` to send `Key` instead of `Secret`.",
      Secret: "The password, which crosses the network as it is.",
      Key: "The MD5, in lower case hexadecimal, of the `Challenge` followed by the secret.",
      Events: "The classes of which events are sent, or all or none of them; defaults to all that the account may read."
    }
  },
  Logoff: {
    says: "Ends the session: Asterisk answers `Goodbye` and closes the connection.",
    gotchas: ["A client logs off on its own when its scope closes; sent by hand it ends the connection."]
  },
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
    says: "Returns whether new messages are waiting in a mailbox.",
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
      Conference: "The number of the only conference to list; defaults to all of them."
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
      "The part before the first `:` of the destination selects the technology, such as `pjsip`. An error "
      + "`Message technology not found` means that its module is not loaded."
    ],
    gotchas: ["Success means that the message is sent, not that anybody took it."],
    fields: {
      Destination: "Where to send it, such as `pjsip:alice`; defaults to `To`.",
      To: "The receiver named in the message if `Destination` is given; otherwise where to send it.",
      From: "What the message names as its sender, in the form of the technology.",
      Body: "The text, of one line.",
      Base64Body: "The text in base64, for more than one line; it wins over `Body`, and 1300 bytes are kept.",
      Variable: "Variables of the message, which PJSIP sends as headers."
    }
  },
  MixMonitor: {
    says: "Records a channel into a file, both directions mixed.",
    details: [
      "The recording ends with the channel or with `StopMixMonitor`. The event `MixMonitorStart` reports that it began."
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
      MixMonitorID: "What `StopMixMonitor` and `MixMonitorMute` know this recording by; only if `Options` has "
        + "`i(NAME)`."
    }
  },
  MixMonitorMute: {
    says: "Replaces one or both directions of a recording by `MixMonitor` with silence, or brings them back.",
    gotchas: ["The call itself is not muted."],
    fields: {
      Direction: "`read` for what the channel says, `write` for what it hears.",
      State: "Whether to mute.",
      MixMonitorID: "The `MixMonitorID` that `MixMonitor` answered; defaults to all recordings of the channel."
    }
  },
  ModuleCheck: {
    says: "Returns whether a module is loaded: success if it is, an error if not.",
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
      LoadType: "`reload` reads the configuration again; `refresh` unloads the module and loads it again.",
      Recursive: "Whether `refresh` may take the modules that depend on this one along; defaults to no."
    }
  },
  Monitor: {
    says: "Records a channel into two files, one for each direction.",
    details: [
      "The files end in `-in` and `-out` and the format. A recording ends with the channel or by `StopMonitor`."
    ],
    gotchas: ["If the channel is being recorded already, the recording is renamed instead, which is a success."],
    fields: {
      File:
        "The name without its extension; in the `monitor` directory of Asterisk unless it begins with `/`. Defaults "
        + "to the name of the channel, with `-` for `/`.",
      Format: "The format of the files; defaults to `wav`.",
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
      "The mailbox is made if it does not exist, and kept in Asterisk's database over a restart.",
      "The module `res_mwi_external_ami` is not built unless chosen, and cannot be loaded together with `app_voicemail`."
    ],
    gotchas: ["A count that is left out is set to 0, not kept."],
    fields: {
      Mailbox: "The name as the phones subscribe to it, such as `1234@default`.",
      OldMessages: "Defaults to 0.",
      NewMessages: "Defaults to 0."
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
      Timeout: "How long the channel may ring; defaults to 30 s. A number is milliseconds.",
      CallerID: "What the dialled party is shown, as `\"name\" <number>` or a number alone.",
      Variable:
        "Variables of the new channel; a name that begins with `_` or `__` is inherited by the channels that it "
        + "creates.",
      Account: "The account code of the channel.",
      EarlyMedia: "Whether the dialplan goes on at the first early media, before an answer.",
      Async: "Whether Asterisk answers at once, and reports the outcome with `OriginateResponse`; defaults to true.",
      Codecs: "The codecs to offer, such as `[\"alaw\", \"ulaw\"]`.",
      ChannelId: "The Uniqueid of the new channel, of at most 149 bytes: what its events are found by.",
      OtherChannelId: "The Uniqueid of the second half of a Local channel.",
      PreDialGoSub: "A subroutine of the dialplan, as `context,exten,priority`, that the new channel runs before it "
        + "dials; only for a call to an extension, and only without `Async`."
    }
  }
}
