import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { describeFault, type PointsOptions, packPoints, parseKindRule, parsePack } from '#region'

const out = await mkdtemp(join(tmpdir(), 'points-'))
after(() => rm(out, { recursive: true }))

const source = join(import.meta.dirname, '../../../../shared/data/villages-sikkim')
const skip = existsSync(source) ? false : 'the sample data is not here'

const region = {
  timeZone: 'Asia/Kolkata',
  currency: 'INR',
  class: 'rural',
  level: 'province',
  settlementsAreVillages: true,
} as const

async function optionsFor(id: string, settlements: string, facilities: string, kinds: readonly string[]): Promise<PointsOptions> {
  const folder = await mkdtemp(join(out, 'tables-'))
  await writeFile(join(folder, 's.csv'), `ID,NAME,POP,X,Y,DISTRICT,BLOCK\n${settlements}`)
  await writeFile(join(folder, 'f.csv'), `ID,NAME,CAT,X,Y,DISTRICT,BLOCK,HAB\n${facilities}`)
  return {
    ...region,
    id,
    out: join(folder, 'pack'),
    names: { en: 'Sample' },
    areas: [
      { level: 'county', column: 'DISTRICT' },
      { level: 'town', column: 'BLOCK' },
    ],
    settlements: { file: join(folder, 's.csv'), columns: { id: 'ID', name: 'NAME', population: 'POP', lon: 'X', lat: 'Y' } },
    facilities: {
      file: join(folder, 'f.csv'),
      columns: { id: 'ID', name: 'NAME', lon: 'X', lat: 'Y', kind: 'CAT', settlement: 'HAB' },
      kinds: kinds.map(parseKindRule),
    },
  }
}

test('areas come from the columns, and a code is unique only within its parent', async () => {
  const options = await optionsFor('a', '1,Alm,10,88,27,1,7\n2,Bach,20,88,27,2,7\n', '', [])
  await packPoints(options)
  const parsed = await parsePack(options.out)
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.pack.areas.map((area) => area.path).sort(), [
    '/a',
    '/a/1',
    '/a/1/1-7',
    '/a/1/1-7/1-7-1',
    '/a/2',
    '/a/2/2-7',
    '/a/2/2-7/2-7-2',
  ])
  assert.deepEqual(
    parsed.pack.settlements.map((settlement) => settlement.class),
    ['rural', 'rural'],
  )
})

test('rules decide the kind in their order; where none fits, the word of the table does', async () => {
  const facilities =
    '1,Veterinary hospital,Medical,88,27,1,7,1\n2,Health centre,Medical,88,27,1,7,1\n3,Milk shed,Agro/Dairy,88,27,1,7,9\n'
  const options = await optionsFor('b', '1,Alm,10,88,27,1,7\n', facilities, ['NAME~veterin:veterinary', 'CAT=medical:clinic'])
  const made = await packPoints(options)
  const parsed = await parsePack(options.out)
  assert.ok(parsed.ok)
  assert.deepEqual(
    parsed.pack.facilities.map(({ kind, area }) => [kind, area]),
    [
      ['veterinary', '1-7-1'],
      ['clinic', '1-7-1'],
      ['agro-dairy', '1-7'],
    ],
  )
  assert.deepEqual(
    parsed.pack.region.services.map((service) => service.kind),
    ['agro-dairy', 'clinic', 'veterinary'],
  )
  assert.match(made.warnings.map(describeFault).join('\n'), /f\.csv line 4, column "HAB": The settlement 9 is not in the table/)
})

test('a point far from the others is kept and reported', async () => {
  const near = Array.from({ length: 20 }, (_, index) => `${index},Place ${index},5,${88 + index / 100},27.1,1,7\n`).join('')
  const options = await optionsFor('c', `${near}99,Swapped,5,27.1,88,1,7\n`, '', [])
  const made = await packPoints(options)
  assert.equal(made.counts.settlements, 21)
  assert.match(
    made.warnings.map(describeFault).join('\n'),
    /population\.csv line 22, column "lon": The point 27\.10000 88\.00000 lies outside/,
  )
})

test('rows without a point are refused with their line, and a wrong rule with an example', async () => {
  const options = await optionsFor('d', '1,Alm,10,,,1,7\n', '', [])
  await assert.rejects(packPoints(options), (error: Error) => /s\.csv line 2, column \\"X\\"/.test(JSON.stringify(error)))
  assert.throws(() => parseKindRule('Medical'), /is not a rule/)
})

test('Sikkim becomes a pack of 1,045 habitations and 1,020 facilities with its doubtful rows reported', { skip }, async () => {
  const made = await packPoints({
    ...region,
    id: 'sikkim',
    out: join(out, 'sikkim'),
    names: { en: 'Sikkim' },
    areas: [
      { level: 'county', column: 'DISTRICT_I' },
      { level: 'town', column: 'BLOCK_ID' },
    ],
    settlements: {
      file: join(source, 'Sikkim_habitation.csv'),
      columns: { id: 'HAB_ID', name: 'HAB_NAME', population: 'TOT_POPULA', lon: 'lon', lat: 'lat' },
    },
    facilities: {
      file: join(source, 'Sikkim_facilities.csv'),
      columns: { id: 'FACILITY_I', name: 'FAC_DESC', kind: 'FAC_CATEGO', lon: 'lon', lat: 'lat', settlement: 'HAB_ID' },
      kinds: [
        'FAC_DESC~veterin|animal:veterinary',
        'FAC_DESC~hospital:hospital',
        'FAC_CATEGO=Medical:clinic',
        'FAC_CATEGO=Education:school',
      ].map(parseKindRule),
    },
  })
  assert.deepEqual(made.counts.areas, { province: 1, county: 4, town: 9, village: 1045 })
  assert.deepEqual([made.counts.settlements, made.counts.facilities, made.counts.population], [1045, 1020, 485504])
  const about = (part: string) => made.warnings.filter((warning) => describeFault(warning).includes(part))
  assert.equal(about('population.csv').length, 6)
  assert.equal(
    about('population.csv').every((warning) => warning.message.includes('outside the bounds')),
    true,
  )
  assert.equal(about('is not in the table of settlements').length, 96)
  assert.equal(about('km from its settlement').length, 7)
  assert.equal(about('The population is missing and counted as 0').length, 1)
})
