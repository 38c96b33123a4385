import { badData } from './errors.ts'
import type { Json } from './json.ts'
import type { Join } from './linked.ts'
import { readJoin } from './linked-ask.ts'
import { type Names, name } from './names.ts'
import { readProjection } from './projection.ts'
import type { Form, Representation } from './represent.ts'

/** What is told of an entity, and how (GS CIM 009, 5.2.14). */
export type Notified = {
  /** With at least one of these attributes, where only some are notified. */
  readonly attributes?: readonly string[]
  readonly how: Representation
  /** Also what each attribute said before the change. */
  readonly showChanges?: boolean
  /** Also the entities it refers to. */
  readonly join?: Join
  /** The GeoProperty that becomes the geometry, where GeoJSON is wanted. */
  readonly geometryProperty?: string
}

const forms: Readonly<Record<string, Form>> = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
}

/** @throws {NgsiLdError} BadRequestData */
export function readNotified(
  notification: Json,
  { names, told, lang }: { readonly names: Names; readonly told: Names; readonly lang: readonly string[] | undefined },
): Notified {
  const { format = 'normalized', sysAttrs, showChanges, join, joinLevel } = notification
  const check = (isRight: boolean, member: string, message: string) => {
    if (!isRight) throw badData([{ pointer: `/notification${member}`, message }])
  }
  for (const member of ['attributes', 'pick', 'omit'])
    check(isNameList(notification[member]), `/${member}`, 'is not a list of names')
  const form = typeof format === 'string' ? forms[format] : undefined
  check(form !== undefined, '/format', `is not one of ${Object.keys(forms).join(', ')}`)
  check(isFlag(sysAttrs), '/sysAttrs', 'is not true or false')
  check(isFlag(showChanges), '/showChanges', 'is not true or false')
  check(showChanges !== true || form !== 'simplified', '/showChanges', 'does not go with a simplified format')
  check(join === undefined || typeof join === 'string', '/join', 'is not a text')
  check(joinLevel === undefined || isLevel(joinLevel), '/joinLevel', 'is not a whole number from 1 to 10')
  const listed = (member: string) => (notification[member] as readonly string[] | undefined)?.join(',')
  const projection = readProjection({ attrs: listed('attributes'), pick: listed('pick'), omit: listed('omit') }, names)
  const joined = readJoin({
    ...(join !== undefined && { join: join as string }),
    ...(joinLevel !== undefined && { joinLevel: joinLevel as number }),
  })
  const attributes = (notification.attributes as readonly string[] | undefined)?.map(names.expand)
  const { accept } = notification.endpoint as Json
  return {
    ...(attributes && { attributes }),
    how: { names: told, form: form as Form, sysAttrs: sysAttrs === true, ...projection, ...(lang && { lang }) },
    ...(showChanges === true && { showChanges }),
    ...(joined && { join: joined }),
    ...(accept === 'application/geo+json' && { geometryProperty: geometryOf(notification, names) }),
  }
}

const isFlag = (value: unknown) => value === undefined || typeof value === 'boolean'
const isLevel = (level: unknown) => Number.isInteger(level) && (level as number) >= 1 && (level as number) <= 10

export const isNameList = (value: unknown) =>
  value === undefined ||
  (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' && item !== ''))

const geometryOf = ({ geometryProperty }: Json, { expand }: Names) =>
  typeof geometryProperty === 'string' ? expand(geometryProperty) : name('location')
