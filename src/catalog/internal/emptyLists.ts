/**
 * The list actions that answer `Error` where their list is empty, and the words they use.
 *
 * Those of ConfBridge, the database and PJSIP were seen on Asterisk 16.28 and 22.10; a module that Debian does not
 * build (app_meetme.c) and a server without hints (extension_state.c of 23) are known from the sources. The texts of
 * PJSIP end with a line feed on the wire, which the codec drops.
 *
 * @since 0.1.0
 */
export const emptyLists: ReadonlyMap<string, ReadonlyArray<string>> = /*#__PURE__*/ new Map([
  ["ConfbridgeList", ["No active conferences.", "No Conference by that name found."]],
  ["ConfbridgeListRooms", ["No active conferences."]],
  ["DBGet", ["Database entry not found"]],
  ["ExtensionStateList", ["No dialplan hints are available"]],
  ["MeetmeList", ["No active conferences."]],
  ["MeetmeListRooms", ["No active conferences."]],
  ["PJSIPShowAors", ["No AORs found"]],
  ["PJSIPShowAuths", ["No Auths found"]],
  ["PJSIPShowContacts", ["No Contacts found"]],
  ["PJSIPShowEndpoints", ["No endpoints found"]],
  ["PJSIPShowResourceLists", ["No resource lists found"]]
])

/** The list actions whose `ListItems` is not the number of items: DBGetTree of Asterisk 16 always says 1. */
export const wrongCounts: ReadonlySet<string> = /*#__PURE__*/ new Set(["DBGetTree"])
