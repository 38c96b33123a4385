import type { Circumstance } from './compile-mapping.ts'
import { compileExpression, type Evaluate } from './expression.ts'
import { measure, missingTexts, type Row, readField } from './field.ts'
import { because, type Measured, type Reason, writeTime } from './mapped.ts'
import type { AttributeMapping, Mapping } from './mapping.ts'
import { compileMoment } from './moment.ts'

export type Columns = { readonly ok: true; readonly row: Row } | Reason

/** Reads every column as its type; a gap is a column that is absent. */
export function compileColumns(mapping: Mapping): (record: Row) => Columns {
  const missing = missingTexts(mapping)
  const types = new Map(Object.entries(mapping.columns ?? {}))
  return (record) => {
    const row: Record<string, unknown> = {}
    for (const name in record) {
      const value = record[name]
      const type = types.get(name) ?? (typeof value === 'string' ? 'text' : 'json')
      const field = readField(`column ${name}`, value, type, missing)
      if (!field.ok) return field
      if (field.value !== undefined) row[name] = field.value
    }
    return { ok: true, row }
  }
}

export type MeasuredSet = { readonly ok: true; readonly attributes: Record<string, Measured>; readonly empty: boolean } | Reason

/** Reads a set of attributes from a row; those without a value are left out. */
export function compileSet(set: Readonly<Record<string, AttributeMapping>>) {
  const all = Object.entries(set).map(([name, attribute]) => ({
    name,
    attribute: attribute.point === undefined ? attribute : { ...attribute, type: 'geo' as const },
    evaluate: compileValue(attribute),
    momentOf: attribute.observedAt && compileMoment(attribute.observedAt),
  }))
  return async (row: Row, record: Row, circumstance: Circumstance, of: { id: string; at?: number }): Promise<MeasuredSet> => {
    const attributes: Record<string, Measured> = {}
    let empty = true
    for (const { name, attribute, evaluate, momentOf } of all) {
      const found = evaluate(row)
      const field = found instanceof Promise ? await found : found
      if (!field.ok) return field
      if (field.value === undefined || field.value === null) continue
      const measured = measure(`attribute ${name}`, field.value, attribute)
      if (!measured.ok) return measured
      const moment = momentOf?.(record, circumstance, of.id)
      if (moment?.ok === false) return moment
      const at = moment?.at ?? of.at
      attributes[name] = at === undefined ? measured.measured : { ...measured.measured, observedAt: writeTime(at) }
      empty = false
    }
    return { ok: true, attributes, empty }
  }
}

function compileValue({ column, expression, constant, point }: AttributeMapping): Evaluate {
  if (column !== undefined) return (row) => ({ ok: true, value: row[column] })
  if (expression !== undefined) return compileExpression(expression)
  if (point !== undefined) return (row) => pointOf(row[point.longitude], row[point.latitude])
  return () => ({ ok: true, value: constant })
}

function pointOf(longitude: unknown, latitude: unknown) {
  if (longitude === undefined || latitude === undefined) return { ok: true as const }
  const [east, north] = [Number(longitude), Number(latitude)]
  if (!(Math.abs(east) <= 180 && Math.abs(north) <= 90))
    return because('not-a-place', `longitude ${longitude}, latitude ${latitude}`)
  return { ok: true as const, value: { type: 'Point', coordinates: [east, north] } }
}
