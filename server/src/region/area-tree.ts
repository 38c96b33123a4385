import { levels, type PackArea, type PlacedArea } from './pack.ts'
import type { RegionDocument } from './region-document.ts'

export type TreeFault = {
  readonly code: string
  readonly column: 'code' | 'parent' | 'level' | 'class'
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly fix: string
}

export type AreaTree = { readonly areas: readonly PlacedArea[]; readonly faults: readonly TreeFault[] }

/**
 * Places areas in their tree, parents before children. What cannot be placed (its parent is unknown, or its chain of parents
 * comes back to itself) is left out and named in the faults.
 */
export function placeAreas(areas: readonly PackArea[], classes: RegionDocument['classes']): AreaTree {
  const byCode = new Map(areas.map((area) => [area.code, area]))
  const children = Map.groupBy(areas, (area) => area.parent)
  const faults: TreeFault[] = []
  const placed: PlacedArea[] = []
  const place = (area: PackArea, above: PlacedArea | undefined) => {
    faults.push(...faultsOf(area, above, classes))
    const areaClass = area.officialClass === undefined ? undefined : classes[area.officialClass]
    const path = `${above?.path ?? ''}/${area.code}`
    placed.push({ ...area, path, ...(areaClass !== undefined && { class: areaClass }) })
  }
  for (const area of children.get(undefined) ?? []) place(area, undefined)
  for (let next = 0; next < placed.length; next++) {
    const above = placed[next]
    if (above !== undefined) for (const area of children.get(above.code) ?? []) place(area, above)
  }
  const known = new Set(placed.map((area) => area.code))
  for (const area of areas) if (!known.has(area.code)) faults.push(whyUnplaced(area, byCode))
  return { areas: placed, faults }
}

function faultsOf(area: PackArea, above: PlacedArea | undefined, classes: RegionDocument['classes']): TreeFault[] {
  const faults: TreeFault[] = []
  if (area.officialClass !== undefined && classes[area.officialClass] === undefined) {
    const message = `The class ${area.officialClass} is not in the class table.`
    const fix = `Add it to "classes" in region.json, which knows ${Object.keys(classes).join(', ')}.`
    faults.push({ code: area.code, column: 'class', severity: 'error', message, fix })
  }
  if (above !== undefined && levels.indexOf(area.level) <= levels.indexOf(above.level)) {
    const message = `A ${area.level} lies in ${above.code}, which is a ${above.level}.`
    faults.push({ code: area.code, column: 'level', severity: 'warning', message, fix: 'Check its level and its parent.' })
  }
  return faults
}

function whyUnplaced(area: PackArea, byCode: ReadonlyMap<string, PackArea>): TreeFault {
  const fault = { code: area.code, column: 'parent', severity: 'error' } as const
  const parent = area.parent ?? ''
  if (!byCode.has(parent))
    return {
      ...fault,
      message: `The parent ${parent} is not among the areas.`,
      fix: 'Add the parent, or empty the cell for a top.',
    }
  const cycle = findCycle(area, byCode)
  if (cycle.length > 0)
    return { ...fault, message: `The parents form a circle: ${cycle.join(' → ')}.`, fix: 'Correct the parent of one of them.' }
  return { ...fault, message: `The parent ${parent} could not be placed either.`, fix: 'Mend the faults of its parents first.' }
}

/** The codes from an area up to itself, where its chain of parents comes back to it; else none. */
function findCycle(area: PackArea, byCode: ReadonlyMap<string, PackArea>): string[] {
  const seen = [area.code]
  for (let above = byCode.get(area.parent ?? ''); above !== undefined; above = byCode.get(above.parent ?? '')) {
    seen.push(above.code)
    if (above.code === area.code) return seen
    if (seen.indexOf(above.code) < seen.length - 1) break
  }
  return []
}
