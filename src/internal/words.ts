/**
 * What the causes in errors mean, in words for people.
 *
 * @since 0.2.0
 */

/** Why a list broke off. */
export const brokenOff = {
  Disconnected: "the connection ended",
  Timeout: "nothing more came within the option actionTimeout",
  Closed: "the client is closing",
  ProtocolError: "the answer did not come from Asterisk",
  Cancelled: "Asterisk cancelled it",
  TooManyItems: "it has more than the option limits.listItems allows",
  TooLarge: "it takes more than the option limits.listBytes allows",
  CountMismatch: "fewer came than Asterisk announced, or they could not be taken apart",
  Failed: "Asterisk gave no reason"
} as const

/** How a connection ended. */
export const endings = {
  Ended: "the other side closed it",
  Reset: "the other side broke it off",
  TooLarge: "a message passed a limit",
  WriteFailed: "a write failed",
  ClientClosed: "this client closed it",
  SessionExpired: "Asterisk has forgotten its HTTP session",
  SessionStolen: "somebody else polls its HTTP session",
  Unreachable: "nothing was heard for too long",
  Defect: "code outside the library threw"
} as const

/** What to look at after a login that was refused in these words (manager.c, action_login, authenticate and auth_http_callback). */
export const loginHints: ReadonlyMap<string, string> = new Map([
  [
    "Authentication failed",
    "Wrong name or secret, or `permit` or `deny` keeps this address out; was `manager reload` run after the last change? "
    + "Asterisk's log has the reason"
  ],
  [
    "Permission denied to this address",
    "`permit` or `deny` of the account keeps it out; was `manager reload` run after the last change?"
  ],
  [
    "Login Already In Use",
    "The account allows one login (`allowmultiplelogin = no`), and another session has it, or one whose end Asterisk has not "
    + "seen yet"
  ],
  ["Asterisk is shutting down", "It takes logins again when it has started"]
])
