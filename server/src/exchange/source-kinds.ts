import type { FieldKind } from '#contract'
import { toValue } from './source-value.ts'

/** The kind that all these values of a system are of, as far as they show it. */
export function kindOfAll(values: readonly unknown[]): FieldKind {
  const known = values.filter((value) => value !== '' && value !== null && value !== undefined)
  const fit = (kind: FieldKind, isMeant: (value: unknown) => boolean) =>
    known.length > 0 && known.every((value) => isMeant(value) && toValue(value, kind) !== undefined)
  if (fit('boolean', (value) => typeof value === 'boolean' || /^(true|false|yes|no|是|否)$/i.test(String(value))))
    return 'boolean'
  if (!areCodes(known) && fit('number', (value) => !isCode(value))) return 'number'
  return fit('date', (value) => value instanceof Date || /^\d{4}[-/.年]/.test(String(value))) ? 'date' : 'text'
}

/** Digits that are as many in every row, and many, are codes of areas and the like. */
const areCodes = (values: readonly unknown[]) =>
  values.every((value) => typeof value === 'string' && /^\d{6,}$/.test(value) && value.length === String(values[0]).length)

/** Digits that begin with zero, or are more than a number keeps, say who or which, and not how many. */
const isCode = (value: unknown) => typeof value === 'string' && (/^0\d/.test(value) || value.length > 15)
