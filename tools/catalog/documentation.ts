/**
 * Reads the declarations in Asterisk's XML documentation: names, never sentences.
 *
 * An installed server has it as `core-en_US.xml`; a source tree has it in pieces,
 * which are assembled here as its Makefile does.
 */
import { Channel, Effect, Stream } from "effect"
import { Xml } from "effect/encoding"
import { globSync, readFileSync, statSync } from "node:fs"
import type { Documented, DocumentedAction, DocumentedEvent, DocumentedField } from "./model.ts"

/** The text of the documentation in a file, or of a source tree. */
export const documentationText = (path: string): string =>
  statSync(path).isDirectory() ? gathered(path) : readFileSync(path, "utf8")

const gathered = (tree: string): string => {
  const blocks = globSync(
    "{apps,addons,bridges,cdr,cel,channels,codecs,formats,funcs,main,pbx,res,tests}/**/*.{c,xml}",
    {
      cwd: tree
    }
  ).sort().map((name) => {
    const text = readFileSync(`${tree}/${name}`, "utf8")
    return name.endsWith(".xml")
      ? /<docs[^>]*>([\s\S]*)<\/docs>/.exec(text)?.[1] ?? ""
      : [...text.matchAll(/\/\*\*\* DOCUMENTATION\n([\s\S]*?)\*\*\*\//g)].map(([, block]) => block).join("")
  })
  return `<docs xmlns:xi="http://www.w3.org/2001/XInclude">${blocks.join("")}</docs>`
}

// --- Elements ---------------------------------------------------------------

const childrenOf = (element: Xml.Element, name: string): ReadonlyArray<Xml.Element> =>
  element.children.filter((child) => typeof child !== "string" && child.name === name) as ReadonlyArray<Xml.Element>

const textOf = (element: Xml.Element): string =>
  element.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("").trim()

const descendantsOf = (element: Xml.Element, name: string): ReadonlyArray<Xml.Element> =>
  element.children.flatMap((child) =>
    typeof child === "string" ? [] : [...(child.name === name ? [child] : []), ...descendantsOf(child, name)]
  )

const read = (text: string): Promise<Xml.Element> => {
  const [body = text] = /<docs[\s\S]*/.exec(text) ?? []
  const limits = { maxElementSize: 64_000_000, maxTokenSize: 1_000_000 }
  return Effect.runPromise(
    Stream.make(body).pipe(
      Stream.pipeThroughChannel(Channel.pipeTo(Xml.decodeString(limits), Xml.elements(["docs"], limits))),
      Stream.runCollect,
      Effect.map(([docs]) => docs ?? { name: "docs", attributes: {}, children: [] })
    )
  )
}

/** The elements of a path such as `/docs/manager[@name='Login']/syntax/parameter`. */
const elementsAt = (docs: Xml.Element, path: string): ReadonlyArray<Xml.Element> =>
  path.split("/").filter((step) => step !== "" && step !== "docs").reduce<ReadonlyArray<Xml.Element>>(
    (found, step) => {
      const [, name = step, attribute, value] = /^(\w+)(?:\[@(\w+)=['"]([^'"]*)['"]\])?$/.exec(step) ?? []
      return found.flatMap((element) =>
        childrenOf(element, name).filter((child) => attribute === undefined || child.attributes[attribute] === value)
      )
    },
    [docs]
  )

/** Replaces the includes of an element with what they refer to. */
const included = (docs: Xml.Element, element: Xml.Element): ReadonlyArray<Xml.Element> =>
  element.children.flatMap((child) => {
    if (typeof child === "string") return []
    if (child.name !== "xi:include") return [child]
    const [, path = ""] = /^xpointer\((.*)\)$/.exec(child.attributes["xpointer"] ?? "") ?? []
    return elementsAt(docs, path)
  })

// --- What they declare ------------------------------------------------------

const valuesOf = (parameter: Xml.Element): ReadonlyArray<string> =>
  descendantsOf(parameter, "enum").flatMap((one) => one.attributes["name"] ?? [])

const fieldOf = (parameter: Xml.Element): DocumentedField => {
  const values = valuesOf(parameter)
  return {
    ...(/^(true|yes)$/.test(parameter.attributes["required"] ?? "") ? { required: true } : {}),
    ...(parameter.attributes["default"] === undefined ? {} : { default: parameter.attributes["default"] }),
    ...(values.length === 0 ? {} : { values })
  }
}

const parametersOf = (docs: Xml.Element, owner: Xml.Element): Record<string, DocumentedField> =>
  Object.fromEntries(
    childrenOf(owner, "syntax").flatMap((syntax) => included(docs, syntax)).filter((one) => one.name === "parameter")
      .map((one): [string, DocumentedField] => [one.attributes["name"] ?? "", fieldOf(one)])
      .filter(([name]) => name !== "" && name !== "ActionID")
  )

const sinceOf = (element: Xml.Element) => {
  const versions = childrenOf(element, "since").flatMap((since) => childrenOf(since, "version")).map(textOf)
  return versions.length === 0 ? {} : { since: versions }
}

const actionOf = (docs: Xml.Element, manager: Xml.Element): DocumentedAction => {
  const responses = childrenOf(manager, "responses")
  const items = responses.flatMap((one) => childrenOf(one, "list-elements")).flatMap((one) => included(docs, one))
    .flatMap((one) => one.attributes["name"] ?? [])
  const complete = responses.flatMap((one) => childrenOf(one, "managerEvent"))[0]?.attributes["name"]
  return {
    module: manager.attributes["module"] ?? "builtin",
    ...sinceOf(manager),
    parameters: parametersOf(docs, manager),
    ...(items.length === 0 ? {} : { items: [...new Set(items)] }),
    ...(complete === undefined ? {} : { complete })
  }
}

const eventOf = (docs: Xml.Element, event: Xml.Element): DocumentedEvent => {
  const instances = childrenOf(event, "managerEventInstance")
  const privilege = instances[0]?.attributes["class"]
  const blocks = instances.flatMap((one) => childrenOf(one, "syntax")).flatMap((one) => included(docs, one))
    .filter((one) => one.name.endsWith("_snapshot"))
    .map((one) => `${one.name.replace("_snapshot", "")} ${one.attributes["prefix"] ?? ""}`.trim())
  return {
    module: event.attributes["module"] ?? instances[0]?.attributes["module"] ?? "builtin",
    ...(instances[0] === undefined ? {} : sinceOf(instances[0])),
    ...(privilege === undefined ? {} : { privilege: privilege.replace("EVENT_FLAG_", "").toLowerCase() }),
    ...(blocks.length === 0 ? {} : { snapshots: [...new Set(blocks)] }),
    parameters: Object.assign({}, ...instances.map((one) => parametersOf(docs, one)))
  }
}

const byName = <A>(
  elements: ReadonlyArray<Xml.Element>,
  make: (element: Xml.Element) => A
): Record<string, A> =>
  Object.fromEntries(
    elements.flatMap((one): ReadonlyArray<[string, A]> => {
      const { name } = one.attributes
      return name === undefined ? [] : [[name, make(one)]]
    }).sort(([one], [other]) => one.localeCompare(other))
  )

/** What a documentation declares about actions and events, including those inside the answers of actions. */
export const documented = async (text: string): Promise<Omit<Documented, "source">> => {
  const docs = await read(text)
  return {
    actions: byName(childrenOf(docs, "manager"), (one) => actionOf(docs, one)),
    events: byName(descendantsOf(docs, "managerEvent"), (one) => eventOf(docs, one))
  }
}
