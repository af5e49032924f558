/**
 * The pages of `ami help`.
 *
 * @since 0.2.0
 */

const exitCodes = `Exit codes

The exit code says what may have happened in Asterisk.

  0    done; an empty list is done
  1    Asterisk said no, or executed it and it failed
  2    the command line is wrong, or nobody agreed: nothing was sent
  3    no connection: refused, not AMI, TLS rejected, or lost
  4    login refused
  5    the account lacks a class: ami permissions, ami doctor --for
  6    time ran out, and nothing ran
  7    the call was not answered: busy, no answer, unreachable
  8    it may have run: look before you repeat it
  70   a mistake in ami itself
  130  interrupted by Ctrl-C; 143 by SIGTERM

A reader that goes away, as in "ami events | head -1", ends ami with 0, at the
next line that it writes; "ami events -n 1" ends at once.
`

const environment = `Environment

For each setting: the flag, then the profile of --profile, then these, then
the current profile (ami profile use), then the default.

  AMI_URL        ami://USER@HOST:5038, amis://, http:// or https://
  AMI_HOST       the host, if there is no AMI_URL; also AMI_PORT, AMI_TLS=true
  AMI_USERNAME   the account in manager.conf, if the URL has none
  AMI_SECRET     its secret
  AMI_CA         the file of the certificate to trust
  AMI_PROFILE    the profile to use

  NO_COLOR, FORCE_COLOR, TERM=dumb    whether there are colours
  COLUMNS                             the width of tables on a terminal
  XDG_CONFIG_HOME                     where profiles are, below effect-ami/

A secret on the command line, as in -u ami://USER:SECRET@HOST, can be read by
every user of the machine while ami runs: ami warns about it.
`

const json = `JSON

--json prints exactly one JSON value on stdout, and nothing else; --ndjson one
value a line. Commands that stream print a line a message with both. Errors are
one line on stderr, and stdout stays empty:

  {"error":{"reason":"PermissionDenied","needs":["command"],"message":"…",
            "retryable":false,"exitCode":5}}

What Asterisk sent keeps its names (Uniqueid), with values of their kind:
numbers, true and false, durations in seconds, times in ISO 8601. What Asterisk
writes as <unknown> is left out. Headers that the catalogue does not know stay
text; a repeated header is an array. With --raw all is text, as on the wire.

What ami computes (queues, members, calls) has names in camelCase.

An event is flat, with its time and number in "_":

  {"Event":"Hangup","Cause":16,"_":{"at":"2026-11-30T10:00:00.000Z","seq":7}}

Lines without an Event say where events may be missing:

  {"_":{"mark":"Gap","dropped":12,"reason":"SlowConsumer"}}

so that jq 'select(.Event=="Hangup")' just works. Secrets are "<redacted>".
Fields are added and never renamed within a major version. The JSON Schema of
each command is in docs/cli.schema.json of the package effect-ami.
`

const filters = `Filters of events

  ami events 'Queue*' --where Queue=support

Names are patterns without case: * stands for any letters, ? for one. Several
names mean any of them; several conditions mean all of them.

  Header=value     is exactly that, or fits the pattern, as Channel=PJSIP/101-*
  Header!=value    is not
  Header~regexp    fits the regular expression
  Header!~regexp   does not

An event that lacks the header does not fit = and ~, and fits != and !~.
-n stops after so many events, --timeout after so many seconds: exit code 6 if
there were fewer than -n.
`

const profiles = `Profiles

A profile is one file, which nobody but its owner may read (chmod 600):

  # $HOME/.config/effect-ami/profiles/prod.toml
  url = "amis://hello@pbx.example.org:5039"
  ca = "pbx.pem"                 # relative to this file
  # one of these, or none, and it is asked for:
  # secret = "…"
  # secret_file = "…"
  secret_command = "pass show pbx/hello"

secret_command is run without a shell; the first line that it prints is the
secret.

  ami profile add prod -u amis://hello@pbx.example.org
  ami -p prod channels
  ami profile use prod           # whenever no URL is given

Commands that look, such as ami channels, ami ping and ami events, ask several
PBXs at once, and say of which a row is (server):

  ami -p berlin,paris channels
  ami -p all ping --json

What fails is on stderr and in the exit code; the rows of the others are there.

ami profile ls, show and rm list, show and remove them. Where they are:
$XDG_CONFIG_HOME/effect-ami/profiles, by default below .config of
the home folder.
`

/** The text of each page. */
export const topics = { "exit-codes": exitCodes, environment, json, filters, profiles }
