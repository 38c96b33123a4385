import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { isOpenAt, parseOpeningHours } from './opening-hours.ts'

/** `Mo 09:30` → whether it is open then. */
function isOpen(hours: string, at: string): boolean | undefined {
  const [day = '', time = ''] = at.split(' ')
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  const parsed = parseOpeningHours(hours)
  return parsed && isOpenAt(parsed, ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'].indexOf(day), hour * 60 + minute)
}

const answers: readonly [hours: string, at: string, open: boolean][] = [
  ['24/7', 'Su 03:00', true],
  ['Mo-Fr 08:00-17:00', 'Fr 16:59', true],
  ['Mo-Fr 08:00-17:00', 'Fr 17:00', false],
  ['Mo-Fr 08:00-17:00', 'Sa 10:00', false],
  ['08:00-17:00', 'Su 10:00', true],
  ['Mo-Fr 08:00-12:00,14:00-18:00', 'We 13:00', false],
  ['Mo-Fr 08:00-12:00, 14:00-18:00', 'We 14:00', true],
  ['Mo-Sa 08:00-20:00; We 08:00-12:00', 'We 13:00', false],
  ['Mo-Su 08:00-20:00; Su off', 'Su 13:00', false],
  ['Mo,We,Fr 09:00-11:00', 'We 09:00', true],
  ['Mo,We,Fr 09:00-11:00', 'Tu 09:00', false],
  ['Sa-Mo 10:00-12:00', 'Su 11:00', true],
  ['Sa-Mo 10:00-12:00', 'Tu 11:00', false],
  ['Fr 22:00-04:00', 'Sa 03:59', true],
  ['Fr 22:00-04:00', 'Fr 03:00', false],
  ['Su 20:00-26:00', 'Mo 01:30', true],
  ['Mo-Fr 08:00-12:00, Sa 09:00-11:00', 'Sa 10:00', true],
  ['Mo-Fr 08:00-12:00, We 14:00-16:00', 'We 09:00', true],
  ['Mo-Fr 08:00-17:00; PH off', 'Mo 09:00', true],
  ['Mo-Sa 08:00-17:00; Su,PH off', 'Su 09:00', false],
  ['Mo-Fr: 08:00-17:00', 'Mo 09:00', true],
  ['Mo-Fr', 'Mo 00:00', true],
  ['00:00-24:00', 'Th 23:59', true],
  ['off', 'Th 12:00', false],
]
for (const [hours, at, open] of answers)
  test(`"${hours}" is ${open ? 'open' : 'closed'} at ${at}`, () => assert.equal(isOpen(hours, at), open))

for (const hours of [
  '',
  'sunrise-sunset',
  'Apr-Oct Mo-Fr 08:00-17:00',
  'Mo-Fr 08:00+',
  'by appointment',
  'Xx 08:00-09:00',
  '08:00-12:99',
  'week 1-10 Mo',
])
  test(`"${hours}" is not guessed at`, () => assert.equal(parseOpeningHours(hours), undefined))

test('no text makes the reader of opening hours fail', () => {
  const piece = fc.constantFrom('Mo', '-', 'Su', ' ', ',', ';', '08:00', '24/7', 'off', 'PH', ':', '99:99', 'é')
  fc.assert(fc.property(fc.array(piece), (pieces) => void isOpen(pieces.join(''), 'Mo 09:00')))
  fc.assert(fc.property(fc.string(), (text) => void isOpen(text, 'Mo 09:00')))
})
