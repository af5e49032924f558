/**
 * Feature codes and their times, as features.conf sets them.
 *
 * @since 0.2.0
 */

/** Codes and times of features.conf, under its names. Times are seconds. */
export interface FeatureSettings {
  /** Starts a blind transfer. Defaults to `#1`. */
  readonly blindxfer?: string | undefined
  /** Starts an attended transfer. Defaults to `*2`. */
  readonly atxfer?: string | undefined
  /** Ends the call. Defaults to `*0`. */
  readonly disconnect?: string | undefined
  /** Parks the other party. Defaults to `#72`. */
  readonly parkcall?: string | undefined
  /** Starts and stops a recording. Defaults to `*3`. */
  readonly automixmon?: string | undefined
  /** Aborts an attended transfer. Defaults to `*1`. */
  readonly atxferabort?: string | undefined
  /** Completes an attended transfer. Defaults to `*2`. */
  readonly atxfercomplete?: string | undefined
  /** Connects all three. Defaults to `*3`. */
  readonly atxferthreeway?: string | undefined
  /** Goes to the other party of an attended transfer. Defaults to `*4`. */
  readonly atxferswap?: string | undefined
  /** Picks up a ringing channel of the group. Defaults to `*8`. */
  readonly pickupexten?: string | undefined
  /** How long the next digit of a number may take. Defaults to 3. */
  readonly transferdigittimeout?: number | undefined
  /** How long the target of an attended transfer may ring. Defaults to 15. */
  readonly atxfernoanswertimeout?: number | undefined
  /** Whether a transferer who hangs up too early drops the call, instead of being called back. Defaults to `false`. */
  readonly atxferdropcall?: boolean | undefined
  /** How long to wait between two calls back. Defaults to 10. */
  readonly atxferloopdelay?: number | undefined
  /** How often the transferer is called back. Defaults to 2. */
  readonly atxfercallbackretries?: number | undefined
}

/** All settings. */
export type AllFeatureSettings = { readonly [Name in keyof FeatureSettings]-?: NonNullable<FeatureSettings[Name]> }

/** The defaults. */
const defaults: AllFeatureSettings = {
  blindxfer: "#1",
  atxfer: "*2",
  disconnect: "*0",
  parkcall: "#72",
  automixmon: "*3",
  atxferabort: "*1",
  atxfercomplete: "*2",
  atxferthreeway: "*3",
  atxferswap: "*4",
  pickupexten: "*8",
  transferdigittimeout: 3,
  atxfernoanswertimeout: 15,
  atxferdropcall: false,
  atxferloopdelay: 10,
  atxfercallbackretries: 2
}

/** The settings, with the defaults of those that are not given. */
export const settingsOf = (given: FeatureSettings): AllFeatureSettings => {
  const set = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...defaults, ...Object.fromEntries(set) }
}
