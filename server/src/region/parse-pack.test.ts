import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { describeFault, type PackDraft, parsePack, writePack } from '#region'

const folders: string[] = []
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))))

const region = {
  id: 'dell',
  names: { en: 'Dell' },
  languages: ['en'],
  timeZone: 'Europe/London',
  currency: 'GBP',
  coordinates: 'WGS84',
  bounds: [-1, 50, 1, 52],
  classes: { A: 'urban', C: 'rural' },
  travel: { detour: 1.3, speed: { urban: 20, town: 30, rural: 40 } },
  services: [{ kind: 'clinic', names: { en: 'Clinic' }, standard: { urban: 15, town: 20, rural: 30 } }],
} as const
const files = {
  'region.json': JSON.stringify(region),
  'areas.csv':
    'code,parent,level,class,lon,lat,name,name:fr\nd,,county,,0,51,Dell,La Combe\nd1,d,village,C,0.1,51.1,"North, upper",\n',
  'population.csv': 'id,area,lon,lat,population,name,age:0-14,age:15+\ns1,d1,0.1,51.1,30,Farm,10,20\n',
  'facilities.csv': 'id,kind,area,lon,lat,capacity,opening_hours,name\nf1,clinic,d1,0.2,51.2,3,Mo-Fr 08:00-12:00,Clinic\n',
}

async function packOf(changes: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pack-'))
  folders.push(folder)
  for (const [file, text] of Object.entries({ ...files, ...changes })) await writeFile(join(folder, file), text)
  return folder
}

/** What is said about a pack that has these files instead. */
async function faultsOf(changes: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const parsed = await parsePack(await packOf(changes))
  return (parsed.ok ? parsed.warnings : parsed.faults).map((fault) => `${fault.severity} ${describeFault(fault)}`)
}

test('a sound pack is read without a word of complaint', async () => {
  const parsed = await parsePack(await packOf({}))
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.warnings, [])
  const { areas, settlements, facilities } = parsed.pack
  assert.deepEqual(
    areas.map(({ path, class: areaClass, names }) => ({ path, areaClass, names })),
    [
      { path: '/d', areaClass: undefined, names: { en: 'Dell', fr: 'La Combe' } },
      { path: '/d/d1', areaClass: 'rural', names: { en: 'North, upper' } },
    ],
  )
  assert.deepEqual(settlements[0]?.ages, { '0-14': 10, '15+': 20 })
  assert.equal(settlements[0]?.class, 'rural')
  assert.equal(facilities[0]?.openingHours, 'Mo-Fr 08:00-12:00')
})

const header = 'code,parent,level,class,lon,lat,name\n'
const top = 'd,,county,,0,51,Dell\n'
const bad: readonly [what: string, changes: Record<string, string>, expected: RegExp][] = [
  [
    'an unknown parent',
    { 'areas.csv': `${header}d,,county,,0,51,Dell\nd1,x,village,C,0,51,N\n` },
    /^error areas\.csv line 3, column "parent": The parent x/,
  ],
  [
    'a circle of parents',
    { 'areas.csv': `${header}${top}d1,d2,town,C,0,51,N\nd2,d1,town,C,0,51,M\n` },
    /line 3, column "parent": .*circle: d1 → d2 → d1/,
  ],
  [
    'a code that stands twice',
    { 'areas.csv': `${header}${top}d1,d,village,C,0,51,N\nd1,d,village,C,0,51,M\n` },
    /line 4, column "code": .*line 3 already/,
  ],
  [
    'a class outside the table',
    { 'areas.csv': `${header}${top}d1,d,village,Z,0,51,N\n` },
    /line 3, column "class": The class Z .*knows A, C/,
  ],
  [
    'a level that does not exist',
    { 'areas.csv': `${header}${top}d1,d,hamlet,C,0,51,N\n` },
    /line 3, column "level": "hamlet" is not a level.*village/,
  ],
  ['a missing column', { 'areas.csv': 'code,level,name\nd,county,Dell\n' }, /line 1, column "parent": The column is missing/],
  [
    'a row with too many cells',
    { 'areas.csv': `${header}d,,county,,0,51,Dell, upper\n` },
    /line 2, column "name": The row has 8 cells/,
  ],
  ['broken quoting', { 'areas.csv': `${header}d,,county,,0,51,"Dell\n` }, /error areas\.csv line \d+: .*[Qq]uote/],
  [
    'a longitude that is none',
    { 'facilities.csv': 'id,kind,lon,lat,name\nf,clinic,181,51,F\n' },
    /facilities\.csv line 2, column "lon": "181" is not between/,
  ],
  [
    'a settlement without a point',
    { 'population.csv': 'id,area,lon,lat,population,name\ns,d1,,,3,S\n' },
    /population\.csv line 2, column "lon": A settlement needs/,
  ],
  [
    'a settlement in an unknown area',
    { 'population.csv': 'id,area,lon,lat,population,name\ns,x,0,51,3,S\n' },
    /column "area": The area x is not/,
  ],
  [
    'a settlement without a class',
    { 'population.csv': 'id,area,lon,lat,population,name\ns,d,0,51,3,S\n' },
    /column "area": The area d has no class/,
  ],
  [
    'a negative population',
    { 'population.csv': 'id,area,lon,lat,population,name\ns,d1,0,51,-3,S\n' },
    /column "population": "-3" is not/,
  ],
  ['a region.json that is not JSON', { 'region.json': '{' }, /error region\.json: This is not JSON/],
  [
    'a time zone that does not exist',
    { 'region.json': JSON.stringify({ ...region, timeZone: 'Mars/Olympus' }) },
    /region\.json, \/timeZone: Mars\/Olympus/,
  ],
  ['a missing part of region.json', { 'region.json': JSON.stringify({ ...region, travel: undefined }) }, /region\.json.*travel/],
  [
    'a boundary of no area',
    {
      'boundaries.geojson':
        '{"features":[{"properties":{"code":"x"},"geometry":{"type":"Polygon","coordinates":[[[0,51],[1,51],[1,52],[0,51]]]}}]}',
    },
    /boundaries\.geojson, \/features\/0\/properties\/code: The area "x"/,
  ],
]
for (const [what, changes, expected] of bad)
  test(`${what} is refused, with the place and what is wrong`, async () => {
    const faults = await faultsOf(changes)
    assert.ok(
      faults.some((fault) => fault.startsWith('error') && expected.test(fault)),
      faults.join('\n'),
    )
  })

const doubtful: readonly [what: string, changes: Record<string, string>, expected: RegExp][] = [
  [
    'a point outside the bounds',
    { 'facilities.csv': 'id,kind,lon,lat,name\nf,clinic,51,0.1,F\n' },
    /warning facilities\.csv line 2, column "lon": The point .* outside the bounds/,
  ],
  [
    'a kind that no service has',
    { 'facilities.csv': 'id,kind,lon,lat,name\nf,forge,0,51,F\n' },
    /column "kind": No service has the kind forge/,
  ],
  [
    'opening hours beyond the evaluator',
    { 'facilities.csv': 'id,kind,lon,lat,opening_hours,name\nf,clinic,0,51,dawn-dusk,F\n' },
    /"dawn-dusk" is kept/,
  ],
  [
    'age bands that do not add up',
    { 'population.csv': 'id,area,lon,lat,population,name,age:0+\ns,d1,0,51,3,S,4\n' },
    /add up to 4, not to 3/,
  ],
]
for (const [what, changes, expected] of doubtful)
  test(`${what} is reported and kept`, async () => {
    const folder = await packOf(changes)
    const parsed = await parsePack(folder)
    assert.ok(parsed.ok)
    assert.match(parsed.warnings.map((fault) => `${fault.severity} ${describeFault(fault)}`).join('\n'), expected)
    assert.equal(parsed.pack.facilities.length + parsed.pack.settlements.length, 2)
  })

test('every fault of a pack is named at once', async () => {
  const faults = await faultsOf({
    'areas.csv': `${header}${top}d1,x,hamlet,Z,999,51,\n`,
    'facilities.csv': 'id,kind,lon,lat,name\n,,,,\n',
  })
  for (const column of ['level', 'lon', 'name', 'id', 'kind']) assert.match(faults.join('\n'), new RegExp(`column "${column}"`))
})

test('a pack that is written and read again is the same, and GCJ-02 has become WGS 84', async () => {
  const folder = await packOf({})
  const draft: PackDraft = {
    region: {
      ...region,
      id: 'shifted',
      languages: ['zh-Hans', 'en'],
      coordinates: 'GCJ-02',
      bounds: [100, 20, 110, 30],
      classes: { ...region.classes },
      services: [],
    },
    areas: [
      {
        code: 'd',
        level: 'village',
        officialClass: 'C',
        names: { 'zh-Hans': '青岩"镇"', en: 'Qingyan, a town' },
        position: [106.691183, 26.33405],
      },
    ],
    settlements: [
      {
        id: 's',
        area: 'd',
        names: { en: 'S' },
        position: [106.691183, 26.33405],
        population: 7,
        ages: { '80+': 7 },
        officialClass: 'A',
      },
    ],
    facilities: [],
    boundaries: [
      {
        code: 'd',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [106, 26],
              [107, 26],
              [107, 27],
              [106, 26],
            ],
          ],
        },
      },
    ],
  }
  await writePack(folder, draft)
  const parsed = await parsePack(folder)
  assert.ok(parsed.ok, JSON.stringify(parsed))
  const [settlement] = parsed.pack.settlements
  assert.deepEqual(parsed.pack.areas[0]?.names, draft.areas[0]?.names)
  assert.deepEqual({ ages: settlement?.ages, class: settlement?.class }, { ages: { '80+': 7 }, class: 'urban' })
  assert.ok(Math.abs((settlement?.position[0] ?? 0) - 106.691183) > 0.002)
  assert.notDeepEqual(parsed.pack.boundaries.get('d'), draft.boundaries?.[0]?.geometry)
  assert.equal(parsed.pack.region.coordinates, 'WGS84')
})
