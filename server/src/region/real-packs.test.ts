import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import test, { after } from 'node:test'
import { Command } from 'commander'
import { startWriter } from '#context'
import { createRegionService, importPack, registerPackCommands, startRegion } from '#region'
import { quiet, testPool } from '#testing'

const data = join(import.meta.dirname, '../../../../shared/data')
const missing = (folder: string) => (existsSync(join(data, folder)) ? false : `the sample data ${folder} is not here`)

const out = await mkdtemp(join(tmpdir(), 'real-'))
after(() => rm(out, { recursive: true }))

/** Runs `datong pack …` and returns what it says. */
async function datongPack(...words: readonly string[]): Promise<string> {
  const lines: string[] = []
  const to = new Writable({ write: (chunk, _encoding, done) => done(void lines.push(String(chunk))) })
  const program = new Command().exitOverride()
  registerPackCommands(program, to)
  await program.parseAsync(['pack', ...words], { from: 'user' })
  return lines.join('')
}

const sikkim = () => [
  'points',
  ...['--out', join(out, 'sikkim'), '--id', 'sikkim', '--name', 'en=Sikkim', '--time-zone', 'Asia/Kolkata', '--currency', 'INR'],
  ...['--area', 'county=DISTRICT_I', 'town=BLOCK_ID'],
  ...['--settlements', join(data, 'villages-sikkim/Sikkim_habitation.csv')],
  ...['--settlement-columns', 'id=HAB_ID,name=HAB_NAME,population=TOT_POPULA,lon=lon,lat=lat'],
  ...['--facilities', join(data, 'villages-sikkim/Sikkim_facilities.csv')],
  ...['--facility-columns', 'id=FACILITY_I,name=FAC_DESC,kind=FAC_CATEGO,lon=lon,lat=lat,settlement=HAB_ID'],
  ...['--kind', 'FAC_DESC~veterin|animal:veterinary', 'FAC_CATEGO=Medical:clinic', 'FAC_CATEGO=Education:school'],
]

test('Sikkim goes from two tables to a region that can be searched and measured', {
  skip: missing('villages-sikkim'),
}, async () => {
  const said = await datongPack(...sikkim())
  assert.match(said, /areas province 1, county 4, town 9, village 1045; settlements 1045 with 485504 people; facilities 1020/)
  assert.match(said, /more in Sikkim_facilities\.csv, column "HAB_ID"/)
  assert.match(await datongPack('check', join(out, 'sikkim')), /1059 areas, 1045 settlements, 1020 facilities/)

  const pool = await testPool()
  const clock = () => new Date('2026-03-03T04:30:00Z')
  const writer = startWriter(pool, { clock, logger: quiet })
  const follower = await startRegion(pool, quiet)
  try {
    await importPack({ pool, writer, clock, follower }, join(out, 'sikkim'), { replace: true })
    const region = createRegionService(pool, clock)
    assert.deepEqual((await region.info())?.counts, { areas: 1059, settlements: 1045, facilities: 1020, population: 485504 })
    assert.equal((await region.area('sikkim'))?.population, 485504)
    assert.equal((await region.search('chungthang', 5))[0]?.names.en, 'Chungthang')
    assert.equal((await region.areaAt([88.647, 27.604]))?.names.en, 'Chungthang')
    const [nearest] = await region.facilities({ near: [88.647, 27.604], kind: 'clinic', limit: 1 })
    assert.ok((nearest?.metres ?? Infinity) < 5000)
    const [measured] = await pool.query<{ people: number; class: string }>(
      'select class, sum(population) as people from analytics.settlement group by class',
    )
    assert.deepEqual(measured, { class: 'rural', people: 485504 })
  } finally {
    await follower.stop()
    await writer.stop()
  }
})

test('the statistical divisions become a pack from the command line', { skip: missing('divisions-guizhou') }, async () => {
  const folder = join(data, 'divisions-guizhou')
  const files = (await readdir(folder)).map((file) => join(folder, file))
  const names = ['--name', 'zh-Hans=贵阳和安顺', '--name', 'en=Guiyang and Anshun']
  const said = await datongPack('nbs', ...files, '--out', join(out, 'gz'), '--id', 'guiyang', ...names, '--population', '800')
  assert.match(said, /areas province 1, city 2, county 16, town 260, village 2720; settlements 2720 with 2176000 people/)
  assert.match(said, /converted from GCJ-02 to WGS 84/)
})

test('a wrong option is told with what was expected', async () => {
  await assert.rejects(datongPack(...sikkim(), '--area', 'district=X'), /is not LEVEL=COLUMN with a level of country, province/)
  await assert.rejects(datongPack(...sikkim(), '--settlement-columns', 'id=A'), /does not name the column of name, lon, lat/)
  await assert.rejects(datongPack(...sikkim(), '--bounds', '1,2'), /is not west,south,east,north/)
})
