import type { Static, TObject, TSchema } from 'typebox'
import { Check, Convert, Errors } from 'typebox/value'
import { PageRefusal } from './refusal.ts'

/** The query or form of a request as its schema says; a field left empty counts as not given. */
export function parseFields<Schema extends TObject>(schema: Schema, raw: unknown): Static<Schema> {
  const given = Object.entries((raw ?? {}) as Record<string, unknown>).filter(
    ([name, value]) => value !== '' && Object.hasOwn(schema.properties, name),
  )
  const fields = Convert(schema as TSchema, Object.fromEntries(given))
  if (Check(schema, fields)) return fields
  const faults = Errors(schema as TSchema, fields).map((error) => ({ pointer: error.instancePath, message: error.message }))
  throw new PageRefusal(400, 'invalid', faults.map(({ pointer, message }) => `${pointer} ${message}`).join('; '), faults)
}
