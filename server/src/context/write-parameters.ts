import Type, { type Static } from 'typebox'
import { NgsiLdError } from './errors.ts'
import { readInstant } from './instant.ts'
import { filterParameters, forms, list } from './parameters.ts'

const text = (description: string) => Type.Optional(Type.String({ description, maxLength: 10_000 }))

/** Query parameters of every write. */
export const writeParameters = {
  local: filterParameters.local,
  type: text('Types of the entity, where the address names it: accepted for compatibility'),
}

/** Query parameters of writes with a document. */
export const documentParameters = {
  ...writeParameters,
  options: text('`noOverwrite` where attributes are appended; `keyValues` or `simplified` where all members are bare values'),
  format: text('`normalized`, `concise`, or `simplified` where all members are bare values'),
}

/** Query parameters of the merge of an entity (GS CIM 009, 5.6.17). */
export const mergeParameters = {
  ...documentParameters,
  observedAt: text('When it was observed, for attributes that do not say so themselves'),
  lang: text('The language of bare texts that are merged into a map of languages'),
}

const DocumentSchema = Type.Object(documentParameters)
type DocumentAsk = Static<typeof DocumentSchema>

export type DocumentForm = { readonly noOverwrite: boolean; readonly simplified: boolean }

/** @throws {NgsiLdError} InvalidRequest for a form or an option that is not known */
export function readDocumentForm({ options, format }: DocumentAsk, known: readonly string[] = []): DocumentForm {
  const given = list(options) ?? []
  const wrong = given.find((option) => !known.includes(option) && !Object.hasOwn(forms, option))
  if (wrong !== undefined) throw new NgsiLdError('InvalidRequest', `The option ${wrong} is not known.`)
  if (format !== undefined && !Object.hasOwn(forms, format))
    throw new NgsiLdError('InvalidRequest', `The format ${format} is not known.`)
  const form = forms[format ?? given.find((option) => Object.hasOwn(forms, option)) ?? 'normalized']
  return { noOverwrite: given.includes('noOverwrite'), simplified: form === 'simplified' }
}

/** @throws {NgsiLdError} BadRequestData */
export function readObservedAt(observedAt: string | undefined): string | undefined {
  if (observedAt === undefined) return undefined
  const instant = readInstant(observedAt)
  if (instant === undefined) throw new NgsiLdError('BadRequestData', `observedAt "${observedAt}" is not a time.`)
  return instant
}
