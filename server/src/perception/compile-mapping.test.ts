import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Circumstance, compileMapping } from './compile-mapping.ts'
import type { Mapping } from './mapping.ts'
import { readMapping } from './mapping.ts'

const arrived = Date.parse('2026-01-01T00:00:00Z')

function parking(extra: Partial<Mapping> = {}): Mapping {
  return {
    name: 'parking',
    columns: { Occupancy: 'number', Capacity: 'number' },
    entity: { id: 'urn:ngsi-ld:OffStreetParking:{Site}', type: 'OffStreetParking' },
    observedAt: { columns: ['When'], formats: ['yyyy-MM-dd HH:mm:ss'], timeZone: 'Europe/London' },
    attributes: { occupiedSpotNumber: { column: 'Occupancy', unitCode: 'C62' } },
    ...extra,
  }
}

const map = (
  mapping: Mapping,
  record: Record<string, unknown>,
  circumstance: Circumstance = { arrived, previous: () => undefined },
) => {
  const read = readMapping(mapping)
  assert.ok(read.ok, JSON.stringify(read))
  return compileMapping(read.mapping)(record, circumstance)
}

const row = { Site: 'Bull Ring', Occupancy: '12', Capacity: '10', When: '2016-07-01 12:00:00' }

test('a row becomes an observation with its id escaped, its unit and its time in UTC', async () => {
  const mapped = await map(parking(), row)
  assert.deepEqual(mapped, {
    ok: true,
    observation: {
      id: 'urn:ngsi-ld:OffStreetParking:Bull%20Ring',
      type: 'OffStreetParking',
      observedAt: Date.parse('2016-07-01T11:00:00Z'),
      attributes: {
        occupiedSpotNumber: { type: 'Property', value: 12, unitCode: 'C62', observedAt: '2016-07-01T11:00:00Z' },
      },
      flags: [],
    },
  })
})

test('a value that was not measured is absent, never zero, and a row of gaps is refused', async () => {
  const mapping = parking({
    missing: ['NA'],
    attributes: { occupiedSpotNumber: { column: 'Occupancy' }, totalSpotNumber: { column: 'Capacity' } },
  })
  const mapped = await map(mapping, { ...row, Occupancy: 'NA' })
  assert.ok(mapped.ok)
  assert.deepEqual(Object.keys(mapped.observation.attributes), ['totalSpotNumber'])
  const empty = await map(mapping, { ...row, Occupancy: 'NA', Capacity: ' ' })
  assert.equal(!empty.ok && empty.reason, 'nothing-measured')
})

test('a text in a column of numbers is refused with the column and what stands there', async () => {
  const mapped = await map(parking(), { ...row, Occupancy: '1,2' })
  assert.deepEqual(mapped, { ok: false, reason: 'not-a-number', detail: 'column Occupancy holds "1,2"' })
})

test('a check refuses a row with its own word, or keeps the value as measured and flags it', async () => {
  const mapping = parking({
    checks: [
      { when: 'Occupancy < 0', refuse: 'negative-occupancy' },
      { when: 'Occupancy > Capacity', flag: 'over-capacity', attributes: ['occupiedSpotNumber'] },
    ],
  })
  const refused = await map(mapping, { ...row, Occupancy: '-1' })
  assert.deepEqual(refused, { ok: false, reason: 'negative-occupancy', detail: 'Occupancy < 0' })
  const flagged = await map(mapping, row)
  assert.ok(flagged.ok)
  assert.deepEqual(flagged.observation.flags, ['over-capacity'])
  assert.equal(flagged.observation.attributes.occupiedSpotNumber?.value, 12)
  assert.deepEqual(flagged.observation.attributes.occupiedSpotNumber?.quality, { type: 'Property', value: 'over-capacity' })
})

test('a value can be computed, constant, or a point of two columns', async () => {
  const mapping = parking({
    attributes: {
      availableSpotNumber: { expression: '$max([0, Capacity - Occupancy])' },
      category: { constant: ['public'], type: 'json' },
    },
    describes: { location: { point: { longitude: 'lon', latitude: 'lat' } }, name: { column: 'Site' } },
  })
  const mapped = await map(mapping, { ...row, lon: '-1.9', lat: '52.5' })
  assert.ok(mapped.ok)
  assert.equal(mapped.observation.attributes.availableSpotNumber?.value, 0)
  assert.deepEqual(mapped.observation.attributes.category?.value, ['public'])
  assert.deepEqual(mapped.observation.describes, {
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [-1.9, 52.5] } },
    name: { type: 'Property', value: 'Bull Ring' },
  })
  const far = await map(mapping, { ...row, lon: '190', lat: '52.5' })
  assert.equal(!far.ok && far.reason, 'not-a-place')
})

test('of a local time that occurs twice the row order tells which, and a skipped one is refused', async () => {
  const mapping = compileMapping(parking())
  let last: number | undefined
  const read = async (When: string) => {
    const mapped = await mapping({ ...row, When }, { arrived, previous: () => last })
    if (!mapped.ok) return mapped.reason
    last = mapped.observation.observedAt
    return new Date(last).toISOString().slice(5, 16)
  }
  const night = ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00'].map((hour) => `2016-10-30 ${hour}:00`)
  const instants = []
  for (const When of night) instants.push(await read(When))
  assert.deepEqual(instants, ['10-29T23:30', '10-30T00:00', '10-30T00:30', '10-30T01:00', '10-30T01:30', '10-30T02:00'])
  assert.equal(await read('2016-03-27 01:30:00'), 'no-such-time')
})

test('a message that came alone takes the occurrence of a repeated local time that is nearer to its arrival', async () => {
  const mapping = compileMapping(parking())
  for (const at of ['2016-10-30T00:31:00Z', '2016-10-30T01:31:00Z']) {
    const mapped = await mapping({ ...row, When: '2016-10-30 01:30:00' }, { arrived: Date.parse(at) })
    assert.equal(mapped.ok && mapped.observation.observedAt, Date.parse(at) - 60_000)
  }
})

test('times read in several forms, from several columns, with their own offset, and in zones of half an hour', async () => {
  const at = async (observedAt: Mapping['observedAt'], record: Record<string, unknown>) => {
    const mapped = await map(parking({ ...(observedAt && { observedAt }) }), { ...row, ...record })
    return mapped.ok ? new Date(mapped.observation.observedAt).toISOString() : mapped.reason
  }
  const columns = ['When']
  assert.equal(await at({ columns, formats: ['iso'] }, { When: '2016-07-01T12:00:00+05:30' }), '2016-07-01T06:30:00.000Z')
  assert.equal(await at({ columns, formats: ['iso'] }, { When: '2016-07-01T12:00' }), 'no-time-zone')
  assert.equal(await at({ columns, formats: ['unix'] }, { When: 1467374400 }), '2016-07-01T12:00:00.000Z')
  const either = { columns, formats: ['dd/MM/yyyy h:mm a', "d MMM yy 'at' HH:mm:ss.SSS"], timeZone: 'Asia/Kolkata' }
  assert.equal(await at(either, { When: '01/07/2016 12:15 am' }), '2016-06-30T18:45:00.000Z')
  assert.equal(await at(either, { When: '1 Jul 16 at 12:15:01.25' }), '2016-07-01T06:45:01.250Z')
  assert.equal(await at(either, { When: '31/02/2016 1:00 am' }), 'not-a-time')
  const four = { columns: ['y', 'm', 'd', 'h'], formats: ['y M d H'], timeZone: 'Asia/Shanghai' }
  assert.equal(await at(four, { y: '2013', m: '3', d: '1', h: '0' }), '2013-02-28T16:00:00.000Z')
})

test('a mapping that is wrong names every fault with its place', () => {
  const read = readMapping({
    ...parking({ observedAt: { columns: ['When'], formats: ['yyyy-QQ'], timeZone: 'Mars/Base' } }),
    attributes: { a: { column: 'A', constant: 1 }, b: { expression: '1 +' } },
    checks: [{ when: 'true', flag: 'odd', attributes: ['c'] }],
    csv: { encoding: 'klingon' },
  })
  assert.ok(!read.ok)
  assert.deepEqual(
    read.faults.map(({ pointer }) => pointer),
    [
      '/csv/encoding',
      '/observedAt/formats',
      '/observedAt/timeZone',
      '/attributes/a',
      '/attributes/b/expression',
      '/checks/0/attributes',
    ],
  )
  const misspelt = readMapping({ ...parking(), atributes: {} })
  assert.ok(!misspelt.ok)
  assert.match(misspelt.faults[0]?.message ?? '', /has nothing called atributes/)
})
