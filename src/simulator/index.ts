/**
 * A server that speaks AMI, to test and to work without a PBX.
 *
 * @since 0.1.0
 */

/** A server that speaks AMI as Asterisk does. */
export * as AmiSimulator from "./AmiSimulator.ts"
/** The simulator on a TCP port, in Node. */
export * as NodeSimulator from "./NodeSimulator.ts"
/** A PBX without sound: what actions do to channels, as pure functions. */
export * as SimulatedPbx from "./SimulatedPbx.ts"
