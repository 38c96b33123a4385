import jsonata from 'jsonata'
import type { Fault } from '#kernel'
import type { AttributeMapping, CheckMapping, Mapping, TimeMapping } from './mapping.ts'
import { readPattern } from './time-format.ts'
import { isTimeZone } from './time-zone.ts'

/** What the schema of a mapping cannot say: that expressions parse, formats and zones exist, and names refer to something. */
export function checkMapping(mapping: Mapping): Fault[] {
  const sets = (['describes', 'attributes'] as const).flatMap((set) =>
    Object.entries(mapping[set] ?? {}).flatMap(([name, attribute]) => checkAttribute(`/${set}/${name}`, attribute)),
  )
  return [
    ...checkNames(mapping.entity),
    ...checkEncoding(mapping.csv?.encoding),
    ...(mapping.observedAt ? checkTime('/observedAt', mapping.observedAt) : []),
    ...sets,
    ...(mapping.checks ?? []).flatMap((check, index) => checkCheck(`/checks/${index}`, check, mapping)),
  ]
}

function checkNames({ id, scope }: Mapping['entity']): Fault[] {
  const faults: Fault[] = []
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:[^\s{]/.test(id))
    faults.push({ pointer: '/entity/id', message: 'does not begin like a URI', fix: 'for example urn:ngsi-ld:Thing:{column}' })
  if (scope !== undefined && !/^(\/(\{[^{}]+\}|[^\s/#+,;|(){}])+)+$/.test(scope))
    faults.push({ pointer: '/entity/scope', message: 'is not a path', fix: 'for example /{county}/{town}' })
  return faults
}

function checkAttribute(pointer: string, attribute: AttributeMapping): Fault[] {
  const faults: Fault[] = []
  const sources = (['column', 'expression', 'constant', 'point'] as const).filter((source) => attribute[source] !== undefined)
  if (sources.length !== 1)
    faults.push({ pointer, message: 'takes its value from exactly one of column, expression, constant and point' })
  if (attribute.expression !== undefined) faults.push(...checkExpression(`${pointer}/expression`, attribute.expression))
  if (attribute.observedAt !== undefined) faults.push(...checkTime(`${pointer}/observedAt`, attribute.observedAt))
  return faults
}

function checkCheck(pointer: string, check: CheckMapping, mapping: Mapping): Fault[] {
  const faults = checkExpression(`${pointer}/when`, check.when)
  if ((check.refuse === undefined) === (check.flag === undefined)) faults.push({ pointer, message: 'says either refuse or flag' })
  if (check.flag !== undefined && check.attributes === undefined)
    faults.push({ pointer, message: 'does not say which attributes to flag', fix: 'add "attributes": ["…"]' })
  const unknown = (check.attributes ?? []).filter((name) => mapping.attributes[name] === undefined)
  if (unknown.length > 0)
    faults.push({ pointer: `${pointer}/attributes`, message: `names no attribute of this mapping: ${unknown.join(', ')}` })
  return faults
}

function checkExpression(pointer: string, expression: string): Fault[] {
  try {
    jsonata(expression)
    return []
  } catch (error) {
    const { message, position } = error as { message: string; position?: number }
    return [{ pointer, message: `${message}${position === undefined ? '' : ` (at character ${position})`}` }]
  }
}

function checkTime(pointer: string, time: TimeMapping): Fault[] {
  const faults = time.formats
    .filter((format) => readPattern(format) === undefined)
    .map((format) => ({
      pointer: `${pointer}/formats`,
      message: `${format} is not a format`,
      fix: 'use iso, unix, unix-ms, or a pattern of y M d H h m s S a XXX',
    }))
  if (time.timeZone !== undefined && !isTimeZone(time.timeZone))
    return [
      ...faults,
      { pointer: `${pointer}/timeZone`, message: `${time.timeZone} is no IANA time zone`, fix: 'for example Europe/London' },
    ]
  return faults
}

function checkEncoding(encoding: string | undefined): Fault[] {
  if (encoding === undefined) return []
  try {
    new TextDecoder(encoding)
    return []
  } catch {
    return [{ pointer: '/csv/encoding', message: `${encoding} is no encoding`, fix: 'for example utf-8, utf-16le or gb18030' }]
  }
}
