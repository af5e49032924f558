/**
 * What commands say of their use.
 *
 * @since 0.2.0
 */

/** The usage of commands, by their words. */
export const usages: Readonly<Record<string, string>> = {
  "core show channels": `Usage: core show channels [concise|verbose|count]
       Lists currently defined channels and some information about them. If
       'concise' is specified, the format is abridged and in a more easily
       machine parsable format. If 'verbose' is specified, the output includes
       more and longer fields. If 'count' is specified only the channel and call
       count is output.`,
  "core show channel": `Usage: core show channel <channel>
       Shows lots of information about the specified channel.`,
  "core show uptime": `Usage: core show uptime [seconds]
       Shows Asterisk uptime information.
       The seconds word returns the uptime in seconds only.`,
  "core show calls": `Usage: core show calls [uptime [seconds]]
       Lists number of currently active calls and total number of calls
       processed through PBX since last restart. If 'uptime' is specified
       the system uptime is also displayed. If 'seconds' is specified in
       addition to 'uptime', the system uptime is displayed in seconds.`,
  "core show version": `Usage: core show version
       Shows Asterisk version information.`,
  "core show hint": `Usage: core show hint <exten>
       List registered hint.
       Hint details are shown in five columns. In order from left to right, they are:
       1. Hint extension URI.
       2. List of mapped device or presence state identifiers.
       3. Current extension state. The aggregate of mapped device states.
       4. Current presence state for the mapped presence state provider.
       5. Watchers - number of subscriptions and other entities watching this hint.`,
  "core show hints": `Usage: core show hints
       List registered hints.
       Hint details are shown in five columns. In order from left to right, they are:
       1. Hint extension URI.
       2. List of mapped device or presence state identifiers.
       3. Current extension state. The aggregate of mapped device states.
       4. Current presence state for the mapped presence state provider.
       5. Watchers - number of subscriptions and other entities watching this hint.`,
  "database put": `Usage: database put <family> <key> <value>
       Adds or updates an entry in the Asterisk database for
       a given family, key, and value.`,
  "database get": `Usage: database get <family> <key>
       Retrieves an entry in the Asterisk database for a given
       family and key.`,
  "database del": `Usage: database del <family> <key>
       Deletes an entry in the Asterisk database for a given
       family and key.`,
  "database deltree": `Usage: database deltree <family> [keytree]
   OR: database deltree <family>[/keytree]
       Deletes a family or specific keytree within a family
       in the Asterisk database.  The two arguments may be
       separated by either a space or a slash.`,
  "database show": `Usage: database show [family [keytree]]
   OR: database show [family[/keytree]]
       Shows Asterisk database contents, optionally restricted
       to a given family, or family and keytree. The two arguments
       may be separated either by a space or by a slash.`,
  "database showkey": `Usage: database showkey <keytree>
       Shows Asterisk database contents, restricted to a given key.`,
  "bridge show all": `Usage: bridge show all
       List all bridges`,
  "devstate change": `Usage: devstate change <device> <state>
       Change a custom device to a new state.
       The possible values for the state are:
UNKNOWN | NOT_INUSE | INUSE | BUSY | INVALID | UNAVAILABLE | RINGING
RINGINUSE | ONHOLD

Examples:
       devstate change Custom:mystate1 INUSE
       devstate change Custom:mystate1 NOT_INUSE
`,
  "devstate list": `Usage: devstate list
       List all custom device states that have been set by using
       the DEVICE_STATE dialplan function.`,
  "presencestate change": `Usage: presencestate change <entity> <state>[,<subtype>[,message[,options]]]
       Change a custom presence to a new state.
       The possible values for the state are:
NOT_SET | UNAVAILABLE | AVAILABLE | AWAY | XA | CHAT | DND
Optionally, a custom subtype and message may be provided, along with any options
accepted by func_presencestate. If the subtype or message provided contain spaces,
be sure to enclose the data in quotation marks ("")

Examples:
       presencestate change CustomPresence:mystate1 AWAY
       presencestate change CustomPresence:mystate1 AVAILABLE
       presencestate change CustomPresence:mystate1 "Away,upstairs,eating lunch"
`,
  "presencestate list": `Usage: presencestate list
       List all custom presence states that have been set by using
       the PRESENCE_STATE dialplan function.`,
  "manager show command": `Usage: manager show command <actionname> [<actionname> [<actionname> [...]]]
	Shows the detailed description for a specific Asterisk manager interface command.`,
  "manager show user": ` Usage: manager show user <user>
        Display all information related to the manager user specified.`,
  "manager show users": `Usage: manager show users
       Prints a listing of all managers that are currently configured on that
 system.`,
  "manager show connected": `Usage: manager show connected
	Prints a listing of the users that are currently connected to the
Asterisk manager interface.`,
  "module show": `Usage: module show [like keyword]
       Shows Asterisk modules currently in use, and usage statistics.`,
  "module reload": `Usage: module reload [module ...]
       Reloads configuration files for all listed modules which support
       reloading, or for all supported modules if none are listed.`,
  "dialplan show": `Usage: dialplan show [[exten@]context]
       Show dialplan`,
  "dialplan reload": `Usage: dialplan reload
       Reload extensions.conf without reloading any other
       modules.  This command does not delete global variables
       unless clearglobalvars is set to yes in extensions.conf`,
  "dialplan set global": `Usage: dialplan set global <name> <value>
       Set global dialplan variable <name> to <value>`,
  "dialplan set chanvar": `Usage: dialplan set chanvar <channel> <varname> <value>
       Set channel variable <varname> to <value>`,
  "dialplan show globals": `Usage: dialplan show globals
       List current global dialplan variables and their values`,
  "channel request hangup": `Usage: channel request hangup <all>|<channel> [<channel> ...]
       Request that one or more channels be hung up. The hangup takes
       effect the next time the driver reads or writes from the channel.

       If 'all' is specified instead of a channel name, all channels
       will see the hangup request.

       A POSIX Extended Regular Expression can be provided in the place
       of a fixed channel name by wrapping it in forward slashes
       (e.g. /^PJSIP.*/). Note that the expression will match any part
       of the channel name unless anchored explicitly by ^ and/or $.

       Finally, wildcards (*) and other glob-like characters can also
       be used to match more than one channel. Similar to how path globs
       behave, a forward slash cannot be matched with a wildcard or
       bracket expression. In other words, if you want to hangup all
       Local channels, you must specify Local/* and not Loc*.`,
  "channel originate": `  There are two ways to use this command. A call can be originated between a
channel and a specific application, or between a channel and an extension in
the dialplan. This is similar to call files or the manager originate action.
Calls originated with this command are given a timeout of 30 seconds.

Usage1: channel originate <tech/data> application <appname> [appdata]
  This will originate a call between the specified channel tech/data and the
given application. Arguments to the application are optional. If the given
arguments to the application include spaces, all of the arguments to the
application need to be placed in quotation marks.

Usage2: channel originate <tech/data> extension [exten@][context]
  This will originate a call between the specified channel tech/data and the
given extension. If no context is specified, the 'default' context will be
used. If no extension is given, the 's' extension will be used.`,
  "pjsip show endpoint": `Usage: pjsip show endpoint <id>
       Show the configured PJSIP endpoint`,
  "core set verbose": `Usage: core set verbose [atleast] <level> [silent]
       core set verbose off

       Sets level of verbose messages to be displayed.
       0 or off means no verbose messages should be displayed.
       The silent option means the command does not report what
       happened to the verbose level.
       Equivalent to -v[v[...]] on startup`,
  "queue show": `Usage: queue show
       Provides summary information on a specified queue.`,
  "confbridge list": `Usage: confbridge list [<name>]
       Lists all currently active conference bridges or a specific conference bridge.

       When a conference bridge name is provided, flags may be shown for users. Below
       are the flags and what they represent.

       Flags:
         A - The user is an admin
         M - The user is a marked user
         W - The user must wait for a marked user to join
         E - The user will be kicked after the last marked user leaves the conference
         m - The user is muted
         w - The user is waiting for a marked user to join`,
  "core show help": `Usage: core show help [topic]
       When called with a topic as an argument, displays usage
       information on the given command. If called without a
       topic, it provides a list of commands.`,
  "core reload": `Usage: core reload
       Execute a global reload.`,
  "core show settings": `Usage: core show settings
       Show core misc settings`,
  "database query": `Usage: database query "<SQL Statement>"
       Run a user-specified SQL query on the database. Be careful.`,
  "core show function": `Usage: core show function <function>
       Describe a particular dialplan function.`,
  "core show application": `Usage: core show application <application> [<application> [<application> [...]]]
       Describes a particular application.`,
  "channel redirect": `Usage: channel redirect <channel> <[[context,]exten,]priority>
    Redirect an active channel to a specified extension.`
}
