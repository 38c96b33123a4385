import assert from 'node:assert/strict'
import { test } from 'node:test'
import { attributesOf, type DemoDevice, demoDevices, messagesAt, type Reading, reading, tickBefore } from '#demo'

const devices = demoDevices()
const of = (sort: DemoDevice['signal']['sort']) => devices.filter((device) => device.signal.sort === sort)
const parking = (use: string) => devices.filter(({ signal }) => signal.sort === 'parking' && signal.use === use)
const isSound = ({ temper }: DemoDevice) => !temper.isStuck && temper.driftPerDay === 0

const hour = 3_600_000
/** Monday 2 March 2026, 00:00 on the island. */
const monday = Date.parse('2026-03-01T14:00:00Z')

/** Mean of a value over these days (0 = Monday) of eight weeks, from one hour of the day to another. */
function mean(device: DemoDevice, name: string, days: readonly number[], from: number, to: number): number {
  const seen: number[] = []
  for (let week = 0; week < 8; week++)
    for (const day of days)
      for (let at = from; at < to; at += 0.5)
        seen.push(reading(device, new Date(monday + (week * 168 + day * 24 + at) * hour))?.values[name] ?? Number.NaN)
  const measured = seen.filter((value) => !Number.isNaN(value))
  return measured.reduce((sum, value) => sum + value, 0) / measured.length
}

test('about 300 devices of every sort have ids, names and places of their own', () => {
  assert.equal(devices.length, 300)
  assert.deepEqual(
    ['parking', 'air', 'river', 'weather', 'power', 'water'].map((sort) => of(sort as 'air').length),
    [60, 40, 25, 40, 95, 40],
  )
  for (const key of ['id', 'name', 'entity'] as const) assert.equal(new Set(devices.map((device) => device[key])).size, 300)
  for (const { area } of devices) assert.match(area, /^\/990100\/9901\d\d\/9901\d{5}(\/9901\d{8})?$/)
})

test('the same device says the same at the same time, however often it is asked', () => {
  const again = demoDevices()
  const at = new Date('2026-05-04T07:30:00Z')
  for (const [index, device] of devices.entries()) assert.deepEqual(reading(device, at), reading(again[index] as DemoDevice, at))
})

test('car parks fill and empty with the day and the week', () => {
  const weekdays = [0, 1, 2, 3, 4]
  for (const device of parking('work').filter(isSound)) {
    const busy = mean(device, 'occupiedSpotNumber', weekdays, 9, 17)
    assert.ok(busy > 3 * mean(device, 'occupiedSpotNumber', weekdays, 0, 5), `${device.id} by day and by night`)
    assert.ok(busy > 2 * mean(device, 'occupiedSpotNumber', [5, 6], 9, 17), `${device.id} on weekdays and at the weekend`)
  }
  for (const device of parking('sights').filter(isSound))
    assert.ok(mean(device, 'occupiedSpotNumber', [5, 6], 11, 15) > 1.5 * mean(device, 'occupiedSpotNumber', weekdays, 11, 15))
})

test('a water meter never runs backwards', () => {
  const device = of('water')[0] as DemoDevice
  let before = 0
  for (let at = 0; at < 400; at++) {
    const litres = reading(device, new Date(monday + at * hour))?.values.waterConsumption
    if (litres === undefined) continue
    assert.ok(litres >= before)
    before = litres
  }
})

test('neighbours share the weather more than strangers do', () => {
  const stations = of('weather').filter(isSound)
  const at = Array.from({ length: 300 }, (_, index) => new Date(monday + index * 5 * hour))
  const rain = (device: DemoDevice) => at.map((time) => reading(device, time)?.values.precipitation ?? 0)
  const first = stations[0] as DemoDevice
  const byDistance = [...stations.slice(1)].sort((a, b) => km(a, first) - km(b, first))
  const near = agreement(rain(first), rain(byDistance[0] as DemoDevice))
  const far = agreement(rain(first), rain(byDistance.at(-1) as DemoDevice))
  assert.ok(near > far && near > 0.7, `${near} near, ${far} far`)
})

test('a river rises after rain and stays within its banks on most days', () => {
  for (const device of of('river').filter(isSound)) {
    const levels = Array.from({ length: 24 * 90 }, (_, at) => reading(device, new Date(monday + at * hour))?.values.height ?? 0)
    const alert = Number(device.describes.alertHeight?.value)
    assert.ok(levels.filter((level) => level > alert).length < 0.1 * levels.length, device.id)
    const measured = levels.filter((level) => level > 0)
    assert.ok(Math.max(...measured) > Math.min(...measured) + 0.3, device.id)
  }
})

test('some devices are stuck, some drift until an overfull car park is doubted, and all fall silent at times', () => {
  const stuck = devices.find(({ temper, signal }) => temper.isStuck && signal.sort === 'parking') as DemoDevice
  const days = Array.from({ length: 60 }, (_, day) =>
    [0, 3, 8, 11, 14, 20].map((at) => occupied(stuck, monday + (day * 24 + at) * hour)),
  )
  assert.ok(days.some((values) => new Set(values).size === 1))
  const drifting = devices.filter(({ temper, signal }) => temper.driftPerDay > 0 && signal.sort === 'parking')
  const flags = drifting.flatMap((device) =>
    Array.from({ length: 24 * 28 }, (_, at) => reading(device, new Date(monday + at * hour)))
      .filter((said): said is Reading => said !== undefined)
      .map((said) => attributesOf(device, said).occupiedSpotNumber?.quality?.value),
  )
  assert.ok(flags.includes('over-capacity'))
  for (const device of devices) {
    const heard = Array.from({ length: 24 * 60 }, (_, at) => reading(device, new Date(monday + at * hour)))
    assert.ok(heard.filter((said) => said !== undefined).length > 0.7 * heard.length, device.id)
  }
})

test('free spaces are never below zero', () => {
  for (const device of of('parking')) {
    const said = reading(device, new Date(monday + 34 * hour))
    if (said) assert.ok((attributesOf(device, said).availableSpotNumber?.value ?? -1) >= 0)
  }
})

test('messages come mostly one by one, now and then twice, late or unreadable', () => {
  const seen = { none: 0, one: 0, two: 0, unreadable: 0, late: 0 }
  for (const device of devices) {
    let at = tickBefore(device, new Date(monday))
    for (let count = 0; count < 150; count++) {
      const messages = messagesAt(device, at)
      seen[(['none', 'one', 'two'] as const)[messages.length] ?? 'two']++
      const texts = messages.map((message) => Buffer.from(message).toString('utf8'))
      if (texts.some((text) => !isReadable(text))) seen.unreadable++
      if (texts.length === 2 && texts[0] !== texts[1]) seen.late++
      at = tickBefore(device, new Date(at.getTime() + device.interval * 1000))
    }
  }
  assert.ok(seen.one > 40_000 && seen.none > 0 && seen.two > 100 && seen.late > 50, JSON.stringify(seen))
  assert.ok(seen.unreadable > 5 && seen.unreadable < 500, JSON.stringify(seen))
})

const occupied = (device: DemoDevice, at: number) => reading(device, new Date(at))?.values.occupiedSpotNumber
const km = (a: DemoDevice, b: DemoDevice) => Math.hypot(a.point.x - b.point.x, a.point.y - b.point.y)

/** Pearson's correlation. */
function agreement(a: readonly number[], b: readonly number[]): number {
  const middle = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
  const [ma, mb] = [middle(a), middle(b)]
  const together = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, index) => sum + (value - mx) * ((y[index] ?? 0) - my), 0)
  return together(a, ma, b, mb) / Math.sqrt(together(a, ma, a, ma) * together(b, mb, b, mb))
}

function isReadable(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object' && !text.includes('0000/')
  } catch {
    return false
  }
}
