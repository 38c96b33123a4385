import type { SourceSpec } from '@datong/server/contract'
import Type from 'typebox'
import { withQuery } from '../../ui/pages.tsx'

const text = (longest: number) => Type.Optional(Type.String({ maxLength: longest }))

/** Where in a system a new dataset lies, as the address of the page says it. */
export const PlaceQuery = {
  system: text(100),
  kind: Type.Optional(Type.Union(['table', 'file', 'request', 'entities'].map((kind) => Type.Literal(kind)))),
  schema: text(200),
  table: text(200),
  sheet: text(200),
  path: text(1000),
  rows: text(2000),
  example: text(100),
  type: text(200),
}

export type PlaceQuery = {
  readonly system?: string
  readonly kind?: string
  readonly schema?: string
  readonly table?: string
  readonly sheet?: string
  readonly path?: string
  readonly rows?: string
  readonly example?: string
  readonly type?: string
}

/** Undefined where the address does not say all of it. */
export function placeIn({ kind, schema, table, sheet, path, rows = '$', example, type }: PlaceQuery): SourceSpec | undefined {
  if (kind === 'table' && schema !== undefined && table !== undefined) return { kind, schema, table }
  if (kind === 'file') return { kind, ...(sheet !== undefined && { sheet }) }
  if (kind === 'request' && path?.includes('{identifier}') && example !== undefined) return { kind, path, rows, example }
  return kind === 'entities' && type !== undefined ? { kind, type } : undefined
}

export const newPath = '/exchange/datasets/new'

export const publishFrom = (system: string, place: SourceSpec): string => withQuery(newPath, { system, ...place })

/** How a place is called where one is chosen. */
export function placeName(place: SourceSpec): string {
  if (place.kind === 'table') return `${place.schema}.${place.table}`
  if (place.kind === 'request') return place.path
  return place.kind === 'file' ? (place.sheet ?? '') : place.type
}
