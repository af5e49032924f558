/**
 * Which options `docs/options.md` has: by table, the interfaces that they are in, and the files that apply their defaults.
 */

/** The options of a constructor, or of an option that is an object. */
export interface Group {
  /** The prefix of the names, such as `reconnect.`. */
  readonly prefix?: string
  /** The file and the interface. Inherited members belong to it, unless they are in `without`. */
  readonly from: string
  readonly type: string
  readonly without?: ReadonlyArray<string>
  /** Files that apply defaults. */
  readonly defaults: ReadonlyArray<string>
  /** What to print as the default if no constant in the code has it, or several do. */
  readonly words?: Readonly<Record<string, string>>
}

const client = { from: "src/client/AmiClient.ts", defaults: ["src/client/internal/options.ts"] }
const socket = "src/node/tcp.ts"
const codec = "src/protocol/AmiCodec.ts"
const fleet = { from: "src/fleet/AmiFleet.ts", defaults: ["src/fleet/internal/serving.ts"] }

const dialing = { from: "src/dialer/AmiDial.ts", defaults: ["src/dialer/internal/options.ts"] }
const how = {
  id: "random",
  context: "`from-internal`",
  ringFor: "30 seconds",
  codecs: "those of the endpoint",
  onInterrupt: "`hangup`"
}

/** The tables, by the name of their part of the page. */
export const tables: Readonly<Record<string, ReadonlyArray<Group>>> = {
  client: [
    { ...client, type: "Options", words: { name: "the address of the transport", limits: "see the next rows" } },
    { ...client, type: "Limits", prefix: "limits." },
    { ...client, type: "Reconnect", prefix: "reconnect.", words: { schedule: "backoff, 100 ms to 30 s" } },
    { from: "src/client/AmiInbox.ts", type: "BufferOptions", defaults: [], prefix: "buffer." }
  ],
  sockets: [
    {
      from: socket,
      type: "TlsOptions",
      defaults: [socket, codec],
      words: {
        ca: "the authorities of Node",
        limits: "see the next rows",
        port: "5038, for TLS 5039",
        servername: "the host"
      }
    },
    { from: codec, type: "Limits", defaults: [codec], prefix: "limits." }
  ],
  http: [{
    from: "src/transport/AmiTransportHttp.ts",
    type: "HttpOptions",
    defaults: ["src/transport/AmiTransportHttp.ts", codec],
    words: { limits: "as for TCP" }
  }],
  decoder: [{ from: codec, type: "DecoderOptions", defaults: [codec], words: { limits: "as for TCP" } }],
  live: [
    {
      from: "src/live/AmiLive.ts",
      type: "Settings",
      defaults: ["src/live/internal/member.ts", "src/live/internal/publishing.ts"],
      words: { relistEvery: "that of the model" }
    },
    {
      from: "src/live/AmiQueues.ts",
      type: "Options",
      defaults: ["src/live/AmiQueues.ts"],
      prefix: "AmiQueues: ",
      words: { queues: "all" }
    },
    {
      from: "src/live/AmiMailboxes.ts",
      type: "Options",
      defaults: ["src/live/AmiMailboxes.ts"],
      prefix: "AmiMailboxes: "
    },
    {
      from: "src/live/AmiCalls.ts",
      type: "Options",
      defaults: ["src/live/AmiCalls.ts"],
      prefix: "AmiCalls: ",
      words: { trunks: "guessed", redact: "shown whole", dialplan: "`false`", server: "the name of the client" }
    }
  ],
  agi: [{
    from: "src/agi/AmiAgi.ts",
    type: "Options",
    defaults: ["src/agi/AmiAgi.ts"],
    words: {
      program: "needed",
      accepts: "all",
      name: "`agi`",
      orphans: "`break`",
      maxLife: "1 hour",
      maxSessions: "1,000"
    }
  }],
  dialing: [
    { ...dialing, type: "DialOptions", words: how },
    {
      ...dialing,
      type: "CallOptions",
      prefix: "call: ",
      without: [
        "id",
        "context",
        "ringFor",
        "callerId",
        "variables",
        "codecs",
        "account",
        "earlyMedia",
        "blackBox",
        "onInterrupt"
      ]
    }
  ],
  campaign: [{
    from: "src/dialer/internal/campaignOptions.ts",
    type: "Campaign",
    defaults: ["src/dialer/internal/campaignOptions.ts"],
    words: {
      agentWithin: "2 seconds",
      hours: "always",
      maxPerTrunk: "no limit",
      retry: "`defaultRetry`",
      figuresEvery: "10 seconds"
    }
  }],
  cluster: [
    {
      from: "src/cluster/AmiCluster.ts",
      type: "Options",
      defaults: ["src/cluster/AmiCluster.ts"]
    },
    {
      prefix: "transport: ",
      from: "src/cluster/AmiCluster.ts",
      type: "TransportOptions",
      defaults: ["src/cluster/AmiCluster.ts"],
      words: { events: "all" }
    },
    {
      prefix: "NodeCluster: ",
      from: "src/node/NodeCluster.ts",
      type: "Options",
      defaults: ["src/node/NodeCluster.ts"],
      words: { listen: "`host` and `port`", tls: "none: clear text", sharding: "`AmiCluster.settings`" }
    }
  ],
  fleet: [
    { ...fleet, type: "Options" },
    {
      ...fleet,
      type: "ConfigOptions",
      prefix: "layerConfig: ",
      without: ["connect", "models", "buffer", "connectTimeout", "locateTimeout", "maxLogins"]
    }
  ],
  dashboard: [
    {
      from: "src/dashboard/AmiDashboard.ts",
      type: "Options",
      defaults: ["src/dashboard/AmiDashboard.ts"],
      words: { path: "the root", name: "the name of the client", hosts: "any" }
    },
    {
      prefix: "actions.",
      from: "src/dashboard/AmiDashboard.ts",
      type: "ActionOptions",
      defaults: ["src/dashboard/AmiDashboard.ts"],
      words: { reasons: "Break, Lunch, Training, Back office and Meeting", onAction: "a line in the log" }
    }
  ],
  gateway: [
    {
      from: "src/gateway/AmiGateway.ts",
      type: "Options",
      defaults: ["src/gateway/AmiGateway.ts"],
      words: { path: "the root", origins: "none but its own", onAction: "a line in the log" }
    },
    {
      prefix: "layer: ",
      from: "src/gateway/AmiGateway.ts",
      type: "ClientOptions",
      defaults: ["src/gateway/AmiGateway.ts"],
      words: { server: "the name of the client, or the address that it connects to" },
      without: ["grants", "path", "origins", "onAction"]
    }
  ],
  tracker: [{
    from: "src/live/AmiTracker.ts",
    type: "Options",
    defaults: ["src/live/AmiTracker.ts"],
    words: { relistEvery: "never" }
  }],
  journal: [
    {
      from: "src/journal/AmiJournal.ts",
      type: "RecordOptions",
      defaults: ["src/journal/internal/journal.ts"],
      words: {
        server: "the name of the client, or its address",
        names: "all messages",
        blockEvents: "2000",
        maxBlocks: "128",
        keep: "7 days",
        blockAge: "500 ms"
      }
    },
    {
      prefix: "AmiCallLog: ",
      from: "src/journal/AmiCallLog.ts",
      type: "WriteOptions",
      defaults: ["src/journal/AmiCallLog.ts"],
      words: { server: "that of a record, or `asterisk`", maxWaiting: "10,000", keep: "400 days" }
    }
  ],
  sinks: [
    {
      prefix: "AmiWebhook: ",
      from: "src/sink/AmiWebhook.ts",
      type: "Options",
      defaults: ["src/sink/AmiWebhook.ts"],
      words: { names: "all", timeout: "15 seconds", giveUpAfter: "3 days" }
    }
  ],
  recording: [
    {
      from: "src/journal/AmiRecording.ts",
      type: "Options",
      defaults: ["src/journal/AmiRecording.ts"],
      words: { target: "the name of the client" }
    },
    {
      from: "src/transport/AmiTransportMock.ts",
      type: "Options",
      defaults: ["src/transport/AmiTransportMock.ts"],
      words: { recording: "none" }
    }
  ],
  center: [{
    from: "src/simulator/SimulatedCallCenter.ts",
    type: "Options",
    defaults: ["src/simulator/SimulatedCallCenter.ts"],
    words: { agents: "as many as the calls need", day: "`allDay`", queues: "`sales` and `support`" }
  }],
  simulator: [{
    from: "src/simulator/NodeSimulator.ts",
    type: "Options",
    defaults: ["src/simulator/AmiSimulator.ts", "src/simulator/NodeSimulator.ts"],
    words: {
      banner: "that of the version",
      httpEnabled: "whether it serves HTTP",
      endpoints: "`100` to `102`, and `alice`",
      extensions: "`defaultExtensions`",
      modules: "those of a usual installation",
      features: "each its own",
      musicClasses: "`default`",
      seed: "1",
      parkingLots: "the lot `default`",
      cdr: "`false`",
      cel: "`false`",
      timeScale: "1"
    }
  }]
}
