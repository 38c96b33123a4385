import type { Chance } from './fuzz-random.ts'

const texts = [
  '',
  ' ',
  '\0',
  '\u0000a',
  '\ud800',
  '\u202e',
  'ü'.repeat(3000),
  'a'.repeat(100_000),
  "'; drop table context.entity; --",
  '%',
  '%00',
  '../../etc/passwd',
  '__proto__',
  'constructor',
  '@context',
  '@type',
  '@none',
  'urn:ngsi-ld:null',
  'urn:',
  'http://[::1',
  'NaN',
  '1e400',
  '-0',
  '0x10',
  '$.a[*]',
  '\\',
  '"',
  '{',
  '((((',
  '.*+?',
  '[[:alpha:]',
  '(a+)+$',
  '2026-02-30T25:61:00Z',
  '9999999-01-01T00:00:00Z',
  'P99999999999Y',
  'near;maxDistance==-1',
  'near;maxDistance==1e999',
  '/a/#/b',
  'a;b|(c',
  'true',
  'null',
]
const values: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  -1e-320,
  [],
  {},
  [[]],
  [null],
  { '': '' },
  { type: 'Property' },
  { type: 'Nothing', value: 1 },
  { '@value': 1, '@type': 'DateTime' },
  { type: 'Point', coordinates: [1e9, 1e9] },
  { type: 'Point', coordinates: [] },
  {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 1],
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ],
  },
  { type: 'GeometryCollection', geometries: [] },
  ...texts,
]

/** A JSON document with one to four things about it changed. */
export function mutateJson(document: unknown, chance: Chance): unknown {
  let changed = structuredClone(document)
  for (let times = 1 + chance.below(4); times > 0; times--) changed = changeSomewhere(changed, chance, 0)
  return changed
}

function changeSomewhere(value: unknown, chance: Chance, depth: number): unknown {
  if (typeof value !== 'object' || value === null || chance.oneIn(4 + depth)) return changeHere(value, chance)
  if (Array.isArray(value)) {
    if (value.length === 0) return [chance.of(values)]
    const index = chance.below(value.length)
    return value.map((item, at) => (at === index ? changeSomewhere(item, chance, depth + 1) : item))
  }
  const entries = Object.entries(value)
  if (entries.length === 0) return { [chance.of(texts)]: chance.of(values) }
  const index = chance.below(entries.length)
  return Object.fromEntries(
    entries.map(([key, item], at) => (at === index ? [key, changeSomewhere(item, chance, depth + 1)] : [key, item])),
  )
}

function changeHere(value: unknown, chance: Chance): unknown {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
  switch (chance.below(8)) {
    case 0:
      return [value, value]
    case 1:
      return { value }
    case 2:
      return Object.fromEntries(entries.filter(() => !chance.oneIn(3)))
    case 3:
      return Object.fromEntries([...entries, [chance.of(texts), chance.of(values)]])
    case 4:
      return Object.fromEntries(entries.map(([key, item]) => [chance.oneIn(3) ? chance.of(texts) : key, item]))
    case 5:
      return nest(value, chance.of([3, 20, 60, 1000]))
    default:
      return chance.of(values)
  }
}

function nest(value: unknown, levels: number): unknown {
  let nested = value
  for (let level = 0; level < levels; level++) nested = level % 2 === 0 ? [nested] : { a: nested }
  return nested
}

/** A text with some bytes changed, cut off, doubled or put in. */
export function mutateBytes(text: string, chance: Chance): Buffer {
  let bytes = Buffer.from(text)
  for (let times = 1 + chance.below(3); times > 0; times--) {
    const at = chance.below(bytes.length + 1)
    const kind = chance.below(4)
    if (kind === 0) bytes = bytes.subarray(0, at)
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from([chance.below(256)]), bytes.subarray(at)])
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at >> 1)])
    else if (at < bytes.length) bytes[at] = chance.below(256)
  }
  return bytes
}

export const strangeText = (chance: Chance): string => chance.of(texts)
