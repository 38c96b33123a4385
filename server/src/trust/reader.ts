import { findEntity, hourlyMeans, name, queryEntities, readHistory, type Sample } from '#context'
import type { Clock, Db } from '#kernel'
import { decide } from './gate-decide.ts'
import { requireAllowed } from './gate-refuse.ts'
import { intervalFinder } from './intervals.ts'
import type { Principal } from './principal.ts'
import { toView } from './to-view.ts'
import type { EntityView } from './view.ts'

/** Short names throughout. */
export type ViewQuery = {
  readonly types: readonly string[]
  /** A scope path; what lies in it and below. */
  readonly scope?: string
  /** The answer comes nearest first; entities without a place are left out. */
  readonly near?: readonly [longitude: number, latitude: number]
  readonly limit: number
  readonly offset?: number
}

/** From a time up to and including a time. */
export type SeriesAsk = { readonly id: string; readonly attribute: string; readonly from: Date; readonly to: Date }

/**
 * How services read entities: through the gate, on behalf of somebody.
 *
 * @throws SignInNeeded or Denied, from every function, with the reason
 */
export type Reader = {
  readEntities(who: Principal, query: ViewQuery): Promise<{ readonly entities: readonly EntityView[]; readonly count: number }>
  readEntity(who: Principal, id: string): Promise<EntityView | undefined>
  /** What an attribute said over time, oldest first; nothing where there is no such entity. */
  readHistory(who: Principal, ask: SeriesAsk): Promise<readonly Sample[]>
  /** Means by the hour, oldest first; an hour without a reading is missing. */
  readHourlyMeans(who: Principal, ask: SeriesAsk): Promise<readonly { readonly at: Date; readonly value: number }[]>
  /** Milliseconds between two readings of each entity, as it usually is; an entity with too few readings is missing. */
  readUsualIntervals(
    who: Principal,
    entities: readonly EntityView[],
    attributeOf: (view: EntityView) => string | undefined,
  ): Promise<ReadonlyMap<string, number>>
}

const tenant = ''

export function createReader(db: Db, clock: Clock): Reader {
  const findInterval = intervalFinder(db, tenant, clock)
  const readEntity: Reader['readEntity'] = async (who, id) => {
    const entity = await findEntity(db, tenant, id)
    if (entity === undefined) return undefined
    requireAllowed({ principal: who, action: 'read', resource: { kind: 'entities', types: entity.types } })
    return toView(entity)
  }
  return {
    readEntity,
    readEntities: async (who, { types, scope, near, limit, offset = 0 }) => {
      const expanded = types.map(name)
      requireAllowed({ principal: who, action: 'read', resource: { kind: 'entities', types: expanded } })
      const found = await queryEntities(db, tenant, {
        types: expanded,
        limit,
        offset,
        count: true,
        ...(scope !== undefined && { scope: below(scope) }),
        ...(near !== undefined && { near: { position: near } }),
      })
      // An entity may have a type beside the one that was asked for, which closes it.
      const entities = found.entities.filter((entity) => mayRead(who, entity.types))
      return { entities: entities.map(toView), count: found.count ?? entities.length }
    },
    readHistory: async (who, { attribute, ...series }) => {
      if ((await readEntity(who, series.id)) === undefined) return []
      return readHistory(db, tenant, { ...including(series), attribute: name(attribute) })
    },
    readHourlyMeans: async (who, { attribute, ...series }) => {
      if ((await readEntity(who, series.id)) === undefined) return []
      return hourlyMeans(db, tenant, { ...including(series), attribute: name(attribute) })
    },
    readUsualIntervals: async (who, entities, attributeOf) => {
      const intervals = await Promise.all(
        entities.map(async (view) => {
          const attribute = attributeOf(view)
          if (attribute === undefined || !mayRead(who, view.types.map(name))) return []
          const interval = await findInterval(view.id, attribute)
          return interval === undefined ? [] : [[view.id, interval] as const]
        }),
      )
      return new Map(intervals.flat())
    },
  }
}

/** The store leaves the end of a range out; times have whole milliseconds. */
const including = <Range extends { readonly to: Date }>(range: Range) => ({ ...range, to: new Date(range.to.getTime() + 1) })

const mayRead = (principal: Principal, types: readonly string[]) =>
  decide({ principal, action: 'read', resource: { kind: 'entities', types } }).allow

/** A path and all below it, whatever its characters would mean in a scopeQ. */
const below = (path: string) => ({ leaf: { levels: path.split('/').filter((level) => level !== ''), withBelow: true } })
