/**
 * The smaller models of one client together, and what of them lists are sure to have.
 */
import { assert } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import {
  AmiAgents,
  AmiClient,
  AmiConferences,
  AmiEndpoints,
  type AmiError,
  AmiLive,
  AmiMailboxes,
  AmiParking,
  AmiRegistrations,
  AmiStates
} from "effect-ami"
import { isDeepStrictEqual } from "node:util"

const layers = Layer.mergeAll(
  AmiAgents.layer,
  AmiConferences.layer,
  AmiEndpoints.layer,
  // Asterisk 16 has no list of them here.
  AmiMailboxes.layerWith({ mailboxes: ["101", "102"] }),
  AmiParking.layer,
  AmiRegistrations.layer,
  AmiStates.layer
)

/** All of these models on a client. */
export const openModels = (ami: AmiClient.AmiClient["Service"], settings: AmiLive.Settings = {}) =>
  Effect.flatMap(
    Layer.build(Layer.provide(layers, [
      Layer.succeed(AmiClient.AmiClient, ami),
      Layer.succeed(AmiLive.Settings, settings)
    ])),
    (context) =>
      Effect.provide(
        Effect.all({
          agents: AmiAgents.AmiAgents,
          conferences: AmiConferences.AmiConferences,
          endpoints: AmiEndpoints.AmiEndpoints,
          mailboxes: AmiMailboxes.AmiMailboxes,
          parking: AmiParking.AmiParking,
          registrations: AmiRegistrations.AmiRegistrations,
          states: AmiStates.AmiStates
        }),
        context
      )
  )

export type Models = Effect.Success<ReturnType<typeof openModels>>

const rowsOf = <V>(model: AmiLive.Model<V>, facts: (value: V) => unknown) =>
  Effect.map(model.get, ({ value }) => [...value].map(([key, one]) => JSON.stringify([key, facts(one)])).toSorted())

/** What lists are sure to have: keys and facts that no time and no order is in. */
export const essence = (models: Models) =>
  Effect.all({
    agents: rowsOf(models.agents, ({ Channel, Name, TalkingToChan, status }) => [Name, status, Channel, TalkingToChan]),
    conferences: rowsOf(models.conferences, ({ members }) => members.map(({ Uniqueid }) => Uniqueid).toSorted()),
    members: rowsOf(
      models.conferences.members,
      ({ Admin, Channel, Conference, Muted }) => [Conference, Channel, Admin, Muted]
    ),
    endpoints: rowsOf(models.endpoints, ({ DeviceState, isReachable }) => [DeviceState, isReachable]),
    contacts: rowsOf(models.endpoints.contacts, ({ AOR, Endpoint, Uri }) => [AOR, Endpoint, Uri]),
    mailboxes: rowsOf(models.mailboxes, ({ Fullname, New, Old }) => [Fullname, New, Old]),
    lots: rowsOf(
      models.parking.lots,
      ({ StartSpace, Timeout, calls }) => [StartSpace, Timeout, calls.map(({ Uniqueid }) => Uniqueid)]
    ),
    parking: rowsOf(
      models.parking,
      ({ Channel, ParkerDialString, ParkingSpace, Parkinglot }) => [Channel, Parkinglot, ParkingSpace, ParkerDialString]
    ),
    registrations: rowsOf(models.registrations, ({ Status }) => Status),
    devices: rowsOf(models.states.devices, ({ State }) => State),
    extensions: rowsOf(models.states.extensions, ({ Hint, Status, StatusText }) => [Hint, Status, StatusText]),
    presence: rowsOf(models.states.presence, ({ Message, Status, Subtype }) => [Status, Subtype, Message])
  })

/** Waits until all models are fresh. */
const fresh = (models: Models) => {
  const { agents, conferences, endpoints, mailboxes, parking, registrations, states } = models
  const all: ReadonlyArray<AmiLive.Model<unknown>> = [
    agents,
    conferences,
    endpoints,
    mailboxes,
    parking,
    registrations,
    states.devices
  ]
  return Effect.forEach(
    all,
    (model) => model.watch("").changes.pipe(Stream.filter(({ _tag }) => _tag === "Fresh"), Stream.runHead),
    { discard: true }
  )
}

/** Waits until models have what another client is listed; fails with the difference. */
export const agree = (
  models: Models,
  other: AmiClient.AmiClient["Service"],
  what: string,
  pause: Effect.Effect<void>
): Effect.Effect<Effect.Success<ReturnType<typeof essence>>, AmiError.AmiError> => {
  const compare = (tries: number): ReturnType<typeof agree> =>
    Effect.gen(function*() {
      yield* pause
      yield* fresh(models)
      const listed = yield* Effect.scoped(Effect.flatMap(openModels(other), essence))
      const known = yield* essence(models)
      if (isDeepStrictEqual(known, listed)) return known
      if (tries === 0) assert.deepStrictEqual(known, listed, what)
      return yield* compare(tries - 1)
    })
  return compare(40)
}
