/**
 * The Asterisk Manager Interface for Effect.
 *
 * @since 0.1.0
 */

/** The actions of Asterisk. */
export * as Actions from "./catalog/Actions.ts"
/** Actions as values, and constructors for your own. */
export * as AmiAction from "./catalog/AmiAction.ts"
/** Types of answers that are more than single header values, used by `Actions`. */
export * as AmiAnswer from "./catalog/AmiAnswer.ts"
/** The one error of the library, and its reasons. */
export * as AmiError from "./AmiError.ts"
/** Events as values, and constructors for your own. */
export * as AmiEvent from "./catalog/AmiEvent.ts"
/** The events of Asterisk. */
export * as Events from "./catalog/Events.ts"
/** Payloads and answers as schemas with a JSON form. */
export * as AmiSchema from "./catalog/AmiSchema.ts"
/** Types of payload values that are more than text, a number or a word. */
export * as AmiPayload from "./catalog/AmiPayload.ts"
/** The channel and bridge headers of events, for events of your own. */
export * as AmiSnapshot from "./catalog/AmiSnapshot.ts"
/** The privilege classes: what an account may send and receive. */
export * as AmiPermission from "./catalog/AmiPermission.ts"
/** The key of a challenge login. */
export * as AmiAuth from "./protocol/AmiAuth.ts"
/** Wire codec: bytes to messages, actions to text. */
export * as AmiCodec from "./protocol/AmiCodec.ts"
/** HTTP Digest authentication as Asterisk speaks it. */
export * as AmiDigest from "./protocol/AmiDigest.ts"
/** A message: ordered headers, looked up by name. */
export * as AmiMessage from "./protocol/AmiMessage.ts"
/** The file of a recorded session: its lines, written and read. */
export * as AmiRecordingFile from "./protocol/AmiRecordingFile.ts"
/** Schemas for the values of headers. */
export * as AmiValue from "./protocol/AmiValue.ts"
/** The everyday tasks, one function each. */
export * as Ami from "./tasks/Ami.ts"
/** An authenticated connection to Asterisk, as a service. */
export * as AmiClient from "./client/AmiClient.ts"
/** What an inbox delivers: messages, and marks in their place. */
export * as AmiInbox from "./client/AmiInbox.ts"
/** The state of the connection. */
export * as AmiStatus from "./client/AmiStatus.ts"
/** Programs that answer calls: AGI over the connection that is there already. */
export * as AmiAgi from "./agi/AmiAgi.ts"
/** A call that a program serves: what is known of it, and the commands of AGI. */
export * as AgiSession from "./agi/AgiSession.ts"
/** The error of an AGI command, and its reasons. */
export * as AgiError from "./agi/AgiError.ts"
/** The channels that there are now. */
export * as AmiChannels from "./live/AmiChannels.ts"
/** The bridges that there are now, and who is in them. */
export * as AmiBridges from "./live/AmiBridges.ts"
/** The calls: who talks with whom, and a record of each that ends. */
export * as AmiCalls from "./live/AmiCalls.ts"
/** The record of a call that has ended, as a schema with a JSON form. */
export * as CallRecord from "./live/CallRecord.ts"
/** The agents of agents.conf, kept current. */
export * as AmiAgents from "./live/AmiAgents.ts"
/** Conferences and who is in them, kept current. */
export * as AmiConferences from "./live/AmiConferences.ts"
/** The endpoints of PJSIP and their contacts, kept current. */
export * as AmiEndpoints from "./live/AmiEndpoints.ts"
/** Voice mailboxes and how many messages wait in each, kept current. */
export * as AmiMailboxes from "./live/AmiMailboxes.ts"
/** Parking lots and the calls in them, kept current. */
export * as AmiParking from "./live/AmiParking.ts"
/** What all live models share: whether they are fresh, their changes, and their settings. */
export * as AmiLive from "./live/AmiLive.ts"
/** The registrations of PJSIP with other servers, kept current. */
export * as AmiRegistrations from "./live/AmiRegistrations.ts"
/** The states of devices, extensions and presence, kept current. */
export * as AmiStates from "./live/AmiStates.ts"
/** The queues, their members and their callers, live. */
export * as AmiQueues from "./live/AmiQueues.ts"
/** A live copy of what Asterisk knows: a list, kept current by events. */
export * as AmiTracker from "./live/AmiTracker.ts"
/** Calls many contacts, as fast as lines and agents allow, and none of them twice. */
export * as AmiCampaign from "./dialer/AmiCampaign.ts"
/** Calls that are placed once, with an outcome for each party. */
export * as AmiDial from "./dialer/AmiDial.ts"
/** Attempts to call, written down before they are dialled. */
export * as AttemptLog from "./dialer/AttemptLog.ts"
/** Many Asterisk servers in one process. */
export * as AmiFleet from "./fleet/AmiFleet.ts"
/** The error of a fleet itself, and its reasons. */
export * as FleetError from "./fleet/FleetError.ts"
/** The contract between the client and whatever carries AMI. */
export * as AmiTransport from "./transport/AmiTransport.ts"
/** AMI over HTTP and HTTPS, on any `HttpClient`. */
export * as AmiTransportHttp from "./transport/AmiTransportHttp.ts"
/** A transport that answers from a script, for tests. */
export * as AmiTransportMock from "./transport/AmiTransportMock.ts"
/** Records what a client receives, and replays it. */
export * as AmiRecording from "./journal/AmiRecording.ts"
