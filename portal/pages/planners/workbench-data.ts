import type {
  AccessHead,
  AccessReport,
  Area,
  AreaClass,
  Feature,
  Names,
  Outline,
  Position,
  ServiceKind,
  Services,
  SupplyDays,
  TravelMode,
} from '@datong/server/contract'
import { nameIn } from '../../site/language.ts'
import { noSuch } from '../../site/refusal.ts'
import type { Visit } from '../../site/visit.ts'
import { type Breaks, breaksOf } from '../../ui/pictures/shades.ts'
import { widestGap } from '../residents/overview.ts'
import { askOf, type layers, type WorkbenchQuery } from './workbench-query.ts'

/** An area or a settlement in the table, and on the map. */
export type Row = {
  readonly id: string
  readonly names: Names
  readonly class?: AreaClass
  readonly people?: number
  readonly value?: number
  readonly position?: Position
  readonly isSuppressed?: true
}

export type WorkbenchData = {
  readonly query: WorkbenchQuery
  readonly layer: (typeof layers)[number]
  readonly services: readonly ServiceKind[]
  readonly service: ServiceKind
  readonly area: Area | undefined
  /** What can be chosen: from the region down to the area, and those in it. */
  readonly choices: readonly Area[]
  readonly modes: readonly TravelMode[]
  /** The days that can be looked back on. */
  readonly past: SupplyDays
  readonly report: AccessReport
  /** All of them, in the order that was asked for. */
  readonly rows: readonly Row[]
  readonly breaks: Breaks
  readonly outlines: readonly Outline[]
  readonly features: readonly Feature[]
  /** Where the service is given; empty where there are too many to be told apart on the map. */
  readonly facilities: readonly Position[]
}

const mostFacilities = 400

/** Undefined without a region, or where it names no service. */
export async function loadWorkbench(services: Services, visit: Visit, query: WorkbenchQuery): Promise<WorkbenchData | undefined> {
  const kinds = visit.region?.services ?? []
  const area = query.area === undefined ? undefined : await services.region.area(query.area)
  if (query.area !== undefined && !area) throw noSuch(`There is no area ${query.area}`)
  const gap = visit.region && (await services.gap.report(area?.code))
  const kind = query.service ?? (gap && widestGap(gap.services)?.kind) ?? kinds[0]?.kind
  if (gap === undefined || kind === undefined) return undefined
  const service = kinds.find((one) => one.kind === kind)
  if (!service) throw noSuch(`There is no service ${kind}`)
  const ask = askOf(query, kind)
  const code = area?.code
  const layer = query.layer ?? 'areas'
  const [past, report, rows, lineage, children, outlines, features, facilities] = await Promise.all([
    services.access.days(kind),
    services.access.report(ask),
    layer === 'areas' ? rowsOfAreas(services, query, kind) : rowsOfSettlements(services, query, kind),
    code === undefined ? [] : services.region.lineage(code),
    services.region.children(code),
    services.region.outlines(code),
    services.region.features(),
    services.region.facilities({ kind, ...(code !== undefined && { area: code }), limit: mostFacilities + 1 }),
  ])
  const tops = code === undefined ? children : await services.region.children()
  const chosen = rows.filter((row) => query.class === undefined || row.class === query.class)
  return {
    query,
    layer,
    services: kinds,
    service,
    area,
    choices: [...lineage.slice(lineage.findIndex((one) => tops.some((top) => top.code === one.code))), ...children],
    modes: gap.method.modes,
    past,
    report,
    rows: order(chosen, query, report, visit),
    breaks: breaksOf(chosen.flatMap(({ value }) => (value === undefined ? [] : [value]))),
    outlines,
    // Lanes between villages can be told apart only where part of the region is shown.
    features: area ? features : features.filter((feature) => feature.kind !== 'lane'),
    facilities: facilities.length > mostFacilities ? [] : facilities.map(({ position }) => position),
  }
}

async function rowsOfAreas({ access, region }: Services, query: WorkbenchQuery, kind: string): Promise<readonly Row[]> {
  const [{ areas }, places] = await Promise.all([access.byArea(askOf(query, kind)), region.children(query.area)])
  const positions = new Map(places.map(({ code, position }) => [code, position]))
  return areas.map(({ area, names, class: name, population, mean, isSuppressed }) => {
    const position = positions.get(area)
    return {
      id: area,
      names,
      ...(name !== undefined && { class: name }),
      ...(population !== undefined && { people: population }),
      ...(mean !== undefined && { value: mean }),
      ...(position && { position }),
      ...(isSuppressed && { isSuppressed }),
    }
  })
}

async function rowsOfSettlements({ access }: Services, query: WorkbenchQuery, kind: string): Promise<readonly Row[]> {
  const { settlements } = await access.settlements(askOf(query, kind))
  return settlements.map(({ settlement, names, class: name, population, value, position, isSuppressed }) => ({
    id: settlement,
    names,
    class: name,
    position,
    ...(population !== undefined && { people: population }),
    ...(value !== undefined && { value }),
    ...(isSuppressed && { isSuppressed }),
  }))
}

/** Without a wish, the worst off come first: those with nothing, then the farthest, or those with least. */
function order(rows: readonly Row[], query: WorkbenchQuery, { isBurden }: AccessHead, visit: Visit): readonly Row[] {
  const { sort = 'value' } = query
  const isDown = query.sort === undefined ? isBurden : query.down === 'yes'
  const turn = isDown ? -1 : 1
  if (sort === 'name') {
    const collator = new Intl.Collator(visit.language)
    return rows.toSorted((a, b) => turn * collator.compare(nameOf(a, visit), nameOf(b, visit)))
  }
  const missing = isBurden ? Number.MAX_VALUE : -Number.MAX_VALUE
  const key = (row: Row) => (sort === 'people' ? (row.people ?? 0) : row.isSuppressed ? 0 : (row.value ?? missing))
  return rows.toSorted((a, b) => turn * (key(a) - key(b)))
}

const nameOf = ({ names }: Row, { language }: Visit) => nameIn(names, language).text
