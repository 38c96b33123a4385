import type { Db } from '#kernel'
import { NgsiLdError } from './errors.ts'
import { type GeoParameters, geometrySql, parseReference, placeSql } from './geo-query.ts'
import type { Geometry } from './geometry.ts'
import type { Names } from './names.ts'
import { parsePath, type Term } from './q-parse.ts'
import { firstTargetSql } from './q-sql.ts'
import type { SqlValues } from './sql-values.ts'

/** One thing that entities are ordered by: a member of the entity, a path as in q, or the distance to a place. */
type OrderTerm = { readonly isDescending: boolean } & (
  | { readonly column: string }
  | { readonly term: Term }
  | { readonly property: string; readonly from: Geometry }
)

/** In which order entities are answered (GS CIM 009, 4.23); what is alike in all of it goes by id, so that pages are stable. */
export type Ordering = {
  readonly terms: readonly OrderTerm[]
  /** A language by whose rules texts are ordered, such as `de`. */
  readonly collation?: string
}

/** Members of the entity itself, with their columns. */
const columns: Readonly<Record<string, string>> = {
  id: 'e.id',
  type: 'e.types',
  scope: 'e.scopes',
  createdAt: 'e.created_at',
  modifiedAt: 'e.modified_at',
}
const mostTerms = 10
const bad = (text: string) => new NgsiLdError('BadRequestData', text)

type Ask = GeoParameters & { readonly orderBy: string; readonly collation?: string | undefined }

/**
 * Reads `orderBy`: paths with commas between, each with `;asc` (the default), `;desc`, or for a GeoProperty `;dist-asc` or
 * `;dist-desc`, which goes by the distance to the `geometry` and `coordinates` of the request.
 *
 * @throws {NgsiLdError} BadRequestData
 */
export function readOrdering(ask: Ask, names: Names): Ordering {
  const { orderBy, collation } = ask
  if (collation !== undefined && !/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(collation))
    throw bad(`The collation "${collation}" is not a language.`)
  const parts = orderBy.split(',')
  if (parts.length > mostTerms) throw bad(`orderBy has more than ${mostTerms} terms.`)
  return { terms: parts.map((part) => readTerm(part.trim(), ask, names)), ...(collation !== undefined && { collation }) }
}

function readTerm(part: string, ask: Ask, names: Names): OrderTerm {
  const [path = '', direction = 'asc', ...more] = part.split(';')
  const [, byDistance, order] = /^(dist-)?(asc|desc)$/.exec(direction) ?? []
  if (order === undefined || more.length > 0) throw bad(`orderBy: "${part}" has no direction that is known.`)
  const isDescending = order === 'desc'
  if (byDistance !== undefined) return { isDescending, property: names.expand(path), from: parseReference(ask) }
  if (Object.hasOwn(columns, path)) return { isDescending, column: columns[path] as string }
  return { isDescending, term: parsePath(path, names) }
}

/** What comes after `order by`. Entities that lack what they are ordered by come last. */
export function orderSql({ terms }: Ordering, collation: string | undefined, values: SqlValues): string {
  const parts = terms.flatMap((one) =>
    expressions(one, collation, values).map((sql) => `${sql}${one.isDescending ? ' desc' : ''} nulls last`),
  )
  return [...parts, 'e.id'].join(', ')
}

function expressions(one: OrderTerm, collation: string | undefined, values: SqlValues): string[] {
  if ('column' in one) return [one.column]
  if ('property' in one)
    return [`st_distance((${placeSql(one.property, values)})::geography, ${geometrySql(one.from, values)}::geography)`]
  const first = firstTargetSql(one.term, values)
  if (collation === undefined) return [first]
  return [`case when jsonb_typeof(${first}) = 'string' then ${first} #>> '{}' end collate "${collation}"`, first]
}

/** The database's collation that comes nearest to a language: the language's own, else that of its base, else the general one. */
export async function findCollation(db: Db, language: string): Promise<string | undefined> {
  const wanted = [language, language.split('-')[0], 'und'].map((tag) => `${tag}-x-icu`)
  const [found] = await db.query<{ collname: string }>(
    `select collname from pg_collation where collprovider = 'i' and lower(collname) = any($1)
     order by array_position($1, lower(collname)) limit 1`,
    [wanted.map((tag) => tag.toLowerCase())],
  )
  return found?.collname
}
