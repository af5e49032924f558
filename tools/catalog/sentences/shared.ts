/** Sentences that several actions or events share. */

/** What is dialed to reach a member of a queue, in the words of the events about queues. */
export const Interface = "What is dialed to reach the member."

/** What a charge consists of, in `AOC-D` and `AOC-E`. */
export const charge = {
  "Charge/Type": "Says which of the fields that follow are there: those of `Currency`, those of `Units`, or none.",
  "Charge/BillingID": "Who pays, or the diversion that the charge is for; absent if there is no charge to report.",
  "Charge/TotalType": "Whether more is to come for the same call.",
  "Charge/Currency/Name": "The currency, as the network calls it.",
  "Charge/Currency/Cost": "To be multiplied by `Charge/Currency/Multiplier`.",
  "Charge/Units({n})/NumberOf": "How many units of one kind, counted from `Charge/Units(0)` on; absent if the " +
    "network did not say.",
  "Charge/Units({n})/TypeOf": "The kind of the units, a number whose meaning the network defines."
}

/** What an AOR of PJSIP is configured to do. */
export const aor = {
  ObjectName: "The name of the AOR in `pjsip.conf`.",
  MinimumExpiration: "The shortest registration that is accepted, in seconds.",
  DefaultExpiration: "How long a registration lasts that asks for no time, in seconds.",
  MaximumExpiration: "The longest registration that is accepted, in seconds.",
  QualifyFrequency: "The seconds between two checks whether a contact answers; 0 for no checks.",
  QualifyTimeout: "How long a contact has to answer a check, in seconds.",
  Qualify2xxOnly: "Whether only a 2xx answer to a check counts as reachable, rather than any answer.",
  AuthenticateQualify: "Whether a check that is challenged is sent again with credentials.",
  Mailboxes: "The mailboxes, with commas between, whose messages are reported to subscribers of the AOR.",
  VoicemailExtension: "Where a phone should call for its voicemail.",
  MaxContacts: "How many contacts may be registered at once; 0 if no one can register.",
  RemoveExisting: "Whether a new registration takes the place of an old one when there are too many.",
  RemoveUnavailable: "Whether contacts that do not answer are removed first when there are too many.",
  SupportPath: "Whether the `Path` header of a registration is kept and used.",
  Contacts: "As `alice/sip:alice@192.0.2.1:5060`, with commas between; empty if there is none.",
  OutboundProxy: "The URI that requests to the contacts are sent by; empty if there is none."
}

/** The secrets and rules of an authentication of PJSIP. */
export const auth = {
  ObjectName: "The name of the authentication in `pjsip.conf`.",
  AuthType: "Such as `userpass`, `md5`, `digest` or `google_oauth`.",
  Password: "In clear text; empty if only a hash is configured.",
  Md5Cred: "The MD5 of `username:realm:password`, as good as the password itself; empty if there is none.",
  PasswordDigest: "Hashes as `MD5:...`, `SHA-256:...`, with commas between; empty if there is none.",
  Realm: "The realm that the credentials are for; may be empty.",
  NonceLifetime: "The seconds for which a challenge can be answered.",
  SupportedAlgorithmsUac: "The algorithms with which Asterisk answers challenges, with commas between.",
  SupportedAlgorithmsUas: "The algorithms with which Asterisk challenges, with commas between.",
  RefreshToken: "A secret of `google_oauth`.",
  OauthClientid: "The client id for `google_oauth`.",
  OauthSecret: "A secret of `google_oauth`."
}

/** How Asterisk checks whether a contact answers. */
export const contactChecks = {
  QualifyFrequency: aor.QualifyFrequency,
  QualifyTimeout: aor.QualifyTimeout,
  Qualify2xxOnly: aor.Qualify2xxOnly,
  AuthenticateQualify: aor.AuthenticateQualify,
  OutboundProxy: "The URI that requests to the contact are sent by; empty if there is none."
}

export const contactState = "Whether the contact answers; `NonQualified` if it is not checked, `Removed` if it is gone."

export const roundtrip =
  "The microseconds that the contact took to answer the last check; `N/A` on the wire unless `Status` " +
  "is `Reachable`."

export const coreId = "The number of the call completion, the same in all of its events."

export const Caller = "The device of the caller, such as `PJSIP/alice`."

export const Callee = "The called device, such as `PJSIP/bob`."

export const secrets = "It holds passwords in clear text: keep it out of logs."

export const confbridgeAdmin = "Whether the profile of the participant makes it an administrator of the conference."

/** The fields that every event about security has. */
export const security = {
  EventTV: "When it happened.",
  Severity: "`Informational` or `Error`.",
  Service: "Where it happened: `AMI`, `PJSIP`, or `SIP` in Asterisk 20 and earlier.",
  EventVersion: "The version of the layout of this event.",
  AccountID: "The manager user or the SIP account that the other side named; absent if it named none that is known.",
  SessionID: "The Call-ID for `PJSIP`; otherwise an address in memory, which a later session may have again.",
  LocalAddress: "The address of Asterisk, as `IPV4/TCP/192.0.2.1/5038`.",
  RemoteAddress: "The address of the other side, as `IPV4/UDP/192.0.2.7/5060`.",
  Module: "Absent from what Asterisk itself reports.",
  SessionTV: "When the session began; only for `AMI`."
}

/** The states of a subscription, seen from either end. */
export const subscription = {
  Role: "The part that Asterisk plays.",
  Callid: "The Call-ID of the SIP dialog; absent if there is none.",
  State: "The state of the SIP subscription, such as `ACTIVE`, `PENDING` or `TERMINATED`.",
  Callerid: "The caller ID of the endpoint, as `\"Alice\" <100>`; `Unknown` if it has none.",
  SubscriptionType: "Absent if the kind of subscription has no details.",
  Extension: "The extension that is watched, in an `extension_state`.",
  ExtensionStates: "The last reported state of that extension.",
  Mailboxes: "The mailboxes that are watched, in an `mwi`."
}

/** The same of a session of the manager, which alone has these events. */
export const manager = {
  ...security,
  Service: "`AMI`.",
  AccountID: "The manager user; absent before the login.",
  SessionID: "An address in memory, which a later session may have again.",
  SessionTV: "When the session began.",
  RequestParams: "Nothing in Asterisk sends it."
}

/** A parked call. */
export const parked = {
  ParkerDialString: "What is dialed to call back the one who parked, such as `PJSIP/alice`.",
  Parkinglot: "The parking lot, such as `default`.",
  ParkingSpace: "The number of the space in the lot.",
  ParkingTimeout: "The seconds that remain until the call goes back.",
  ParkingDuration: "The seconds that the call has been parked."
}

/** Why `ParkingTimeout` may be huge. */
export const endless =
  "Without a timeout (`parkingtime = 0`), `ParkingTimeout` is 0 at first and then wraps around to a number "
  + "near 2 to the power of 64."

/** A member of a queue, both in events and in the list of `QueueStatus`. */
export const memberOrItem = {
  StateInterface: "The device whose state counts for the member.",
  Penalty: "Members with a lower penalty are called first.",
  LastCall: "When the last call of the member ended; absent if none did.",
  LastPause: "Absent if the member never paused.",
  InCall: "Whether the member is in a call of this queue.",
  Status:
    "0 unknown, 1 not in use, 2 in use, 3 busy, 4 invalid, 5 unavailable, 6 ringing, 7 ringing in use, 8 on hold.",
  PausedReason: "Empty if no reason was given.",
  Wrapuptime: "The pause after each call."
}

/** A member of a queue in events. */
export const member = {
  Interface: "What is dialled to reach the member.",
  ...memberOrItem,
  Membership:
    "`dynamic` for one that `QueueAdd` or the dialplan added, `static` for one of queues.conf, `realtime` for one "
    + "of a database.",
  Ringinuse: "Whether the member may be called while in use."
}

/** An RTCP packet. */
export const rtcp = {
  To: "The address and port to which the packet went.",
  From: "The address and port from which the packet came.",
  SSRC: "The source of RTP that the sender of the packet has, as `0x1a2b3c4d`.",
  PT: "`200(SR)` from a side that sent RTP since its last report, `201(RR)` from one that only received.",
  ReportCount: "How many blocks of `Report{n}...` follow, 0 or 1 as a rule.",
  SentNTP: "The clock of the sender in seconds since 1970; absent in `201(RR)` with the three that follow.",
  SentRTP: "The same moment in units of the RTP timestamp.",
  SentPackets: "The RTP packets that the sender of the report has sent so far.",
  SentOctets: "The bytes of payload in those packets.",
  "Report{n}SourceSSRC": "The source of RTP that the block is about, as `0x1a2b3c4d`.",
  "Report{n}FractionLost": "The share of packets lost since the report before, in 256ths.",
  "Report{n}CumulativeLost": "The packets lost since the stream began.",
  "Report{n}HighestSequence": "The highest sequence number received, without its cycles.",
  "Report{n}SequenceNumberCycles": "How often the sequence number has passed 65535.",
  "Report{n}IAJitter": "The jitter in units of the RTP timestamp: 8 are one millisecond at 8000 Hz.",
  "Report{n}LSR": "The middle 32 bits of the NTP time in the last sender report received; 0 if there was none.",
  "Report{n}DLSR": "The seconds since that sender report came."
}

/** How often they come. */
export const often =
  "Each RTP stream has one every few seconds (`rtcpinterval` in rtp.conf), which is a lot on a busy server; "
  + "only users with the read privilege `reporting` see them."

/** The fields of a security event about a user or an account. */
export const account = {
  EventTV: "When it happened.",
  Severity: "`Error` in this event.",
  Service: "Where it happened: `AMI`, or `SIP` in Asterisk 20 and earlier.",
  EventVersion: "The version of the layout of this event.",
  AccountID: "The manager user or the SIP account that the other side named.",
  SessionID: "An address in memory, which a later session may have again.",
  LocalAddress: "The address of Asterisk, as `IPV4/TCP/192.0.2.1/5038`.",
  RemoteAddress: "The address of the other side, as `IPV4/UDP/192.0.2.7/5060`.",
  Module: "Absent from what Asterisk itself reports.",
  SessionTV: "When the session began; only for `AMI`."
}

/** The settings of a mailbox. */
export const mailbox = {
  VMContext: "The context of the mailbox in voicemail.conf.",
  VoiceMailbox: "The mailbox without its context.",
  Email: "The address that messages are mailed to; `(null)` if there is none.",
  Pager: "The address that gets a short mail about a message.",
  ServerEmail: "The address of the sender of such mails.",
  FromString: "The name of the sender of such mails.",
  MailCommand: "The command that sends the mails, the same for all mailboxes.",
  Language: "The language of the prompts; empty for that of the channel.",
  TimeZone: "A zone of `[zonemessages]` in voicemail.conf, in which times are announced; often empty.",
  Callback: "The context in which the owner may call back who left a message; empty if that is not allowed.",
  Dialout: "The context in which the owner may dial out of voicemail; empty if that is not allowed.",
  UniqueID: "The key of the mailbox in a database: no `Uniqueid` of a channel; empty without a database.",
  ExitContext: "The context to which callers go that leave with `*` or `0`; often empty.",
  SayDurationMinimum: "The length, in minutes, from which the length of a message is announced.",
  SayEnvelope: "Whether the time of a message is announced before it.",
  SayCID: "Whether the number of the caller is announced before a message.",
  AttachMessage: "Whether mails have the message attached.",
  AttachmentFormat: "The format of that file, such as `wav49`.",
  DeleteMessage: "Whether a message is deleted once it is mailed.",
  VolumeGain: "The factor by which sox makes a mailed message louder; 0 leaves it as it is.",
  CanReview: "Whether callers may hear their message and record it again.",
  CanMarkUrgent: "Whether callers may mark their message as urgent.",
  CallOperator: "Whether callers may leave for the operator with `0`.",
  MaxMessageCount: "The maximum number of messages in a folder.",
  MaxMessageLength: "The longest message.",
  NewMessageCount: "How many messages are unheard, urgent ones too.",
  OldMessageCount: "How many messages were heard and kept.",
  IMAPUser: "Only if Asterisk keeps messages on an IMAP server, as the three that follow.",
  IMAPFlags: "The options of the connection, such as `ssl`."
}

export const anyFolder = "A folder by its name, such as `INBOX` or `Old`."

export const messageId = "The message, by the `ID` of `VoicemailBoxDetail`, not by its number in the folder."

export const voicemailContext = "The context of the mailbox in voicemail.conf, such as `default`."

export const mailboxNumber = "The mailbox without its context, such as `1234`."

export const cacheName =
  "The name that sorcery.conf gives the cache, or else the module and the type, as `res_pjsip/endpoint`."
