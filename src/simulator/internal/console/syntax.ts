/**
 * The arguments of commands, as their usage shows them.
 *
 * @since 0.2.0
 */

/** The arguments of commands that have some, by the words of the command. */
export const syntax: Readonly<Record<string, string>> = {
  "channel originate": "<tech/data> application <appname> [appdata]",
  "channel redirect": "<channel> <[[context,]exten,]priority>",
  "channel request hangup": "<all>|<channel> [<channel> ...]",
  "confbridge list": "[<name>]",
  "core set verbose": "[atleast] <level> [silent]",
  "core show application": "<application> [<application> [<application> [...]]]",
  "core show calls": "[uptime [seconds]]",
  "core show channel": "<channel>",
  "core show channels": "[concise|verbose|count]",
  "core show function": "<function>",
  "core show help": "[topic]",
  "core show hint": "<exten>",
  "core show uptime": "[seconds]",
  "database del": "<family> <key>",
  "database deltree": "<family> [keytree]",
  "database get": "<family> <key>",
  "database put": "<family> <key> <value>",
  "database query": "\"<SQL Statement>\"",
  "database show": "[family [keytree]]",
  "database showkey": "<keytree>",
  "devstate change": "<device> <state>",
  "dialplan set chanvar": "<channel> <varname> <value>",
  "dialplan set global": "<name> <value>",
  "dialplan show": "[[exten@]context]",
  "manager show command": "<actionname> [<actionname> [<actionname> [...]]]",
  "manager show user": "<user>",
  "module reload": "[module ...]",
  "module show": "[like keyword]",
  "pjsip show endpoint": "<id>",
  "presencestate change": "<entity> <state>[,<subtype>[,message[,options]]]"
}
