/**
 * The commands that set `ami` up, and its pages of help.
 *
 * @since 0.2.0
 */
import { argument, command, family, flag, group, oneOfArgument, text } from "./declare.ts"

const name = argument("NAME", "letters, digits, - and _")

const add = command("add", {
  does: "Save a target, and look whether it works.",
  details: "Takes --url, --ca and --username; on a terminal it asks for what is missing. The secret is best left to a "
    + "command or a file; without any it is asked for at each use. Then ami doctor looks at it.",
  examples: [
    ["ami profile add office -u amis://hello@pbx --secret-command 'pass show pbx'", ""],
    ["ami profile add lab -u ami://hello@10.0.0.5 --unchecked", "only write the file"]
  ],
  config: {
    name,
    secretCommand: text("secret-command", "COMMAND", "prints the secret; it is run without a shell"),
    unchecked: flag("unchecked", "do not look whether it works")
  },
  load: () => import("../commands/profile.ts").then(({ add }) => add)
})

const ls = command("ls", {
  does: "List the profiles.",
  examples: [["ami profile ls", ""], ["ami profile ls --json", ""]],
  config: {},
  load: () => import("../commands/profile.ts").then(({ ls }) => ls)
})

const show = command("show", {
  does: "Show a profile, without its secret.",
  examples: [["ami profile show prod", ""], ["ami profile show prod --json", ""]],
  config: { name },
  load: () => import("../commands/profile.ts").then(({ show }) => show)
})

const use = command("use", {
  does: "Use a profile whenever no URL is given.",
  examples: [["ami profile use prod", ""], ["ami profile use prod && ami ping", ""]],
  config: { name },
  load: () => import("../commands/profile.ts").then(({ use }) => use)
})

const rm = command("rm", {
  does: "Remove a profile.",
  examples: [["ami profile rm old", ""], ["ami profile rm older -q", ""]],
  config: { name },
  load: () => import("../commands/profile.ts").then(({ rm }) => rm)
})

const profile = family("profile", {
  does: "Save targets, and choose one.",
  details:
    "A profile is a file with a URL and where its secret is; nobody but its owner may read it. ami help profiles "
    + "shows one.",
  examples: [["ami profile ls", ""], ["ami -p prod ping", "use one"]]
}, [add, ls, show, use, rm])

const help = command("help", {
  does: "Explain what concerns all commands.",
  details: "ami help COMMAND is the same as ami COMMAND --help.",
  examples: [["ami help exit-codes", ""], ["ami help profiles", ""], ["ami help send", "the help of a command"]],
  config: {
    topic: oneOfArgument(
      "TOPIC",
      ["flags", "exit-codes", "environment", "json", "filters", "profiles"],
      "what it is about"
    )
  },
  load: () => import("../commands/help.ts")
})

const completions = command("completions", {
  does: "Print the completion script of a shell.",
  details: "bash: ami completions bash >> $HOME/.bashrc. zsh: into a file _ami in a folder of $fpath. fish: into "
    + "$HOME/.config/fish/completions/ami.fish. powershell: add it to $PROFILE. Names of actions and events are in the script.",
  examples: [
    ["ami completions bash > ami.bash", ""],
    ["ami completions fish > ami.fish", ""]
  ],
  config: { shell: oneOfArgument("SHELL", ["bash", "zsh", "fish", "powershell"], "bash, zsh, fish or powershell") },
  load: () => import("../commands/completions.ts")
})

export const setup = group("Setup", [profile, completions, help])
