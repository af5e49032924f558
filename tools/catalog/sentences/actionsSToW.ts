import type { Sentences } from "./Sentences.ts"
import { anyFolder, cacheName, mailboxNumber, messageId, voicemailContext } from "./shared.ts"

/** The actions from S to W. */
export const actionsSToW: Readonly<Record<string, Sentences>> = {
  SendFlash: {
    says: "Sends a hook flash to a channel, or makes it appear to come from there.",
    gotchas: ["Success means that the flash is sent, which not every technology can do."],
    fields: {
      Receive: "Whether Asterisk takes the flash as pressed by the other end, instead of sending it there."
    }
  },
  SendText: {
    says: "Sends a text message to the device of a channel, within its call.",
    gotchas: ["Success means that the text is queued on the channel; a device that cannot take text drops it."],
    fields: {
      Message: "The text; an empty one is refused.",
      "Content-Type":
        "The type of the text, such as `text/html`; defaults to what the technology of the channel chooses."
    }
  },
  Setvar: {
    says: "Sets or removes a variable of a channel, or a global one.",
    fields: {
      Channel: "If it is absent a global variable is set.",
      Variable: "A variable, or a function such as `CALLERID(num)`.",
      Value: "If it is absent the variable is removed."
    }
  },
  ShowDialPlan: {
    says: "Lists the dialplan, one event for each priority, include, switch and pattern.",
    details: ["`ShowDialPlanComplete` counts the contexts, extensions and priorities."],
    gotchas: ["A context or an extension that does not exist is an error."],
    fields: {
      Extension: "Only the extensions that this number would reach; defaults to all of them.",
      Context: "Defaults to all contexts."
    }
  },
  SIPnotify: {
    says: "Sends a SIP NOTIFY to a peer of chan_sip.",
    gotchas: ["Success means that it was sent; the answer of the peer is not reported."],
    fields: {
      Channel: "The name of the peer, with or without `SIP/`.",
      Variable: "The headers by name; several values, as the lines of `Content`, are several headers.",
      "Call-ID": "An existing dialog to send it in; defaults to a new dialog."
    }
  },
  SIPpeers: {
    says: "Lists the peers of chan_sip."
  },
  SIPpeerstatus: {
    says: "Lists the reachability of the peers of chan_sip.",
    gotchas: ["A peer that does not exist is an error."],
    fields: {
      Peer: "The name of one peer, with or without `SIP/`; defaults to all peers."
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
      RegExpire: "The time left until the registration ends, as `n seconds`; negative if there is none.",
      "Address-IP": "The address of the peer; `(null)` if it has none, such as before it registers.",
      Codecs: "The formats that are allowed, as `(ulaw|alaw)`.",
      Status: "`OK (n ms)`, `LAGGED (n ms)`, `UNREACHABLE`, `UNKNOWN`, or `Unmonitored` if the peer is not qualified.",
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
    gotchas: ["Asterisk sends no empty line between the items; the client takes them apart."]
  },
  SKINNYlines: {
    says: "Lists the lines of chan_skinny.",
    gotchas: ["Asterisk sends no empty line between the items; the client takes them apart."]
  },
  SKINNYshowdevice: {
    says: "Prints one device of chan_skinny, in a form that is no response.",
    gotchas: [
      "There is no `Response` header and no `ActionID` to know the answer by, so that a client waits in vain. "
      + "`Command` with `skinny show device` shows the same."
    ],
    fields: {
      Device: "The name of the device in skinny.conf."
    }
  },
  SKINNYshowline: {
    says: "Prints one line of chan_skinny, in a form that is no response.",
    gotchas: [
      "There is no `Response` header and no `ActionID` to know the answer by, so that a client waits in vain. "
      + "`Command` with `skinny show line` shows the same."
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
      Channel: "Defaults to all channels.",
      Variables: "The variables and functions whose values each item shows.",
      AllVariables: "Whether each item shows all variables of its channel."
    }
  },
  StopMixMonitor: {
    says: "Stops a recording by `MixMonitor`.",
    gotchas: ["A channel that is not recorded is an error."],
    fields: {
      Channel: "The channel that is recorded.",
      MixMonitorID: "The `MixMonitorID` that `MixMonitor` answered; defaults to any one of the recordings."
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
      Reload: "`yes` to reload everything afterwards, or the name of one module; defaults to reloading nothing.",
      PreserveEffectiveContext: "Whether a category keeps what it had from a template that changes, as lines of its "
        + "own; defaults to yes.",
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
    gotchas: ["A mailbox that does not exist is a success without a list, which only the `Message` shows."],
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
      Context: "Defaults to all contexts.",
      Mailbox: "The mailbox without its context; defaults to all mailboxes."
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
    gotchas: ["If there are no mailboxes the answer is a success without a list, which only the `Message` shows."]
  },
  VoicemailUserStatus: {
    says: "Shows the settings and numbers of messages of one mailbox.",
    gotchas: ["A mailbox that does not exist is a success without a list, which only the `Message` shows."],
    fields: {
      Context: voicemailContext,
      Mailbox: mailboxNumber
    }
  },
  WaitEvent: {
    says: "Waits for an event, and sends those that have come.",
    details: [
      "It is how a session over HTTP gets its events: after the response come the events, then `WaitEventComplete`. A "
      + "client over HTTP sends it on its own, and refuses it from its callers."
    ],
    gotchas: [
      "It may end early without an event. A second one on the same session ends the first with an empty answer.",
      "Over TCP the session does nothing else meanwhile, though any input ends the wait; the events come by "
      + "themselves there."
    ],
    fields: {
      Timeout:
        "How long to wait, in seconds on the wire; as long as it may if it is negative, which is the default. Over HTTP "
        + "that is 10 seconds less than the session has left."
    }
  }
}
