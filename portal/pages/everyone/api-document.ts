/** What the page about interfaces takes from the OpenAPI document (OpenAPI 3.1, §4.7 ff.); whatever else it holds is passed over. */

export type Parameter = {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'cookie'
  /** False where leaving it out means the default. */
  readonly isRequired: boolean
  readonly description?: string
  /** The words allowed, where they are counted. */
  readonly choices: readonly string[]
  readonly default?: string
}

export type Operation = {
  readonly method: string
  readonly path: string
  readonly summary: string
  readonly description?: string
  readonly parameters: readonly Parameter[]
  /** Media types of the body that are written down. */
  readonly bodies: readonly string[]
}

export type Group = { readonly tag: string; readonly operations: readonly Operation[] }

type Raw = Readonly<Record<string, unknown>>

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const
const untagged = 'other'

/** Where the interfaces are reached from outside, without a slash at its end. */
export function addressOf(document: object): string {
  const [server] = listIn(document as Raw, 'servers')
  return textIn(server ?? {}, 'url').replace(/\/$/, '')
}

/** Every operation by its first tag, in the order of the document; operations without one come last. */
export function groupsOf(document: object): readonly Group[] {
  const found = Object.entries(rawIn(document as Raw, 'paths')).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = (item as Raw)[method]
      return operation === undefined ? [] : [toOperation(method, path, operation as Raw)]
    }),
  )
  const byTag = Map.groupBy(found, ({ tag }) => tag)
  const groups = [...byTag].map(([tag, all]) => ({ tag, operations: all.map(({ operation }) => operation) }))
  return groups.sort((a, b) => Number(a.tag === untagged) - Number(b.tag === untagged))
}

function toOperation(method: string, path: string, raw: Raw): { readonly tag: string; readonly operation: Operation } {
  const description = textIn(raw, 'description')
  const operation = {
    method: method.toUpperCase(),
    path,
    summary: textIn(raw, 'summary'),
    ...(description !== '' && { description }),
    parameters: listIn(raw, 'parameters').map(toParameter),
    bodies: Object.keys(rawIn(rawIn(raw, 'requestBody'), 'content')),
  }
  return { tag: String((raw.tags as readonly unknown[] | undefined)?.[0] ?? untagged), operation }
}

function toParameter(raw: Raw): Parameter {
  const schema = rawIn(raw, 'schema')
  const description = textIn(raw, 'description') || textIn(schema, 'description')
  return {
    name: textIn(raw, 'name'),
    in: textIn(raw, 'in') as Parameter['in'],
    isRequired: raw.required === true && schema.default === undefined,
    ...(description !== '' && { description }),
    choices: choicesIn(schema),
    ...(schema.default !== undefined && { default: String(schema.default) }),
  }
}

function choicesIn(schema: Raw): readonly string[] {
  if (Array.isArray(schema.enum)) return schema.enum.map(String)
  return listIn(schema, 'anyOf').flatMap((one) => (one.const === undefined ? [] : [String(one.const)]))
}

const rawIn = (raw: Raw, name: string) => (raw[name] ?? {}) as Raw
const listIn = (raw: Raw, name: string) => (raw[name] ?? []) as readonly Raw[]
const textIn = (raw: Raw, name: string) => (typeof raw[name] === 'string' ? raw[name] : '')
