/**
 * What to say of a link in clear text before anything is sent over it.
 *
 * On the loopback interface nobody else listens; to every other machine anyone who
 * can read or change what is sent can listen to and place calls.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"

/** A name that only begins like an address of this machine is another machine's. */
const loopback = /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/

/** Warns if the host is another machine; `instead` says what to use there. */
export const warn = (host: string, instead: string): Effect.Effect<void> =>
  loopback.test(host) ? Effect.void : Effect.logWarning(
    `AMI to ${host} is in clear text: anyone who can read or change it can listen to and place calls. Use ${instead}`
  ).pipe(Effect.catchCause(() => Effect.void))
