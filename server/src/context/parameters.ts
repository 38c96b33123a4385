import Type, { type Static } from 'typebox'
import { NgsiLdError } from './errors.ts'
import { type GeoParameters, parseGeoQuery } from './geo-query.ts'
import { readLanguages } from './language.ts'
import type { Names } from './names.ts'
import { attributeNames, readProjection } from './projection.ts'
import { parseQ } from './q-parse.ts'
import type { EntityQuery } from './query.ts'
import type { Form, Representation } from './represent.ts'
import { parseScopeQuery } from './scope-query.ts'
import { parseTypes } from './type-query.ts'

const text = (description: string) => Type.Optional(Type.String({ description, maxLength: 10_000 }))

/** A request that is not passed on to any context source (GS CIM 009, 6.3.18). */
export const localParameter = {
  local: Type.Optional(Type.Boolean({ description: 'Only here: no context source is asked' })),
}

/** Query parameters that say how entities are written. */
export const formParameters = {
  options: text('`normalized`, `concise`, `simplified` (or `keyValues`), and `sysAttrs`, with commas between'),
  format: text('`normalized`, `concise` or `simplified`'),
  attrs: text('Names of attributes, with commas between: entities have one of them, and only these are answered'),
  pick: text('Members that are answered, with commas between'),
  omit: text('Members that are left out, with commas between'),
  lang: text('Languages of texts, the most wanted first'),
  geometryProperty: text('The GeoProperty that becomes the geometry of GeoJSON'),
}

/** Query parameters of paging. */
export const pageParameters = {
  limit: Type.Optional(Type.Integer({ minimum: 0, maximum: 1000, default: 20, description: 'How many are answered at most' })),
  offset: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0, description: 'How many are passed over first' }),
  ),
  count: Type.Optional(Type.Boolean({ description: 'Also answer the number of all matches, in NGSILD-Results-Count' })),
}

/** Query parameters that say which entities are meant. */
export const filterParameters = {
  id: text('URIs, with commas between'),
  type: text('A selection of types, such as `A,B` or `(A;B)|C`'),
  idPattern: text('A regular expression that ids match'),
  q: text('A query in the NGSI-LD query language'),
  expandValues: text('Names of attributes, with commas between, whose texts in q are names and are expanded like these'),
  jsonKeys: text('Names of attributes whose values have keys of plain JSON: accepted, since such keys are never expanded here'),
  scopeQ: text('A query of scopes, such as `/520000/#`'),
  georel: text('`near;maxDistance==METRES`, `within`, `contains`, `intersects`, `equals`, `disjoint` or `overlaps`'),
  geometry: text('A type of GeoJSON geometry'),
  coordinates: text('The coordinates of the geometry, as JSON'),
  geoproperty: text('The GeoProperty that is compared, `location` by default'),
  ...localParameter,
}

const FilterSchema = Type.Object(filterParameters)
const FormSchema = Type.Object(formParameters)
type Filter = Static<typeof FilterSchema>
type FormAsk = Static<typeof FormSchema>

export const list = (given: string | undefined): string[] | undefined =>
  given
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** The query that the parameters of a request ask for. */
export function readFilter(ask: Filter & Pick<FormAsk, 'attrs' | 'pick'>, names: Names): EntityQuery {
  const ids = list(ask.id)
  const attributes = readNames(ask.attrs, names)
  return {
    ...(ask.type !== undefined && { types: parseTypes(ask.type, names) }),
    ...(ids && { ids }),
    ...(ask.idPattern !== undefined && { idPattern: ask.idPattern }),
    ...(attributes && { attributes }),
    ...(ask.q !== undefined && { q: readQ(ask.q, ask.expandValues, names) }),
    ...(ask.scopeQ !== undefined && { scope: parseScopeQuery(ask.scopeQ) }),
    ...(hasGeo(ask) && { geo: parseGeoQuery(ask, names) }),
  }
}

function readQ(q: string, expandValues: string | undefined, names: Names) {
  const expanded = list(expandValues)?.map((name) => names.expand(name))
  return parseQ(q, names, { withLinks: true, ...(expanded && { expanded: new Set(expanded) }) })
}

const readNames = (attrs: string | undefined, names: Names) =>
  attrs === undefined ? undefined : attributeNames(attrs).map((name) => names.expand(name))

const hasGeo = ({ georel, geometry, coordinates }: GeoParameters) =>
  [georel, geometry, coordinates].some((given) => given !== undefined)

/** Names of forms, as options and formats give them. */
export const forms: Readonly<Record<string, Form>> = {
  normalized: 'normalized',
  concise: 'concise',
  simplified: 'simplified',
  keyValues: 'simplified',
}

/** How the parameters of a request want entities written. */
export function readForm(ask: FormAsk, names: Names): Representation {
  const options = list(ask.options) ?? []
  const unknown = options.find((option) => !Object.hasOwn(forms, option) && !knownOptions.has(option))
  if (unknown !== undefined) throw new NgsiLdError('InvalidRequest', `The option ${unknown} is not known.`)
  if (ask.format !== undefined && !Object.hasOwn(forms, ask.format))
    throw new NgsiLdError('InvalidRequest', `The format ${ask.format} is not known.`)
  const form = forms[ask.format ?? options.find((option) => Object.hasOwn(forms, option)) ?? 'normalized'] ?? 'normalized'
  return {
    names,
    form,
    sysAttrs: options.includes('sysAttrs'),
    ...readProjection(ask, names),
    ...(ask.lang !== undefined && { lang: readLanguages(ask.lang) }),
  }
}

const knownOptions = new Set(['sysAttrs', 'count', 'temporalValues', 'aggregatedValues'])
