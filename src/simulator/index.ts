/**
 * A server that speaks AMI, for tests and for work without a PBX.
 *
 * @since 0.1.0
 */

/** What may go wrong between a client and the simulator, on demand. */
export * as AmiFault from "./AmiFault.ts"
/** A server that speaks AMI the way Asterisk does. */
export * as AmiSimulator from "./AmiSimulator.ts"
/** The simulator on a TCP port, in Node. */
export * as NodeSimulator from "./NodeSimulator.ts"
/** A PBX without audio: what actions do to channels, as pure functions. */
export * as SimulatedPbx from "./SimulatedPbx.ts"
/** What happens on a simulated PBX, written in a few words, and the result. */
export * as SimulatedStory from "./SimulatedStory.ts"
/** A call centre on a simulated PBX: callers, agents, breaks and a line that fails. */
export * as SimulatedCallCenter from "./SimulatedCallCenter.ts"
