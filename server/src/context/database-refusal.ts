import { NgsiLdError } from './errors.ts'

/**
 * The refusal that an error of the database stands for, where what the caller asked for is to blame: a pattern that is none, a
 * period of no length, a geometry that PostGIS cannot compare.
 */
export function refusalOf(error: unknown): NgsiLdError | undefined {
  const { code, message = '' } = error as { code?: unknown; message?: string }
  if (typeof code !== 'string') return undefined
  const isGeometry = code === 'XX000' && /geom|topology|geos|antipodal/i.test(message)
  if (!isGeometry && !/^(22|54)...$/.test(code)) return undefined
  return new NgsiLdError('BadRequestData', `The request cannot be evaluated: ${message}.`)
}
