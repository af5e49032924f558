/**
 * Stands in the bundle of the command line for the package `ws`, of which nothing is used: neither AMI nor the simulator
 * has web sockets. Effect's HTTP server makes one only when a client asks for it.
 */
export function WebSocketServer(): never {
  throw new Error("The command line has no web sockets")
}

export const WebSocket = WebSocketServer
