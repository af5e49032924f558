/**
 * A cluster of processes under load, and what can be done to it.
 */
import { DatabaseSync } from "node:sqlite"
import { setTimeout } from "node:timers/promises"
import type { Asked } from "./history.ts"
import type { Oracle } from "./oracle.ts"
import { freePort, type NodeProcess, start, type Word } from "./processes.ts"

/** Where the locks are, and how to take them away for a while. */
export interface Locks {
  readonly place: string
  readonly outage: (millis: number) => Promise<void>
}

/** Another process has the file of the locks for itself. */
export const sqliteLocks = (place: string): Locks => ({
  place,
  outage: async (millis) => {
    const database = new DatabaseSync(place, { timeout: 5000 })
    database.exec("BEGIN EXCLUSIVE")
    await setTimeout(millis)
    database.exec("ROLLBACK")
    database.close()
  }
})

export class Arena {
  readonly oracle: Oracle
  readonly locks: Locks
  readonly servers: ReadonlyArray<string>
  readonly asked: Array<Asked> = []
  /** Lists that were asked for, and those that were wrong. */
  readonly lists = { whole: 0, broken: 0, wrong: [] as Array<string> }
  /** Breaks in the numbers of events that no mark explains. */
  readonly broken: Array<string> = []
  private nodes: Array<NodeProcess> = []
  private readonly stopped = new Set<NodeProcess>()
  private readonly starting = new Set<NodeProcess>()
  private readonly pending = new Set<Promise<unknown>>()
  private isOver = false
  private count = 0

  constructor(oracle: Oracle, locks: Locks, servers: ReadonlyArray<string>) {
    this.oracle = oracle
    this.locks = locks
    this.servers = servers
  }

  /** The nodes that run. */
  get running(): ReadonlyArray<NodeProcess> {
    return this.nodes.filter((node) => node.isAlive() && !this.stopped.has(node) && !this.starting.has(node))
  }

  /** Starts a node, and waits until its clients are connected. */
  async join(): Promise<NodeProcess> {
    const { locks, oracle, servers } = this
    const port = await freePort()
    const verbose = process.env["CLUSTER_LOG"] !== undefined
    const node = start(
      { port, locks: locks.place, asterisk: oracle.port, servers, verbose },
      (word) => this.hear(port, word)
    )
    this.nodes.push(node)
    this.starting.add(node)
    await node.running
    this.starting.delete(node)
    for (const server of servers) void node.ask({ op: "follow", server })
    return node
  }

  ownerOf(server: string): NodeProcess | undefined {
    // The last to log in.
    const user = this.oracle.logins.findLast(({ user }) => user.startsWith(`${server}@`))?.user
    return this.running.find(({ port }) => user === `${server}@${port}`)
  }

  owns(node: NodeProcess): ReadonlyArray<string> {
    return this.servers.filter((server) => this.ownerOf(server) === node)
  }

  end(node: NodeProcess, signal: "SIGKILL" | "SIGTERM"): void {
    node.signal(signal)
    this.nodes = this.nodes.filter((other) => other !== node)
  }

  freeze(node: NodeProcess): void {
    node.signal("SIGSTOP")
    this.stopped.add(node)
  }

  thaw(node: NodeProcess): void {
    node.signal("SIGCONT")
    this.stopped.delete(node)
  }

  /** Asks every node that runs for calls, without end; `every` is the time between two of a node, in milliseconds. */
  async load(every: number, random: () => number): Promise<void> {
    while (!this.isOver) {
      for (const node of this.running) {
        for (const server of this.servers) {
          this.call(node, server, Math.floor(random() * 150))
          if (random() < 0.02) this.list(node, server)
        }
      }
      await setTimeout(every)
    }
  }

  call(node: NodeProcess, server: string, millis: number): Asked {
    const id = `c${++this.count}-${node.port}`
    const asked: Asked = { id, at: Date.now(), node: node.port, reply: undefined, said: undefined }
    this.asked.push(asked)
    this.follow(
      node.ask({ op: "call", id, server, millis }).then((reply) => {
        asked.reply = reply ?? null
        asked.said = Date.now()
      })
    )
    return asked
  }

  /** Waits until each node that runs can call over each server. */
  async settled(atMost: number): Promise<boolean> {
    const until = Date.now() + atMost
    while (Date.now() < until) {
      const nodes = this.running
      const calls = nodes.flatMap((node) => this.servers.map((server) => this.call(node, server, 0)))
      await setTimeout(200)
      const isDone = () => calls.every(({ reply }) => reply !== undefined)
      while (!isDone() && Date.now() < until) await setTimeout(50)
      if (nodes.length > 0 && calls.every(({ reply }) => reply?.value === "ok")) return true
    }
    return false
  }

  /** Takes no more actions, and waits until something was said of each. */
  async finish(): Promise<void> {
    this.isOver = true
    for (const node of this.stopped) this.thaw(node)
    await Promise.race([Promise.all(this.pending), setTimeout(60_000)])
    await Promise.all(this.nodes.map((node) => node.close()))
  }

  private list(node: NodeProcess, server: string): void {
    const id = `l${++this.count}-${node.port}`
    const count = 100
    this.follow(
      node.ask({ op: "list", id, server, count }).then((reply) => {
        if (reply?.value === count) this.lists.whole += 1
        else if (reply === undefined || isHonest(reply.error)) this.lists.broken += 1
        else this.lists.wrong.push(`${id} of ${count}: ${JSON.stringify(reply)}`)
      })
    )
  }

  private follow(promise: Promise<unknown>): void {
    this.pending.add(promise)
    void promise.finally(() => this.pending.delete(promise))
  }

  private hear(port: number, word: Word): void {
    if ("broken" in word) this.broken.push(`${port}: ${JSON.stringify(word)}`)
  }
}

/** What a list that broke off may say. */
const isHonest = (error: string | undefined): boolean =>
  error !== undefined && ["NotSent", "OutcomeUnknown", "ListIncomplete", "Interrupted"].includes(error)
