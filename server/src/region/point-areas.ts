import type { Level, Names } from '#contract'
import type { PackArea } from './pack.ts'
import type { Row } from './pack-table.ts'

/** A level of areas that the tables name in a column, and perhaps their names in another. */
export type AreaColumn = { readonly level: Level; readonly column: string; readonly nameColumn?: string }

export type AreaFinder = {
  /** The smallest area of a row, by its columns; the top where they are empty. */
  areaOf(row: Row): string
  /** All areas met so far, parents first, with the top at the beginning. */
  areas(): readonly PackArea[]
}

type Top = { readonly code: string; readonly level: Level; readonly names: Names }

/**
 * Builds the tree of areas out of the columns of the rows it sees. A code is unique only within its parent in many tables, so an
 * area's own code is joined to its parent's: block 1858 of district 164 is `164-1858`.
 */
export function findAreas(top: Top, columns: readonly AreaColumn[], language: string): AreaFinder {
  const areas = new Map<string, PackArea>([[top.code, top]])
  const add = (row: Row, parent: string, { level, column, nameColumn }: AreaColumn): string => {
    const own = row.text(column)
    const above = lastKnownParent(areas, top.code, parent, level, own)
    if (above !== parent) row.warn(column, `${own} is taken to lie in ${above}, as in other rows; here the level above is empty.`)
    const code = above === top.code ? own : `${above}-${own}`
    const name = (nameColumn && row.text(nameColumn)) || own
    if (!areas.has(code)) areas.set(code, { code, parent: above, level, names: { [language]: name } })
    return code
  }
  return {
    areaOf: (row) =>
      columns.reduce((parent, column) => (row.text(column.column) === '' ? parent : add(row, parent, column)), top.code),
    areas: () => [...areas.values()],
  }
}

/** Where a row leaves out the level above, the one area that has such a part in other rows. */
function lastKnownParent(areas: ReadonlyMap<string, PackArea>, top: string, parent: string, level: Level, own: string): string {
  if (parent !== top || areas.has(own)) return parent
  const alike = [...areas.values()].filter((area) => area.level === level && area.code === `${area.parent}-${own}`)
  return alike.length === 1 ? (alike[0]?.parent ?? parent) : parent
}
