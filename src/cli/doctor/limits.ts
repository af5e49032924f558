/**
 * How long `ami doctor` waits for each thing that it looks at.
 *
 * @since 0.2.0
 */
import * as Duration from "effect/Duration"

export interface Limits {
  readonly name: Duration.Duration
  readonly connect: Duration.Duration
  /** For each of the other ports, if the one that was given is refused. */
  readonly otherPort: Duration.Duration
  readonly handshake: Duration.Duration
  readonly banner: Duration.Duration
  readonly http: Duration.Duration
  /** For each of the two ways in which a silent port is asked what it speaks. */
  readonly identify: Duration.Duration
  readonly login: Duration.Duration
  readonly action: Duration.Duration
  readonly boot: Duration.Duration
  /** For an event that was caused. */
  readonly event: Duration.Duration
}

/** A healthy server takes a fraction of a second for all of them. */
export const defaults: Limits = {
  name: Duration.seconds(5),
  connect: Duration.seconds(5),
  otherPort: Duration.millis(700),
  handshake: Duration.seconds(5),
  banner: Duration.seconds(3),
  http: Duration.seconds(5),
  identify: Duration.seconds(2),
  login: Duration.seconds(10),
  action: Duration.seconds(5),
  boot: Duration.seconds(2),
  event: Duration.seconds(3)
}
