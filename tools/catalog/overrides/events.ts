/** Corrections of events, by their names. */
import type { EventOverride, FieldOverride } from "./Override.ts"

const empty = (because: string): FieldOverride => ({ shape: "notEmpty", because })

const fax: FieldOverride = {
  sentinels: ["", "(null)"],
  because: "res/res_fax.c copies variables, which are empty if they were never set; apps/app_fax.c passes NULL"
}
const faxFields = { PagesTransferred: fax, Resolution: fax, TransferRate: fax }

export const events: Readonly<Record<string, EventOverride>> = {
  Agents: {
    view: {
      by: "agents",
      because: "apps/app_agent_pool.c, action_agents ends CallStarted of an agent on a call by a line feed alone"
    }
  },
  AsyncAGIExec: {
    fields: { CommandId: { optional: true, because: "res/res_agi.c, launch_asyncagi: only if the action had one" } }
  },
  CloseSession: {
    absent: "main/manager.c, wakes up sessions inside Asterisk; its class is in no account and it is never written"
  },
  Cdr: {
    fields: {
      AnswerTime: empty("cdr/cdr_manager.c, manager_log: empty for a call that was not answered")
    }
  },
  CoreShowChannel: {
    fields: {
      Duration: { shape: "clock", because: "main/manager.c, action_coreshowchannels: hours, minutes and seconds" },
      BridgeId: empty("main/manager.c, action_coreshowchannels: empty if the channel is in no bridge")
    }
  },
  DialEnd: {
    fields: { DialStatus: { sentinels: [], because: "main/dial.c always knows the outcome of a dialing that ended" } }
  },
  DialState: {
    fields: { DialStatus: { sentinels: [], because: "main/dial.c always knows the state that it tells" } }
  },
  EndpointDetail: {
    fields: {
      "100rel": {
        kind: "enum",
        values: ["no", "yes", "peer_supported", "required"],
        because: "res/res_pjsip/pjsip_configuration.c, prack_to_str"
      },
      Timers: {
        kind: "enum",
        values: ["no", "yes", "required", "always"],
        because: "res/res_pjsip/pjsip_configuration.c, timers_to_str"
      },
      MediaEncryption: {
        kind: "enum",
        values: ["no", "sdes", "dtls"],
        because: "res/res_pjsip/pjsip_configuration.c, media_encryption_to_str"
      },
      DtlsVerify: {
        kind: "enum",
        values: ["No", "Fingerprint", "Certificate", "Yes"],
        because: "res/res_pjsip/pjsip_configuration.c, dtlsverify_to_str"
      },
      SecurityNegotiation: {
        kind: "enum",
        values: ["no", "mediasec"],
        because: "res/res_pjsip/pjsip_configuration.c, security_negotiation_to_str"
      },
      ActiveChannels: {
        kind: "integer",
        sentinels: [""],
        because: "res/res_pjsip/pjsip_configuration.c, sip_endpoint_to_ami: a number; 16 leaves it empty"
      }
    }
  },
  EndpointList: {
    fields: {
      Contacts: {
        optional: true,
        because: "res/res_pjsip/pjsip_configuration.c: one header for each AOR that has any"
      },
      ActiveChannels: {
        kind: "integer",
        sentinels: [""],
        because: "res/res_pjsip/pjsip_configuration.c, format_ami_endpoint: a number; 16 leaves it empty"
      }
    }
  },
  NewCallerid: {
    fields: {
      "CID-CallingPres": {
        shape: "escaped",
        because: "main/manager_channels.c, channel_new_callerid: ast_escape_c_alloc"
      }
    }
  },
  OriginateResponse: {
    add: [
      {
        name: "ActionID",
        kind: "string",
        optional: true,
        because: "main/manager.c, fast_originate copies it; it is what the event is matched by"
      },
      {
        name: "ChanVariable",
        kind: "variable-assignment",
        shape: "channelVariables",
        optional: true,
        because: "main/manager.c, append_channel_vars: ChanVariable(<channel>): <name>=<value>, not escaped"
      }
    ],
    drop: /^ChanVariable\(/
  },
  OutboundRegistrationDetail: {
    fields: {
      SecurityNegotiation: {
        kind: "enum",
        values: ["no", "mediasec"],
        because: "res/res_pjsip_outbound_registration.c, security_negotiation_to_str"
      }
    }
  },
  PeerEntry: {
    fields: {
      Port: {
        sentinels: ["(null)"],
        because: "channels/chan_iax2.c, manager_iax2_show_peer_list prints NULL for a peer without an address"
      },
      IPport: {
        sentinels: ["(null)"],
        because: "channels/chan_iax2.c, __iax2_show_peers prints NULL for a peer without an address"
      }
    }
  },
  PeerStatus: {
    fields: {
      Time: { sentinels: ["-1"], because: "channels/chan_sip.c, sip_poke_noanswer: -1 if there was no answer" }
    }
  },
  PresenceStateChange: {
    fields: {
      Subtype: { shape: "escaped", because: "main/presencestate.c, presence_state_to_ami: ast_escape_c_alloc" },
      Message: { shape: "escaped", because: "main/presencestate.c, presence_state_to_ami: ast_escape_c_alloc" }
    }
  },
  ReceiveFAX: { fields: faxFields },
  Reload: { fields: { Module: { sentinels: [], because: "main/loader.c: All is what was reloaded" } } },
  Rename: {
    add: [{
      name: "ChanVariable",
      kind: "variable-assignment",
      shape: "channelVariables",
      optional: true,
      because: "main/channel.c, ast_channel_change_name sends it by ast_manager_event, which adds the variables"
    }]
  },
  ResourceListDetail: {
    drop: /^Event$/
  },
  SendFAX: { fields: faxFields },
  SIPQualifyPeerDone: {
    add: [{
      name: "ActionID",
      kind: "string",
      optional: true,
      because: "channels/chan_sip.c, send_manager_peer_status copies it; it is what the event is matched by"
    }]
  },
  Status: {
    fields: {
      BridgeID: empty("main/manager.c, generate_status: empty if the channel is in no bridge"),
      Callgroup: {
        shape: "text",
        because: "main/manager.c, generate_status: a bit mask of 64 bits, too long for a number"
      },
      Pickupgroup: {
        shape: "text",
        because: "main/manager.c, generate_status: a bit mask of 64 bits, too long for a number"
      }
    }
  },
  UserEvent: {
    view: {
      by: "beforeOwn",
      because: "main/stasis.c, multi_user_event_to_ami writes what the sender chose after the name of the event"
    }
  },
  VarSet: {
    fields: { Value: { shape: "escaped", because: "main/stasis_channels.c, varset_to_ami: ast_escape_c_alloc" } }
  }
}

/** Corrections for all events that have a certain field. */
export const groups: ReadonlyArray<
  { readonly having: string; readonly fields: Readonly<Record<string, FieldOverride>> }
> = [
  {
    having: "EventTV",
    fields: {
      AccountID: {
        sentinels: ["<unknown>"],
        because:
          "res/res_security_log and res/res_pjsip/security_events.c write <unknown> for an endpoint that is not known"
      }
    }
  }
]
