/**
 * SIP statuses and hangup causes (res_pjsip.c, ast_sip_hangup_sip2cause; chan_pjsip.c, hangup_cause2sip).
 *
 * @since 0.2.0
 */

const causes: Readonly<Record<number, number>> = {
  302: 23,
  401: 21,
  403: 21,
  404: 1,
  405: 127,
  407: 21,
  408: 18,
  409: 41,
  410: 22,
  411: 127,
  413: 127,
  414: 127,
  415: 127,
  420: 3,
  480: 19,
  481: 127,
  482: 127,
  483: 19,
  484: 28,
  485: 1,
  486: 17,
  487: 127,
  488: 58,
  491: 127,
  493: 127,
  500: 38,
  501: 29,
  502: 27,
  503: 34,
  504: 102,
  505: 127,
  580: 58,
  600: 17,
  603: 21,
  604: 1,
  606: 58
}

/** The hangup cause of a SIP status. */
export const causeOfStatus = (status: number): number =>
  causes[status] ?? (status >= 500 && status < 600 ? 34 : status >= 400 && status < 700 ? 127 : 16)

const statuses: Readonly<Record<number, number>> = {
  1: 404,
  2: 404,
  3: 404,
  17: 486,
  18: 408,
  19: 480,
  20: 480,
  21: 403,
  22: 410,
  23: 302,
  27: 502,
  28: 484,
  29: 501,
  31: 480,
  34: 503,
  38: 500,
  42: 503,
  58: 488,
  66: 503,
  127: 500
}

/** The SIP status with which Asterisk ends a call with a cause; 0 if there is none. */
export const statusOfCause = (cause: number): number => statuses[cause] ?? 0
