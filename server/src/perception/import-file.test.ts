import assert from 'node:assert/strict'
import { existsSync, mkdtempSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { after, test } from 'node:test'
import { findEntity, name, readHistory, registerContext } from '#context'
import { createHttp, createMetrics } from '#kernel'
import { importFile, registerPerception } from '#perception'
import { quiet } from '#testing'
import { saveMapping } from './mappings.ts'
import { streamToNode } from './node-client.ts'
import { ground, operatorKey } from './testing-ground.ts'

const root = join(import.meta.dirname, '../../..')
const data = join(root, '../shared/data')
const parking = join(data, 'parking-birmingham/dataset.csv')
const air = join(data, 'air-huairou/PRSA_Data_Huairou_20130301-20170228.csv')

const isMissing = (path: string) => !existsSync(path) && `${path} is not there`

const folder = mkdtempSync(join(tmpdir(), 'datong-import-'))
after(() => rm(folder, { recursive: true }))

async function send(file: string, mapping: string) {
  const { url } = await ground()
  const printed: string[] = []
  const { bytes: _bytes, ...counts } = await importFile({ url, key: operatorKey }, file, mapping, {
    write: (text) => printed.push(text),
  })
  const { rows, kept, late, duplicates, flagged, quarantined } = counts
  return { counts: { rows, kept, late, duplicates, flagged, quarantined }, printed: printed.join('') }
}

async function sendText(text: string, mapping: object) {
  const [file, map] = [join(folder, 'table.csv'), join(folder, 'mapping.json')]
  await writeFile(file, text)
  await writeFile(map, JSON.stringify(mapping))
  return send(file, map)
}

const always = { from: new Date('2013-01-01T00:00:00Z'), to: new Date('2018-01-01T00:00:00Z') }
const site = (code: string) => `urn:ngsi-ld:OffStreetParking:birmingham-${encodeURIComponent(code)}`

test('Birmingham: every row is kept, a duplicate, or in quarantine with its reason; over capacity is flagged', {
  skip: isMissing(parking),
}, async () => {
  const mapping = join(root, 'examples/parking-birmingham/mapping.json')
  const first = await send(parking, mapping)
  assert.deepEqual(first.counts, { rows: 35_717, kept: 35_489, late: 0, duplicates: 216, flagged: 373, quarantined: 12 })

  const again = await send(parking, mapping)
  assert.deepEqual(again.counts, { rows: 35_717, kept: 0, late: 0, duplicates: 35_717, flagged: 0, quarantined: 0 })

  const { app, intake } = await ground()
  const held = await app.inject({
    url: '/perception/v1/quarantine?reason=negative-occupancy&limit=20',
    headers: { authorization: `Bearer ${operatorKey}` },
  })
  assert.equal(held.json().count, 12)
  assert.equal(held.json().items[0].times, 2)

  const lot = await findEntity(intake.pool, '', site('NIA North'))
  assert.equal(lot?.attributes[name('totalSpotNumber')]?.[0]?.value, 480)
  const lastOfSummer = { from: new Date('2016-10-29T00:00:00Z'), to: new Date('2016-10-30T00:00:00Z') }
  const firstOfWinter = { from: new Date('2016-10-30T00:00:00Z'), to: new Date('2016-10-31T00:00:00Z') }
  const opens = async (day: { from: Date; to: Date }) => {
    const measured = await readHistory(intake.pool, '', { id: site('NIA South'), attribute: 'occupiedSpotNumber', ...day })
    return measured.map(({ at }) => at.toISOString()).sort()[0]
  }
  assert.equal(await opens(lastOfSummer), '2016-10-29T06:59:48.000Z')
  assert.equal(await opens(firstOfWinter), '2016-10-30T07:59:55.000Z')
})

test('Birmingham: the history answers a temporal query with the rows of the table, and figures of them', {
  skip: isMissing(parking),
}, async () => {
  const { intake } = await ground()
  const rows = (await readFile(parking, 'utf8')).trim().split(/\r?\n/)
  const wanted = rows.filter((row) => /^(SystemCodeNumber|NIA South),.*(Updated|2016-11-0[1-3] ..:..:..)$/.test(row))
  const file = join(folder, 'nia-south.csv')
  await writeFile(file, wanted.join('\n'))
  await send(file, join(root, 'examples/parking-birmingham/mapping.json'))
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerContext(app, { ...intake, clock: () => new Date(), logger: quiet, may: () => undefined })
  const ask = async (form: string) => {
    const time = 'timerel=between&timeAt=2016-11-01T00:00:00Z&endTimeAt=2016-11-04T00:00:00Z'
    const { body } = await app.inject(
      `/ngsi-ld/v1/temporal/entities?type=OffStreetParking&attrs=occupiedSpotNumber&${time}&${form}`,
    )
    const found = JSON.parse(body).find(({ id }: { id: string }) => id === site('NIA South'))
    return found?.occupiedSpotNumber
  }

  // In winter the clocks of Birmingham show UTC.
  const measured = wanted.slice(1).map((row) => row.split(',') as [string, string, string, string])
  const values = measured.map(([, , occupied, at]) => [Number(occupied), `${at.replace(' ', 'T')}Z`])
  assert.equal(values.length, 54)
  assert.deepEqual((await ask('format=temporalValues')).values, values)
  const daily = await ask('format=aggregatedValues&aggrMethods=max,totalCount&aggrPeriodDuration=P1D')
  const days = [1, 2, 3].map((day) =>
    values.filter(([, at]) => String(at).startsWith(`2016-11-0${day}`)).map(([value]) => Number(value)),
  )
  assert.deepEqual(
    daily.max.map(([max]: number[]) => max),
    days.map((day) => Math.max(...day)),
  )
  assert.deepEqual(
    daily.totalCount.map(([count]: number[]) => count),
    days.map((day) => day.length),
  )
  await app.close()
})

test('Huairou: every hour is kept, and what was not measured is a gap', { skip: isMissing(air) }, async () => {
  const mapping = join(root, 'examples/air-huairou/mapping.json')
  const { counts } = await send(air, mapping)
  assert.deepEqual(counts, { rows: 35_064, kept: 35_064, late: 0, duplicates: 0, flagged: 0, quarantined: 0 })
  const { intake } = await ground()
  const lines = (await readFile(air, 'utf8')).trim().split(/\r?\n/).slice(1)
  for (const [attribute, column] of [
    ['pm25', 5],
    ['no2', 8],
    ['windDirectionName', 15],
  ] as const) {
    const measured = lines.filter((line) => line.split(',')[column] !== 'NA').length
    const kept = await readHistory(intake.pool, '', {
      id: 'urn:ngsi-ld:AirQualityObserved:beijing-Huairou',
      attribute,
      ...always,
    })
    assert.equal(kept.length, measured, attribute)
  }
  const again = await send(air, mapping)
  assert.equal(again.counts.duplicates, 35_064)
})

const gauges = {
  name: 'gauges',
  columns: { height: 'number' },
  entity: { id: 'urn:ngsi-ld:WaterObserved:import-{gauge}', type: 'WaterObserved' },
  observedAt: { columns: ['at'], formats: ['iso'], timeZone: 'Asia/Shanghai' },
  attributes: { height: { column: 'height', unitCode: 'MTR' } },
}

test('late rows, corrections, broken rows and duplicates of broken rows are counted apart and add up', async () => {
  const text = [
    'gauge;height;at',
    'a;1.5;2026-01-02T00:00',
    'a;1.4;2026-01-01T00:00',
    'a;1.6;2026-01-02T00:00',
    'a;1.6;2026-01-02T00:00',
    'a;high;2026-01-03T00:00',
    'a;high;2026-01-03T00:00',
    'a;2;2026-01-03',
    'a;2',
    'a;;2026-01-04T00:00',
    'a;9;2126-01-01T00:00',
    '"b";3;2026-01-03T00:00',
  ].join('\r\n')
  const { counts, printed } = await sendText(text, gauges)
  assert.deepEqual(counts, { rows: 11, kept: 4, late: 1, duplicates: 2, flagged: 0, quarantined: 4 })
  assert.match(printed, /quarantined\s+4/)

  const { app } = await ground()
  const headers = { authorization: `Bearer ${operatorKey}` }
  const { imports } = (await app.inject({ url: '/perception/v1/imports?limit=1', headers })).json()
  assert.equal(imports[0].state, 'done')
  assert.equal(imports[0].rows, 11)
  const { items } = (await app.inject({ url: `/perception/v1/quarantine?import=${imports[0].id}`, headers })).json()
  const reasons = items.map(({ line, reason, excerpt }: Record<string, unknown>) => [line, reason, excerpt])
  assert.deepEqual(
    reasons.sort(([a]: number[], [b]: number[]) => (a ?? 0) - (b ?? 0)),
    [
      [6, 'not-a-number', 'a;high;2026-01-03T00:00'],
      [9, 'wrong-columns', 'a;2'],
      [10, 'nothing-measured', 'a;;2026-01-04T00:00'],
      [11, 'from-the-future', 'a;9;2126-01-01T00:00'],
    ],
  )
})

test('what a corrected mapping can read is replayed from quarantine, and the rest stays with its new reason', async () => {
  await sendText('gauge,height,at\nc,"1,5",2026-01-02T00:00\nc,none,2026-01-02T00:00\n', {
    ...gauges,
    name: 'gauges-with-commas',
  })
  const corrected = {
    ...gauges,
    name: 'gauges-with-commas',
    columns: {},
    attributes: { height: { expression: '$number($replace(height, ",", "."))', unitCode: 'MTR' } },
  }
  await sendText('gauge,height,at\n', corrected)
  const { app, intake } = await ground()
  const headers = { authorization: `Bearer ${operatorKey}` }
  const [latest] = await intake.pool.query<{ import: string }>(
    `select import from perception.quarantine where mapping = 'gauges-with-commas' limit 1`,
  )
  const replayed = await app.inject({
    method: 'POST',
    url: '/perception/v1/quarantine/replay',
    headers,
    payload: { import: latest?.import },
  })
  assert.deepEqual(replayed.json(), { replayed: 1, held: 1 })
  const gauge = await findEntity(intake.pool, '', 'urn:ngsi-ld:WaterObserved:import-c')
  assert.equal(gauge?.attributes[name('height')]?.[0]?.value, 1.5)
})

test('a table that cannot be read to its end fails, says where, and keeps what came before', async () => {
  const rows = Array.from({ length: 600 }, (_, index) => `d,${index},2026-01-02T00:00:${String(index % 60).padStart(2, '0')}`)
  await assert.rejects(
    sendText(['gauge,height,at', ...rows, '"d,1'].join('\n'), gauges),
    /ended early: A quote is opened but never closed/,
  )
  const { app } = await ground()
  const { imports } = (
    await app.inject({ url: '/perception/v1/imports?limit=1', headers: { authorization: `Bearer ${operatorKey}` } })
  ).json()
  assert.equal(imports[0].state, 'failed')
  assert.ok(imports[0].rows >= 500)
})

test('a server that stops ends an import that is still being sent, and says so', async () => {
  const { intake } = await ground()
  const app = createHttp({ logger: quiet, metrics: createMetrics() })
  registerPerception(app, { intake, may: () => undefined })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  await saveMapping(intake.pool, gauges)
  const endless = new PassThrough()
  endless.write('gauge,height,at\n')
  const answer = await streamToNode({ url, key: '' }, '/perception/v1/imports?mapping=gauges&file=endless.csv', endless)
  const lines = answer.toArray()
  await app.close()
  const last =
    Buffer.concat(await lines)
      .toString()
      .trim()
      .split('\n')
      .at(-1) ?? ''
  assert.equal(JSON.parse(last).state, 'failed')
  assert.match(JSON.parse(last).detail, /server was stopped/)
})

test('a table without a column that the mapping names is refused as a whole', async () => {
  await assert.rejects(
    sendText('gauge,level,at\na,1,2026-01-02T00:00\n', gauges),
    /The table has no column height, which the mapping names\. It has: gauge, level, at\./,
  )
})

test('a mapping that is wrong is refused before anything is sent, with every fault', async () => {
  const wrong = { ...gauges, observedAt: { ...gauges.observedAt, timeZone: 'Asia/Nowhere' } }
  await assert.rejects(
    sendText('gauge,height,at\n', wrong),
    /not valid\.\n {2}\/observedAt\/timeZone Asia\/Nowhere is no IANA time zone/,
  )
})
