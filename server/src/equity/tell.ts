import type { GapOfArea, GapOfService, GapOfSettlement, GapRow } from '#contract'

type Maybe<Row, Field extends keyof Row> = Omit<Row, Field> & Partial<Pick<Row, Field>>

/** The shapes of the contract as they leave the node: what is withheld is missing, so that no program takes it for a zero. */
export type ToldService = Omit<GapOfService, 'rows'> & {
  readonly rows: readonly Maybe<GapRow, 'population' | 'reached' | 'unreachable'>[]
}
export type ToldArea = Maybe<GapOfArea, 'population' | 'reached'>
export type ToldSettlement = Maybe<GapOfSettlement, 'population'>

export const tellService = (service: GapOfService): ToldService => ({ ...service, rows: service.rows.map(tellRow) })

export function tellArea(row: GapOfArea): ToldArea {
  const { population, reached, ...rest } = row
  return row.isSuppressed ? rest : row
}

export function tellSettlement(row: GapOfSettlement): ToldSettlement {
  const { population, ...rest } = row
  return row.isSuppressed ? rest : row
}

function tellRow(row: GapRow): ToldService['rows'][number] {
  const { population, reached, unreachable, ...rest } = row
  return row.isSuppressed ? rest : row
}
