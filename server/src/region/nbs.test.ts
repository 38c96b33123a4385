import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { after } from 'node:test'
import { type Pack, packNbs, parsePack } from '#region'
import { metresBetween } from './distance.ts'

const out = await mkdtemp(join(tmpdir(), 'nbs-'))
after(() => rm(out, { recursive: true }))

const source = join(import.meta.dirname, '../../../../shared/data/divisions-guizhou')
const skip = existsSync(source) ? false : 'the sample data is not here'

const row = (
  code: string,
  parent: string,
  name: string,
  level: string,
  officialClass = '',
  point = ',',
  lineage = '贵州省,贵阳市,花溪区,青岩镇,',
) => `${code},${parent},${name},${level},,,,,${officialClass},f,f,f,${point},,${lineage}\n`

async function packOf(text: string): Promise<Pack> {
  const file = join(out, `${Math.random()}.csv`)
  await writeFile(file, text)
  const folder = `${file}.pack`
  await packNbs({ files: [file], out: folder, id: 'sample', names: { en: 'Sample' } })
  const parsed = await parsePack(folder)
  assert.ok(parsed.ok)
  return parsed.pack
}

test('areas above the rows are built from the names in the rows', async () => {
  const pack = await packOf(row('520111101201', '520111101000', '西街村', 'village', '121', '106.69,26.33'))
  assert.deepEqual(
    pack.areas.map(({ path, level, names }) => [path, level, names['zh-Hans']]),
    [
      ['/520000', 'province', '贵州省'],
      ['/520000/520100', 'city', '贵阳市'],
      ['/520000/520100/520111', 'county', '花溪区'],
      ['/520000/520100/520111/520111101', 'town', '青岩镇'],
      ['/520000/520100/520111/520111101/520111101201', 'village', '西街村'],
    ],
  )
})

test('a village without a point stands at its town, and one whose town has none at its county, but only to be counted', async () => {
  const pack = await packOf(
    row('520111000000', '520100000000', '花溪区', 'county', '', '106.67,26.40') +
      row('520111101000', '520111000000', '青岩镇', 'town', '', '106.69,26.33') +
      row('520111102000', '520111000000', '石板镇', 'town') +
      row('520111101201', '520111101000', '西街村', 'village', '121') +
      row('520111102201', '520111102000', '石板村', 'village', '220'),
  )
  const area = (code: string) => pack.areas.find((candidate) => candidate.code === code)?.position
  const settlement = (id: string) => pack.settlements.find((candidate) => candidate.id === id)?.position
  assert.deepEqual(area('520111101201'), area('520111101'))
  assert.equal(area('520111102201'), undefined)
  assert.deepEqual(settlement('520111102201'), area('520111'))
  assert.match(
    pack.region.notes?.[0] ?? '',
    /Of 2 villages, 0 have a point of their own, 1 stand at their town's, 1 at their county's/,
  )
})

test('rows that cannot be read are refused with their line', async () => {
  const file = join(out, 'bad.csv')
  await writeFile(file, `${row('520111101201', '520111101000', '西街村', 'village', '121', '106.69,26.33')}52,1\n`)
  await assert.rejects(packNbs({ files: [file], out: join(out, 'bad'), id: 'bad', names: { en: 'Bad' } }), (error: Error) => {
    assert.match(JSON.stringify(error), /bad\.csv line 2, column \\"1\\"/)
    return true
  })
})

test('Guiyang and Anshun become a whole tree of 2,720 villages of all seven classes, in WGS 84', { skip }, async () => {
  const files = (await readdir(source)).map((file) => join(source, file))
  const folder = join(out, 'guizhou')
  const made = await packNbs({
    files,
    out: folder,
    id: 'guiyang-anshun',
    names: { 'zh-Hans': '贵阳和安顺' },
    populationPerVillage: 800,
  })
  assert.deepEqual(made.counts.areas, { province: 1, city: 2, county: 16, town: 260, village: 2720 })
  assert.equal(made.counts.population, 2720 * 800)
  const parsed = await parsePack(folder)
  assert.ok(parsed.ok)
  const { areas, settlements } = parsed.pack

  const codes = new Set(areas.map((area) => area.code))
  assert.deepEqual(
    areas.filter((area) => !codes.has(area.parent ?? '')).map((area) => area.code),
    ['520000'],
  )
  const byClass = Map.groupBy(
    areas.filter((area) => area.level === 'village'),
    (area) => area.officialClass,
  )
  assert.deepEqual(
    ['111', '112', '121', '122', '123', '210', '220'].map((code) => byClass.get(code)?.length),
    [619, 99, 291, 137, 48, 73, 1453],
  )
  assert.equal(settlements.length, 2720)

  const qingyan = areas.find((area) => area.code === '520111101')
  assert.equal(qingyan?.path, '/520000/520100/520111/520111101')
  assert.ok(qingyan?.position)
  const moved = metresBetween([106.691183, 26.33405], qingyan.position)
  assert.ok(moved > 300 && moved < 600, `${moved} m`)
  assert.ok(qingyan.position[0] < 106.691183 && qingyan.position[1] > 26.33405)
  assert.match(made.notes.join(' '), /180 have a point of their own, 1969 stand at their town's, 571 at their county's/)
  assert.match(made.notes.join(' '), /Left out .* 520101 市辖区, 520401 市辖区/)
  assert.ok(
    made.warnings.some((warning) => warning.message.includes('石头村委会') && warning.message.includes('km from its town')),
  )
})
