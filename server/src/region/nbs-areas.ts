import type { Position } from '#contract'
import type { Division } from './nbs-table.ts'
import { levels, type PackArea } from './pack.ts'

const language = 'zh-Hans'

/** Where a village's point comes from. */
export type PointSource = 'own' | 'town' | 'above'

export type NbsAreas = {
  readonly areas: readonly PackArea[]
  readonly villages: readonly { readonly division: Division; readonly position?: Position; readonly source: PointSource }[]
  /** Headings of the statistics with nothing below them. */
  readonly leftOut: readonly Division[]
}

/**
 * The tree of a set of divisions. Areas above them that have no row of their own are built from the columns of names; a village
 * without a point stands at its town's, and for counting people, where the town has none either, at the next one above.
 */
export function placeDivisions(divisions: readonly Division[]): NbsAreas {
  const parents = new Set(divisions.map((division) => division.parent))
  const leftOut = divisions.filter((division) => division.isVirtual && !parents.has(division.code))
  const kept = divisions.filter((division) => !leftOut.includes(division))
  const byCode = new Map(kept.map((division) => [division.code, division]))
  const above = buildAbove(kept, byCode)
  const villages = kept.filter((division) => division.level === 'village').map((division) => placeVillage(division, byCode))
  const standing = new Map(villages.map((village) => [village.division.code, village]))
  const areas = kept.map((division) => {
    const village = standing.get(division.code)
    const position = village?.source === 'above' ? undefined : (village?.position ?? division.position)
    return areaOf(division, position, byCode.has(division.parent) || above.has(division.parent))
  })
  return { areas: [...above.values(), ...areas], villages, leftOut }
}

function areaOf(division: Division, position: Position | undefined, hasParent: boolean): PackArea {
  const { code, level, name, parent, officialClass } = division
  return {
    code,
    level,
    names: { [language]: name },
    ...(hasParent && { parent }),
    ...(officialClass !== undefined && { officialClass }),
    ...(position !== undefined && { position }),
  }
}

function placeVillage(division: Division, byCode: ReadonlyMap<string, Division>): NbsAreas['villages'][number] {
  if (division.position !== undefined) return { division, position: division.position, source: 'own' }
  for (let up = byCode.get(division.parent); up !== undefined; up = byCode.get(up.parent))
    if (up.position !== undefined) return { division, position: up.position, source: up.level === 'town' ? 'town' : 'above' }
  return { division, source: 'above' }
}

/** The areas above that have no row: their codes are the beginnings of the codes below, their names stand in every row below. */
function buildAbove(kept: readonly Division[], byCode: ReadonlyMap<string, Division>): ReadonlyMap<string, PackArea> {
  const above = new Map<string, PackArea>()
  for (const { parent: first, lineage } of kept) {
    for (let code: string | undefined = first; code !== undefined && !byCode.has(code) && !above.has(code); ) {
      const depth = depthOf(code)
      const parent = parentOf(code)
      const level = levels[depth + 1] ?? 'village'
      above.set(code, { code, level, names: { [language]: lineage[depth] || code }, ...(parent !== undefined && { parent }) })
      code = parent
    }
  }
  return new Map([...above].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** 0 for a province, 3 for a town. */
function depthOf(code: string): number {
  if (code.length > 6) return code.length > 9 ? 4 : 3
  if (code.endsWith('0000')) return 0
  return code.endsWith('00') ? 1 : 2
}

function parentOf(code: string): string | undefined {
  return [undefined, `${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code.slice(0, 6), code.slice(0, 9)][depthOf(code)]
}
