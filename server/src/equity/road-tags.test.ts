import assert from 'node:assert/strict'
import { test } from 'node:test'
import { car, foot, inSeason, motorcycle } from './road-profile.ts'
import { isBarred, parseLimit, speedsOf, statedMinutes } from './road-tags.ts'

const directions = (tags: Record<string, string>, profile = car) => speedsOf(tags, profile).map((speed) => speed > 0)

test('a one-way road is gone along its direction, by those who must keep it', () => {
  assert.deepEqual(directions({ highway: 'primary' }), [true, true])
  assert.deepEqual(directions({ highway: 'primary', oneway: 'yes' }), [true, false])
  assert.deepEqual(directions({ highway: 'primary', oneway: '-1' }), [false, true])
  assert.deepEqual(directions({ highway: 'primary', oneway: 'yes' }, foot), [true, true])
})

test('a roundabout and a motorway are one-way without saying so, and may say otherwise', () => {
  assert.deepEqual(directions({ highway: 'secondary', junction: 'roundabout' }), [true, false])
  assert.deepEqual(directions({ highway: 'motorway' }), [true, false])
  assert.deepEqual(directions({ highway: 'motorway', oneway: 'no' }), [true, true])
})

test('the most particular access tag decides', () => {
  assert.deepEqual(directions({ highway: 'service', access: 'private' }), [false, false])
  assert.deepEqual(directions({ highway: 'service', access: 'no', motor_vehicle: 'yes' }), [true, true])
  assert.deepEqual(directions({ highway: 'residential', motor_vehicle: 'no', motorcycle: 'yes' }), [false, false])
  assert.deepEqual(directions({ highway: 'residential', motor_vehicle: 'no', motorcycle: 'yes' }, motorcycle), [true, true])
  assert.deepEqual(directions({ highway: 'residential', access: 'destination' }), [true, true])
})

test('a class that the profile has no speed for cannot be used, whatever its access', () => {
  assert.deepEqual(directions({ highway: 'footway', motor_vehicle: 'yes' }), [false, false])
  assert.deepEqual(directions({ highway: 'motorway' }, foot), [false, false])
  assert.deepEqual(directions({ highway: 'construction' }), [false, false])
})

test('a signed limit and a bad surface bind cars, and a limit does not bind who walks', () => {
  assert.deepEqual(speedsOf({ highway: 'primary', maxspeed: '40' }, car), [36, 36])
  assert.deepEqual(speedsOf({ highway: 'primary', maxspeed: '40', 'maxspeed:backward': '20' }, car), [36, 18])
  assert.deepEqual(speedsOf({ highway: 'primary', surface: 'mud' }, car), [10, 10])
  assert.deepEqual(speedsOf({ highway: 'primary', maxspeed: '40' }, foot), speedsOf({ highway: 'primary' }, foot))
})

test('a limit is read with its unit, and what is no number is no limit', () => {
  assert.equal(parseLimit('60'), 60)
  assert.equal(parseLimit('60 mph'), 60 * 1.609344)
  assert.equal(parseLimit('50;60'), 50)
  for (const text of ['none', 'walk', 'BR:urban', '0', '']) assert.equal(parseLimit(text), undefined)
})

test('a bollard stops a car and not a motorcycle, a gate stops nobody unless it is tagged so', () => {
  assert.equal(isBarred({ barrier: 'bollard' }, car), true)
  assert.equal(isBarred({ barrier: 'bollard' }, motorcycle), false)
  assert.equal(isBarred({ barrier: 'bollard', motor_vehicle: 'yes' }, car), false)
  assert.equal(isBarred({ barrier: 'gate' }, car), false)
  assert.equal(isBarred({ barrier: 'gate', access: 'private' }, car), true)
  assert.equal(isBarred({ barrier: 'gate', access: 'private', foot: 'yes' }, foot), false)
})

test('a ferry takes what it says it takes', () => {
  assert.equal(statedMinutes({ duration: '01:20' }), 80)
  assert.equal(statedMinutes({ duration: '25' }), 25)
  assert.equal(statedMinutes({ duration: 'about an hour' }), undefined)
})

test('a season slows a class or a surface, or closes it', () => {
  const rains = inSeason(car, { track: 0, dirt: 0.4 })
  assert.deepEqual(directions({ highway: 'track' }, rains), [false, false])
  assert.deepEqual(speedsOf({ highway: 'tertiary', surface: 'dirt' }, rains), [10, 10])
  assert.deepEqual(speedsOf({ highway: 'tertiary' }, rains), speedsOf({ highway: 'tertiary' }, car))
  assert.throws(() => inSeason(car, { track: -1 }), RangeError)
})
