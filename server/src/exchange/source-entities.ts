import type { SourceSpec, SystemSpec } from '#contract'
import type { Connection } from './source-connection.ts'
import { kindOfAll } from './source-kinds.ts'
import { sourceLimits } from './source-limits.ts'
import { SourceAway } from './source-trouble.ts'

type Spec = Extract<SystemSpec, { kind: 'entities' }>

/** Entities of this node by short names: what each attribute says, and `id`. */
export type FindEntities = (ask: {
  readonly type: string
  /** The attribute, or `id`, and the values one of which it must have; missing for any. */
  readonly among?: { readonly attribute: string; readonly values: readonly string[] }
  readonly limit: number
}) => Promise<readonly { readonly id: string; readonly facts: Readonly<Record<string, unknown>> }[]>

/** Entities of this node as a system of a department, of the types that are its own. */
export function connectEntities({ types }: Spec, findEntities: FindEntities): Connection {
  const typeIn = (source: SourceSpec) => {
    if (source.kind !== 'entities' || !types.includes(source.type)) throw new SourceAway('not-there')
    return source.type
  }
  return {
    places: async () => types.map((type) => ({ kind: 'entities', type })),
    describe: async (source) => {
      const found = await findEntities({ type: typeIn(source), limit: 100 })
      const rows = found.map(({ id, facts }) => ({ id, ...facts }))
      if (rows.length === 0) throw new SourceAway('not-there', { faults: [{ message: 'There is no entity of this type yet.' }] })
      const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
      return names.map((name) => ({ name, kind: kindOfAll(rows.map((row: Readonly<Record<string, unknown>>) => row[name])) }))
    },
    find: async (source, { identifier, identifiers, fields }) => {
      const among = { attribute: identifier, values: identifiers }
      const found = await findEntities({ type: typeIn(source), among, limit: sourceLimits.rows + 1 })
      return found.map(({ id, facts }) => {
        const row: Readonly<Record<string, unknown>> = { ...facts, id }
        return { values: Object.fromEntries(fields.map((name) => [name, row[name] ?? null])), at: id }
      })
    },
    close: async () => undefined,
  }
}
