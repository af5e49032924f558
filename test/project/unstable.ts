import type { unstableModules } from "./imports.ts"

/** Where modules of Effect that may change in a minor are used. */
export const unstable: Parameters<typeof unstableModules>[0] = {
  "src/internal/md5.ts": {
    modules: ["effect/crypto/Digest"],
    reason: "MD5 in plain TypeScript; a test vector shows if it changes"
  },
  "src/transport/AmiTransportHttp.ts": {
    modules: ["effect/http/HttpClient"],
    reason: "the HTTP transport runs on any Effect HTTP client"
  },
  "src/transport/internal/httpTransport.ts": {
    modules: ["effect/http/FetchHttpClient", "effect/http/HttpClient"],
    reason: "the existing client, and the options of `fetch`"
  },
  "src/transport/internal/httpCookies.ts": {
    modules: ["effect/http/Cookies"],
    reason: "the cookies of an answer, as Effect's clients read them"
  },
  "src/transport/internal/httpFailures.ts": {
    modules: ["effect/http/HttpClientError"],
    reason: "why a request of the HTTP transport has no answer"
  },
  "src/transport/internal/httpRequest.ts": {
    modules: [
      "effect/http/FetchHttpClient",
      "effect/http/HttpClient",
      "effect/http/HttpClientRequest",
      "effect/http/HttpClientResponse"
    ],
    reason: "one request of the HTTP transport"
  },
  "src/dialer/AttemptLog.ts": {
    modules: ["effect/persistence/KeyValueStore", "effect/sql/SqlClient"],
    reason: "the types of what attempts are kept in"
  },
  "src/dialer/internal/keyValueLog.ts": {
    modules: ["effect/persistence/KeyValueStore"],
    reason: "attempts in a key-value store"
  },
  "src/dialer/internal/sqlLog.ts": {
    modules: ["effect/sql/Migrator", "effect/sql/SqlClient", "effect/sql/SqlError"],
    reason: "attempts in a SQL database"
  },
  "src/journal/AmiRecording.ts": {
    modules: ["effect/FileSystem", "effect/PlatformError"],
    reason: "recordings are files, written and read on any platform"
  },
  "src/cluster/AmiCluster.ts": {
    modules: [
      "effect/cluster/RunnerStorage",
      "effect/cluster/Sharding",
      "effect/cluster/ShardingConfig",
      "effect/cluster/Singleton",
      "effect/sql/SqlClient",
      "effect/sql/SqlError"
    ],
    reason: "effect/cluster decides which node owns a server"
  },
  "src/cluster/internal/examination.ts": {
    modules: ["effect/sql/SqlClient", "effect/sql/SqlConnection", "effect/sql/SqlError"],
    reason: "the database of the locks is looked at"
  },
  "src/cluster/internal/owner.ts": {
    modules: ["effect/cluster/Entity", "effect/cluster/RunnerStorage", "effect/cluster/Sharding"],
    reason: "an owner is an entity of the cluster, and asks whether it holds its lock"
  },
  "src/cluster/internal/protocol.ts": {
    modules: ["effect/cluster/Entity", "effect/rpc/Rpc"],
    reason: "what nodes say to each other over the cluster"
  },
  "src/internal/direct.ts": {
    modules: ["effect/rpc/Rpc", "effect/rpc/RpcClient", "effect/rpc/RpcGroup"],
    reason: "what nodes say to each other without the cluster between"
  },
  "src/node/NodeCluster.ts": {
    modules: [
      "@effect/platform-node/NodeSocket",
      "@effect/platform-node/NodeSocketServer",
      "effect/cluster/MessageStorage",
      "effect/cluster/RunnerAddress",
      "effect/cluster/RunnerHealth",
      "effect/cluster/RunnerServer",
      "effect/cluster/Runners",
      "effect/cluster/RunnerStorage",
      "effect/cluster/Sharding",
      "effect/cluster/ShardingConfig",
      "effect/cluster/SqlRunnerStorage",
      "effect/rpc/RpcClient",
      "effect/rpc/RpcSerialization",
      "effect/rpc/RpcServer",
      "effect/socket/Socket",
      "effect/socket/SocketServer",
      "effect/sql/SqlClient",
      "effect/sql/SqlError"
    ],
    reason: "the nodes of a cluster over sockets of Node, without Nagle's delay"
  },
  "src/journal/AmiJournal.ts": {
    modules: ["effect/sql/SqlClient"],
    reason: "the type of what a journal is kept in"
  },
  "src/journal/AmiCallLog.ts": {
    modules: ["effect/sql/SqlClient"],
    reason: "the type of what records of calls are kept in"
  },
  "src/journal/internal/callRows.ts": {
    modules: ["effect/sql/SqlClient", "effect/sql/SqlError"],
    reason: "the statements of a table of calls"
  },
  "src/journal/internal/tables.ts": {
    modules: ["effect/sql/Migrator", "effect/sql/SqlClient"],
    reason: "the tables of a journal"
  },
  "src/journal/internal/storage.ts": {
    modules: ["effect/sql/SqlClient", "effect/sql/SqlError"],
    reason: "the statements of a journal"
  },
  "src/journal/internal/retention.ts": {
    modules: ["effect/sql/SqlError"],
    reason: "how the removal of old blocks fails"
  },
  "src/sink/AmiNdjson.ts": {
    modules: ["effect/FileSystem", "effect/PlatformError"],
    reason: "events are written to files, on any platform"
  },
  "src/sink/AmiWebhook.ts": {
    modules: [
      "effect/crypto/Mac",
      "effect/crypto/SecureRandom",
      "effect/encoding/Base64",
      "effect/http/HttpClient",
      "effect/http/HttpClientRequest"
    ],
    reason: "deliveries are signed, and posted by any Effect HTTP client"
  },
  "src/internal/requests.ts": {
    modules: ["effect/http/HttpServerRequest"],
    reason: "where a request comes from, for a dashboard and a gateway"
  },
  "src/gateway/AmiGateway.ts": {
    modules: [
      "effect/http-api/HttpApiBuilder",
      "effect/http/HttpRouter",
      "effect/http/HttpServer",
      "effect/persistence/RateLimiter"
    ],
    reason: "a gateway is mounted in a router of the user"
  },
  "src/gateway/AmiGatewayApi.ts": {
    modules: [
      "effect/http-api/HttpApi",
      "effect/http-api/HttpApiEndpoint",
      "effect/http-api/HttpApiGroup",
      "effect/http-api/HttpApiMiddleware",
      "effect/http-api/HttpApiSchema",
      "effect/http-api/HttpApiSecurity",
      "effect/http-api/OpenApi"
    ],
    reason: "the interface of a gateway, and its OpenAPI document"
  },
  "src/gateway/internal/body.ts": {
    modules: ["effect/ByteSize", "effect/http/HttpIncomingMessage", "effect/http/HttpServerRequest"],
    reason: "the body of a request, of a limited size"
  },
  "src/gateway/internal/document.ts": {
    modules: [
      "effect/http-api/OpenApi",
      "effect/http/HttpRouter",
      "effect/http/HttpServerRequest",
      "effect/http/HttpServerResponse"
    ],
    reason: "the document of the interface"
  },
  "src/gateway/internal/handlers.ts": {
    modules: ["effect/http-api/HttpApiBuilder", "effect/http/HttpServerResponse"],
    reason: "what answers the requests to a gateway"
  },
  "src/gateway/internal/origins.ts": {
    modules: ["effect/http/HttpServerRequest", "effect/http/HttpServerResponse"],
    reason: "pages of other origins"
  },
  "src/gateway/internal/rates.ts": {
    modules: ["effect/persistence/RateLimiter"],
    reason: "how often a token may act or read"
  },
  "src/dashboard/AmiDashboard.ts": {
    modules: ["effect/http/HttpRouter"],
    reason: "a dashboard is mounted in a router of the user"
  },
  "src/dashboard/internal/routes.ts": {
    modules: [
      "effect/ByteSize",
      "effect/http/HttpIncomingMessage",
      "effect/http/HttpRouter",
      "effect/http/HttpServerRequest",
      "effect/http/HttpServerResponse"
    ],
    reason: "the paths of a dashboard"
  },
  "src/dashboard/internal/metrics.ts": {
    modules: ["effect/observability/PrometheusMetrics"],
    reason: "the text format of Prometheus"
  },
  "src/cli/commands/serve.ts": { modules: ["effect/http/HttpRouter"], reason: "the routes of a dashboard" },
  "src/cli/commands/gateway.ts": { modules: ["effect/http/HttpRouter"], reason: "the routes of a gateway" },
  "src/cli/serve/listening.ts": {
    modules: [
      "@effect/platform-node/NodeHttpServer",
      "effect/http/HttpServer",
      "effect/http/HttpServerRequest",
      "effect/http/HttpServerResponse"
    ],
    reason: "the server of a dashboard, and of a gateway"
  },
  "src/cli/cli.ts": {
    modules: [
      "effect/cli/CliConfig",
      "effect/cli/CliError",
      "effect/cli/CliOutput",
      "effect/cli/Command",
      "effect/cli/GlobalFlag"
    ],
    reason: "the parser of the command line; the bundle holds the version that was tested"
  },
  "src/cli/tree/root.ts": { modules: ["effect/cli/Command"], reason: "the flags of every command" },
  "src/cli/tree/declare.ts": { modules: ["effect/cli/Command"], reason: "how commands are declared" },
  "src/cli/tree/flags.ts": {
    modules: ["effect/cli/Argument", "effect/cli/Flag"],
    reason: "flags and arguments of commands"
  },
  "src/cli/commands/completions.ts": {
    modules: ["effect/cli/Completions"],
    reason: "the completion scripts of the shells"
  },
  "src/cli/help.ts": { modules: ["effect/cli/HelpDoc"], reason: "what a help is made of" },
  "src/cli/style.ts": { modules: ["effect/cli/CliOutput"], reason: "the width of a text in a terminal" },
  "src/cli/profile.ts": { modules: ["effect/encoding/Toml"], reason: "profiles are TOML files" },
  "src/cli/http.ts": {
    modules: ["@effect/platform-node/NodeHttpClient"],
    reason: "Node's own HTTP client, which a bundle can hold"
  },
  "src/cli/commands/record.ts": {
    modules: ["@effect/platform-node/NodeFileSystem", "effect/FileSystem", "effect/PlatformError"],
    reason: "the file that is written"
  },
  "src/cli/environment.ts": { modules: ["effect/cli/Command"], reason: "the services that the parser asks for" },
  "src/node/NodeAmi.ts": {
    modules: ["effect/http/HttpClient"],
    reason: "the type of what the HTTP transport runs on"
  },
  "src/node/internal/connections.ts": {
    modules: ["@effect/platform-node/Undici"],
    reason: "HTTP connections, of which an open one is reused first"
  },
  "src/node/internal/httpClient.ts": {
    modules: ["@effect/platform-node/NodeHttpClient", "effect/http/HttpClient"],
    reason: "Node's HTTP client, with its own certificate authority and pool"
  },
  "src/node/NodeSqlite.ts": {
    modules: [
      "effect/reactivity/Reactivity",
      "effect/sql/SqlClient",
      "effect/sql/SqlConnection",
      "effect/sql/SqlError",
      "effect/sql/Statement"
    ],
    reason: "Node's SQLite as a SQL client of Effect"
  },
  "src/simulator/AmiSimulator.ts": {
    modules: ["effect/http/HttpServer", "effect/net/NetAddress", "effect/socket/SocketServer"],
    reason: "the simulator serves whatever connects to Effect's socket server, and to its HTTP server"
  },
  "src/simulator/NodeSimulator.ts": {
    modules: [
      "@effect/platform-node/NodeSocketServer",
      "effect/http/HttpServerError",
      "effect/socket/SocketServer"
    ],
    reason: "the simulator's TCP port, and why it may have no HTTP port"
  },
  "src/simulator/internal/nodeHttp.ts": {
    modules: ["@effect/platform-node/NodeHttpServer", "effect/http/HttpServer", "effect/http/HttpServerError"],
    reason: "the simulator's HTTP port"
  },
  "src/simulator/internal/http/routes.ts": {
    modules: [
      "effect/ByteSize",
      "effect/http/HttpIncomingMessage",
      "effect/http/HttpRouter",
      "effect/http/HttpServer",
      "effect/http/HttpServerRequest",
      "effect/http/HttpServerResponse"
    ],
    reason: "the simulator's HTTP paths"
  },
  "src/simulator/internal/http/responses.ts": {
    modules: ["effect/http/HttpServerResponse"],
    reason: "what the simulator answers over HTTP"
  },
  "src/simulator/internal/line.ts": {
    modules: ["effect/socket/Socket", "effect/socket/SocketServer"],
    reason: "one session of the simulator reads and writes one socket"
  }
}
