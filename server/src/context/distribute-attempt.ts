import { findLikeness, isIn } from './csource-match.ts'
import type { ContextDeps } from './deps.ts'
import { type Piece, readSourceEntity } from './distribute-entities.ts'
import type { Origin } from './distribute-prepare.ts'
import { queryRequest, type ReadShare, type Window } from './distribute-read-plan.ts'
import type { SourceAnswer } from './distribute-sources.ts'
import { warningsIn, warningsOf } from './distribute-warnings.ts'
import { asRefusal } from './distribute-write.ts'
import type { Entity } from './entity.ts'
import { isObject } from './json.ts'
import type { QueryAsk } from './query-ask.ts'
import { aliasFor } from './source-identity.ts'

/** Entities that a source is asked for at once. */
export const mostAtOnce = 1000

/** What came of asking a source: its part of entities, and what must be told. */
export type Attempt = {
  readonly pieces: readonly Piece[]
  readonly warnings: readonly string[]
  readonly count: number
  readonly returned: number
}

/** One call of a source; that it failed is told, and does not fail the others. */
export async function attempt(
  { sources, pool, alias = 'datong' }: ContextDeps,
  origin: Origin,
  share: ReadShare,
  ask: Parameters<ContextDeps['sources']['call']>[1],
): Promise<Attempt> {
  const { registration } = share
  try {
    const answer = await sources.call(registration, ask, origin)
    const entities = readEntities(answer)
    const like = await findLikeness(pool, [registration], { selectors: entities.map(({ id }) => ({ id })) })
    const pieces = entities.flatMap((entity) => {
      const own = ownOf(entity, share, like)
      return own === undefined ? [] : [{ entity: own, isAuxiliary: registration.mode === 'auxiliary' }]
    })
    const count = Number(answer.headers['ngsild-results-count'] ?? pieces.length) || 0
    return { pieces, warnings: warningsIn(answer), count, returned: entities.length }
  } catch (error) {
    return { pieces: [], warnings: warningsOf(asRefusal(error), aliasFor(alias, origin.tenant)), count: 0, returned: 0 }
  }
}

/** Calls a source page by page until there is enough. */
export async function attemptAll(
  deps: ContextDeps,
  origin: Origin,
  share: ReadShare,
  ask: QueryAsk,
  most: number,
  isPosted: boolean,
): Promise<Attempt> {
  const { ordering: _ordering, ...query } = ask.query
  const pieces: Piece[] = []
  const warnings: string[] = []
  let count = 0
  for (let offset = 0; offset < most; ) {
    const window: Window = { limit: Math.min(most - offset, mostAtOnce), offset, count: ask.count && offset === 0 }
    const page = await attempt(deps, origin, share, (names) => queryRequest(share, query, window, names, isPosted))
    pieces.push(...page.pieces)
    if (offset === 0) count = page.count
    warnings.push(...page.warnings)
    offset += window.limit
    if (page.returned < window.limit) break
  }
  return { pieces, warnings, count, returned: pieces.length }
}

/** What an answer holds of entities: a list of them, one, or none. */
function readEntities({ body, status, names }: SourceAnswer): Entity[] {
  if (status === 404) return []
  const documents: unknown[] = Array.isArray(body) ? body : isObject(body) ? [body] : []
  return documents.flatMap((document) => readSourceEntity(document, names) ?? [])
}

/** The part of an entity that its source registered and was asked for; undefined where that is nothing. */
function ownOf(entity: Entity, { registration, attributes }: ReadShare, like: Parameters<typeof isIn>[2]): Entity | undefined {
  const isRegistered = registration.information.some(
    ({ entities }) =>
      entities?.some((info) => isIn(info, { id: entity.id, types: { any: entity.types.map((leaf) => ({ leaf })) } }, like)) ??
      true,
  )
  if (!isRegistered) return undefined
  if (attributes === undefined) return entity
  const own = Object.entries(entity.attributes).filter(([name]) => attributes.includes(name))
  return { ...entity, attributes: Object.fromEntries(own) }
}
