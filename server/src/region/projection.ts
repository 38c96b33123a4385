import type { Attributes } from '#context'
import { type Follower, follow, type LogEntry, type Logger, type Pool, type Tx } from '#kernel'
import { areaRow, type Changes, facilityRow, settlementRow } from './place-row.ts'
import { raiseVersion, saveAreas, saveFacilities, saveSettlements } from './place-store.ts'
import { aboutPlaces, announcedBy, type Place, types } from './place-types.ts'

type Body = { readonly types: readonly string[]; readonly attributes: Attributes }

/** Where a place stands after a batch of the log: its attributes, or undefined where it is none any more. */
type Latest = ReadonlyMap<string, Attributes | undefined>

/**
 * Keeps the tables of areas, settlements and facilities as the entities say, whoever wrote them: a region pack or anybody over
 * the NGSI-LD API.
 */
export function startRegion(pool: Pool, logger: Logger): Promise<Follower> {
  return follow(pool, {
    name: 'region',
    kinds: ['entity-created', 'entity-updated', 'entity-deleted'],
    only: aboutPlaces,
    logger,
    handle: (tx, entries) => project(tx, entries, logger),
  })
}

async function project(tx: Tx, entries: readonly LogEntry[], logger: Logger): Promise<void> {
  const latest = { area: new Map(), settlement: new Map(), facility: new Map() } as const satisfies Record<
    Place,
    Map<string, Attributes | undefined>
  >
  for (const { kind, tenant, subject, body } of entries) {
    if (tenant !== '') continue
    const { types: own, attributes } = body as Body
    const isGone = kind === 'entity-deleted'
    const announced = announcedBy(subject)
    for (const place of Object.keys(types) as Place[])
      if (own.includes(types[place])) latest[place].set(subject, isGone ? undefined : attributes)
      else if (place === announced) latest[place].set(subject, undefined)
  }
  if (Object.values(latest).every((places) => places.size === 0)) return
  await saveAreas(tx, rowsOf(latest.area, areaRow, logger))
  await saveSettlements(tx, rowsOf(latest.settlement, settlementRow, logger))
  const areOthers = await saveFacilities(tx, rowsOf(latest.facility, facilityRow, logger))
  if (areOthers || latest.area.size + latest.settlement.size > 0) await raiseVersion(tx)
}

function rowsOf<Row>(
  latest: Latest,
  read: (id: string, attributes: Attributes) => Row | undefined,
  logger: Logger,
): Changes<Row> {
  const rows: Row[] = []
  const gone: string[] = []
  for (const [id, attributes] of latest) {
    const row = attributes && read(id, attributes)
    if (row !== undefined) rows.push(row)
    else gone.push(id)
    if (attributes !== undefined && row === undefined)
      logger.warn({ id }, 'an entity of a place lacks what it takes to be shown: a level, or a point and a kind')
  }
  return { rows, gone }
}
