/** Corrections of actions, by their names. */
import type { ActionOverride, FieldOverride } from "./Override.ts"

const noConference: ActionOverride["empty"] = {
  texts: ["No active conferences."],
  because: "apps/app_confbridge.c and apps/app_meetme.c answer an error; seen on 16.28 and 22.10 for ConfBridge"
}
const oneOfMany: FieldOverride = { shape: "channelPattern", because: "main/manager.c, action_hangup: between slashes" }
const channelFields = (because: string): Readonly<Record<string, FieldOverride>> => ({
  Channel: { shape: "channelName", because }
})
const secrets = (because: string) => ({ says: "shows secrets in clear text", because })

export const actions: Readonly<Record<string, ActionOverride>> = {
  AGI: {
    danger: {
      says: "runs dialplan applications, with EXEC",
      because: "res/res_agi.c, handle_exec runs any application, System among them"
    }
  },
  AOCMessage: {
    fields: {
      TimeScale: {
        values: [
          "OneHundredthSecond",
          "OneTenthSecond",
          "Second",
          "TenSeconds",
          "Minute",
          "Hour",
          "Day",
          "Octet",
          "Segment",
          "Message"
        ],
        because: "main/manager.c of 22, aocmessage_get_volume_unit reads the unit of a volume from this header"
      }
    },
    drop: /^Unit(Amount|Type)\(/,
    add: [{
      name: "Units",
      kind: "list",
      shape: "chargedUnits",
      because: "main/manager.c, action_aocmessage: UnitAmount(n) and UnitType(n), n from 0 to 31"
    }]
  },
  ChangeMonitor: {
    danger: {
      says: "writes to a file of the sender's choice",
      because: "res/res_monitor.c, change_monitor_action takes any path"
    }
  },
  Command: {
    answer: {
      Output: {
        shape: "lines",
        because: "main/manager.c, action_command: a header a line, and none if the command prints nothing"
      }
    },
    danger: {
      says: "runs any console command, and shell commands with `!` if Asterisk allows it",
      because: "main/manager.c, action_command; main/cli.c"
    },
    blocks: { by: "command", because: "main/manager.c, action_command answers when the command has ended" }
  },
  ConfbridgeList: {
    empty: {
      texts: ["No active conferences.", "No Conference by that name found."],
      because: "apps/app_confbridge.c, action_confbridgelist; seen on 16.28 and 22.10"
    }
  },
  ConfbridgeListRooms: { empty: noConference },
  ConfbridgeStartRecord: {
    danger: {
      says: "writes to a file of the sender's choice",
      when: "recordsToFile",
      because: "apps/app_confbridge.c, action_confbridgestartrecord takes any path"
    }
  },
  CreateConfig: {
    danger: { says: "creates a configuration file", because: "main/manager.c, action_createconfig" }
  },
  DBGet: {
    empty: { texts: ["Database entry not found"], because: "main/db.c, manager_dbget; seen on 16.28 and 22.10" }
  },
  DBGetTree: {
    miscounts: {
      because: "main/db.c of 16, manager_db_tree_get: ListItems is always 1; seen on 16.28 and in its recordings"
    }
  },
  DialplanExtensionAdd: {
    danger: {
      says: "adds a step to the dialplan, which can run a program",
      because: "pbx/pbx_config.c, manager_dialplan_extension_add takes any application"
    }
  },
  DialplanExtensionRemove: {
    danger: { says: "removes steps from the dialplan", because: "pbx/pbx_config.c, manager_dialplan_extension_remove" }
  },
  Events: {
    fields: {
      EventMask: {
        shape: "eventMask",
        because: "main/manager.c, get_mask_from_perms: classes, or on or off for all or none"
      }
    },
    answer: {
      Events: {
        optional: true,
        shape: "onOff",
        because: "main/manager.c, action_events: none in some cases with brokeneventsaction"
      }
    }
  },
  ExtensionStateList: {
    empty: {
      texts: ["No dialplan hints are available"],
      because: "main/extension_state.c of master, action_extensionstatelist; older releases answer an empty list"
    }
  },
  FilterList: { absent: "the XML of 16 describes it, but no module registers it (main/manager.c, __init_manager)" },
  GetConfig: {
    dropAnswer: /^(Category|IsTemplate|Templates|Line)-/,
    addAnswer: [{
      name: "Categories",
      kind: "list",
      shape: "configCategories",
      because: "main/manager.c, action_getconfig numbers categories and lines: Line-000000-000000"
    }],
    danger: secrets(
      "main/manager.c, action_getconfig reads any file of configuration, manager.conf with its secrets too"
    )
  },
  GetConfigJSON: {
    danger: secrets("main/manager.c, action_getconfigjson reads any file of configuration")
  },
  Getvar: {
    danger: {
      says: "runs a dialplan function, which can run a program or read a file",
      when: "readsFunction",
      because: "main/manager.c, action_getvar runs NAME(arguments): SHELL, EVAL, FILE, CURL, ODBC"
    }
  },
  Hangup: {
    fields: channelFields("main/manager.c, action_hangup takes what begins with a slash for a regular expression"),
    matching: { name: "HangupMatching", because: "main/manager.c, action_hangup: a list if Channel is /regex/" }
  },
  IAXnetstats: {
    dropAnswer: /^\{raw\}$/
  },
  ListCategories: {
    dropAnswer: /^Category-/,
    addAnswer: [{
      name: "Categories",
      kind: "list",
      shape: "categoryNames",
      because: "main/manager.c, action_listcategories numbers them: Category-000000"
    }]
  },
  ListCommands: {
    dropAnswer: /^\{ActionName\}$/,
    addAnswer: [{
      name: "Commands",
      kind: "list",
      shape: "commands",
      because: "main/manager.c, action_listcommands: a header for each action, named as the action"
    }]
  },
  Login: {
    fields: {
      Secret: { shape: "secret", because: "a secret must not be printed with its action" },
      Key: { shape: "secret", because: "a key is good for a login, and must not be printed with its action" },
      Events: { shape: "eventMask", because: "main/manager.c, authenticate: as the mask of Events" }
    }
  },
  MeetmeList: { empty: noConference },
  MeetmeListRooms: { empty: noConference },
  MixMonitor: {
    danger: {
      says: "runs the shell command that `Command` names, and writes to a file of the sender's choice",
      when: "mixesWithCommand",
      because: "apps/app_mixmonitor.c, manager_mixmonitor; mixmonitor_thread runs post_process by ast_safe_system"
    }
  },
  ModuleLoad: {
    danger: { says: "loads and unloads modules", because: "main/manager.c, manager_moduleload" },
    blocks: { by: "command", because: "main/loader.c answers when the module is loaded" }
  },
  Monitor: {
    danger: {
      says: "writes to a file of the sender's choice",
      when: "recordsTo",
      because: "res/res_monitor.c, start_monitor_action takes any path"
    }
  },
  Originate: {
    fields: {
      Async: {
        shape: "trueByDefault",
        because:
          "main/manager.c, action_originate: without it the session reads no other action until the call is answered"
      },
      ChannelId: { shape: "chosenUniqueid", because: "include/asterisk/channel.h, AST_MAX_PUBLIC_UNIQUEID" },
      OtherChannelId: { shape: "chosenUniqueid", because: "include/asterisk/channel.h, AST_MAX_PUBLIC_UNIQUEID" }
    },
    forms: {
      because: "main/manager.c, action_originate takes Application if it is given, and else the extension",
      of: {
        OriginateToExtension: {
          requires: ["Context", "Exten", "Priority"],
          forbids: ["Application", "Data"],
          says: "An `Originate` that sends the answered channel to an extension of the dialplan."
        },
        OriginateToApplication: {
          requires: ["Application"],
          forbids: ["Context", "Exten", "Priority"],
          says: "An `Originate` that runs an application on the answered channel."
        }
      }
    },
    blocks: { by: "originate", because: "main/manager.c, action_originate without Async answers after the call did" },
    danger: {
      says: "runs an application on the channel, or sets a function; both can run a program or write a file",
      when: "runsApplication",
      because:
        "main/manager.c, action_originate; CVE-2024-42365 shows that its list of forbidden ones had gaps; a Variable named "
        + "NAME(arguments) is a function that is set (main/channel.c, ast_set_variables)"
    }
  },
  Ping: {
    answer: {
      Timestamp: {
        shape: "epoch",
        optional: true,
        because: "whatever answers Pong is alive; proxies of AMI and old releases send no time"
      },
      Ping: { shape: "text", because: "whatever answers is alive" }
    }
  },
  PJSIPHangup: {
    fields: channelFields("channels/pjsip/dialplan_functions.c hands over to ast_manager_hangup_helper: /regex/"),
    matching: {
      name: "PJSIPHangupMatching",
      because: "main/manager.c, ast_manager_hangup_helper: a list if Channel is /regex/"
    }
  },
  PJSIPNotify: {
    fields: {
      Variable: {
        shape: "notifyHeaders",
        because: "res/res_pjsip_notify.c, build_notify: a name may come several times, as Content does"
      }
    }
  },
  PJSIPShowAors: { empty: { texts: ["No AORs found"], because: "res/res_pjsip/location.c; seen on 16.28 and 22.10" } },
  PJSIPShowAuths: {
    empty: { texts: ["No Auths found"], because: "res/res_pjsip/config_auth.c; seen on 16.28 and 22.10" },
    danger: secrets("res/res_pjsip/config_auth.c, sip_auths_to_ami prints Password")
  },
  PJSIPShowContacts: {
    empty: { texts: ["No Contacts found"], because: "res/res_pjsip/location.c; seen on 16.28 and 22.10" }
  },
  PJSIPShowEndpoint: { danger: secrets("res/res_pjsip/config_auth.c: AuthDetail has Password") },
  PJSIPShowEndpoints: {
    empty: {
      texts: ["No endpoints found"],
      because: "res/res_pjsip/pjsip_configuration.c, ami_show_endpoints; seen on 16.28 and 22.10"
    }
  },
  PJSIPShowRegistrationsOutbound: {
    danger: secrets("res/res_pjsip_outbound_registration.c sends AuthDetail with Password")
  },
  PJSIPShowResourceLists: {
    empty: {
      texts: ["No resource lists found"],
      because: "res/res_pjsip_pubsub.c, ami_show_resource_lists; seen on 16.28 and 22.10"
    }
  },
  PlayDTMF: {
    blocks: { by: "digit", because: "main/channel.c, ast_senddigit_external sleeps for the length of the digit" }
  },
  PlayMF: {
    blocks: { by: "digit", because: "main/channel.c, ast_sendmf_external sleeps for the length of the digit" }
  },
  PRIDebugFileSet: {
    danger: {
      says: "writes to a file of the sender's choice",
      because: "channels/chan_dahdi.c, action_pri_debug_file_set"
    }
  },
  QueueRule: {
    dropAnswer: /^(RuleList|Rule)$/,
    addAnswer: [{
      name: "RuleLists",
      kind: "list",
      shape: "ruleLists",
      because: "apps/app_queue.c, manager_queue_rule_show: RuleList, then its Rule headers, and the next"
    }]
  },
  Reload: { blocks: { by: "command", because: "main/loader.c, ast_module_reload runs before the answer" } },
  Setvar: {
    danger: {
      says: "sets a dialplan function, which can write a file",
      when: "writesFunction",
      because: "main/manager.c, action_setvar sets NAME(arguments): FILE, DB, ODBC"
    }
  },
  SIPshowpeer: {
    dropAnswer: /^ChanVariable$/,
    addAnswer: [{
      name: "ChanVariable",
      kind: "variable-assignment",
      shape: "variables",
      optional: true,
      because: "channels/chan_sip.c, _sip_show_peer: a header a variable"
    }]
  },
  SIPnotify: {
    fields: {
      Variable: {
        shape: "notifyHeaders",
        because: "channels/chan_sip.c, manager_sipnotify: a name may come several times, as Content does"
      }
    }
  },
  SKINNYshowdevice: { dropAnswer: /./ },
  SKINNYshowline: { dropAnswer: /./ },
  Status: {
    danger: {
      says: "runs dialplan functions, which can run a program or read a file",
      when: "showsFunctions",
      because:
        "main/manager.c, action_status reads each of Variables by pbx_substitute_variables_helper or ast_func_read"
    }
  },
  UpdateConfig: {
    drop: /-000000$/,
    add: [{
      name: "Changes",
      kind: "list",
      shape: "changes",
      required: true,
      because: "main/manager.c, handle_updates reads Action-000000, Cat-000000 and so on, numbered without a gap"
    }],
    danger: { says: "changes the configuration of Asterisk", because: "main/manager.c, action_updateconfig" }
  },
  UserEvent: { open: { because: "main/manager.c, action_userevent copies every header into the event" } },
  WaitEvent: {
    fields: {
      Timeout: { shape: "waitSeconds", because: "main/manager.c, action_waitevent: -1 is forever, the default" }
    },
    blocks: { by: "waitEvent", because: "main/manager.c, action_waitevent answers when there is an event" }
  }
}

/** The `Channel` of a constructor that matches several channels. */
export const matchingChannel: FieldOverride = oneOfMany
