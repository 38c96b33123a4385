import type { AttributeType } from './entity.ts'
import { faultyGeometry } from './geometry.ts'
import { isObject, isUri, unstorable } from './json.ts'
import { ngsiNull, type Reading } from './reading.ts'

const isListOf = (value: unknown, test: (item: unknown) => boolean) => Array.isArray(value) && value.every(test)

const isLanguageMap = (value: unknown) =>
  isObject(value) &&
  Object.entries(value).every(
    ([tag, text]) =>
      /^(@none|[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)$/.test(tag) &&
      (typeof text === 'string' || isListOf(text, (part) => typeof part === 'string')),
  )

const isTerm = (value: unknown) => typeof value === 'string' && value !== ''
const isLinkedObject = (value: unknown) => isUri(value) || (isObject(value) && isUri(value.object))

const messages: Readonly<Record<AttributeType, (value: unknown) => string | undefined>> = {
  Property: (value) => (value === null ? 'is null' : undefined),
  GeoProperty: faultyGeometry,
  Relationship: (value) => (isUri(value) || isListOf(value, isUri) ? undefined : 'is not a URI'),
  LanguageProperty: (value) => (isLanguageMap(value) ? undefined : 'is not a map from language tags to texts'),
  VocabProperty: (value) => (isTerm(value) || isListOf(value, isTerm) ? undefined : 'is not a term'),
  JsonProperty: (value) => (value === undefined ? 'is missing' : undefined),
  ListProperty: (value) => (Array.isArray(value) ? undefined : 'is not a list'),
  ListRelationship: (value) => (isListOf(value, isLinkedObject) ? undefined : 'is not a list of URIs'),
}

/** Notes why what an attribute says cannot be said by an attribute of its type. */
export function checkSaid(type: AttributeType, value: unknown, { faults, fragment, temporal }: Reading, pointer: string): void {
  if (value === ngsiNull) {
    if (!fragment || temporal) faults.push({ pointer, message: `${ngsiNull} removes, but there is nothing to remove yet` })
    return
  }
  if (typeof value === 'number' && type === 'Property' && Number.isFinite(value)) return
  const message = faultySaid(type, value)
  if (message !== undefined) faults.push({ pointer, message })
}

/** Why an attribute of a type cannot say this, or undefined. */
export const faultySaid = (type: AttributeType, value: unknown): string | undefined => messages[type](value) ?? unstorable(value)
