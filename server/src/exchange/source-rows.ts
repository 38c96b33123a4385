import { type Fault, TooLarge } from '#kernel'
import type { Dataset } from './dataset.ts'
import type { SourceRow } from './source.ts'
import type { RawRow } from './source-connection.ts'
import { sourceLimits } from './source-limits.ts'
import { SourceAway } from './source-trouble.ts'
import { toValue } from './source-value.ts'

const mostFaults = 20

/**
 * Rows as they were published: of the people who were asked for and of nobody else, with the fields that were asked for and no others.
 *
 * @throws {SourceAway} naming the rows that are not so, but nothing of what stands in them; {TooLarge}
 */
export function toRows(
  { id, identifier, fields }: Dataset,
  raw: readonly RawRow[],
  asked: { readonly identifiers: readonly string[]; readonly fields: readonly string[] },
): readonly SourceRow[] {
  const people = new Set(asked.identifiers)
  const theirs = raw.filter(({ values }) => people.has(String(values[identifier]).trim()))
  if (theirs.length > sourceLimits.rows) throw tooMany(id)
  const kinds = new Map(fields.map(({ name, kind }) => [name, kind]))
  const faults: Fault[] = []
  let size = 0
  const rows = theirs.map(({ values, at }) =>
    Object.fromEntries(
      asked.fields.map((name) => {
        const kind = kinds.get(name) ?? 'text'
        const value = toValue(values[name], kind)
        if (value === undefined) faults.push({ ...(at !== undefined && { pointer: at }), message: `${name} is not a ${kind}` })
        size += String(value).length
        return [name, value ?? null]
      }),
    ),
  )
  if (faults.length > 0) throw new SourceAway('wrong-rows', { dataset: id, faults: faults.slice(0, mostFaults) })
  if (size > sourceLimits.size) throw tooMany(id)
  return rows
}

const tooMany = (id: string) =>
  new TooLarge(`Dataset ${id} has more on these people than one answer holds: ask for fewer at once.`)
