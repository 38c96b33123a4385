import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { name } from '#context'
import { type Ask, type Decision, decide, nobody, openTypes, operator, type Principal, type Resource } from '#trust'

const device: Principal = { kind: 'device', id: 'gauge-7' }
const wrongKey: Principal = { kind: 'nobody', failed: 'wrong-key' }
const expired: Principal = { kind: 'nobody', failed: 'session-expired' }

const parking: Resource = { kind: 'entities', types: [name('OffStreetParking')] }
const air: Resource = { kind: 'entities', types: [name('AirQualityObserved'), name('WeatherObserved')] }
const meter: Resource = { kind: 'entities', types: [name('ThreePhaseAcMeasurement')] }
const mixed: Resource = { kind: 'entities', types: [name('OffStreetParking'), name('Person')] }
const alike: Resource = { kind: 'entities', types: ['https://elsewhere.example/OffStreetParking'] }
const short: Resource = { kind: 'entities', types: ['OffStreetParking'] }
const elsewhere: Resource = { ...parking, tenant: 'school' }
const anything: Resource = { kind: 'entities', types: 'any' }
const nothing: Resource = { kind: 'entities', types: [] }
const devices: Resource = { kind: 'devices' }
const quarantine: Resource = { kind: 'quarantine' }
const imports: Resource = { kind: 'imports' }
const subscriptions: Resource = { kind: 'subscriptions' }

const questions: readonly (readonly [Principal, Ask['action'], Resource, Decision['allow'], Decision['why']])[] = [
  [nobody, 'read', parking, true, 'open-data'],
  [nobody, 'read', air, true, 'open-data'],
  [device, 'read', parking, true, 'open-data'],
  [wrongKey, 'read', parking, true, 'open-data'],
  [expired, 'read', parking, true, 'open-data'],
  [operator, 'read', parking, true, 'open-data'],
  [nobody, 'read', meter, false, 'not-open'],
  [nobody, 'read', mixed, false, 'not-open'],
  [nobody, 'read', alike, false, 'not-open'],
  [nobody, 'read', short, false, 'not-open'],
  [nobody, 'read', anything, false, 'types-not-named'],
  [nobody, 'read', nothing, true, 'open-data'],
  [nobody, 'read', elsewhere, false, 'not-open'],
  [operator, 'read', elsewhere, true, 'operator'],
  [device, 'read', meter, false, 'not-open'],
  [device, 'read', anything, false, 'types-not-named'],
  [wrongKey, 'read', meter, false, 'wrong-key'],
  [expired, 'read', anything, false, 'session-expired'],
  [operator, 'read', anything, true, 'operator'],
  [operator, 'read', mixed, false, 'operators-do-not-look-at-people'],
  [operator, 'write', mixed, true, 'operator'],
  [operator, 'subscribe', parking, true, 'open-data'],
  [operator, 'subscribe', mixed, false, 'operators-do-not-look-at-people'],
  [operator, 'subscribe', anything, false, 'types-not-named'],
  [operator, 'read', meter, true, 'operator'],
  [nobody, 'write', parking, false, 'operators-only'],
  [nobody, 'write', anything, false, 'operators-only'],
  [wrongKey, 'write', parking, false, 'wrong-key'],
  [expired, 'write', parking, false, 'session-expired'],
  [device, 'write', parking, false, 'devices-have-their-own-way'],
  [operator, 'write', parking, true, 'operator'],
  [nobody, 'read', devices, false, 'operators-only'],
  [nobody, 'write', devices, false, 'operators-only'],
  [device, 'read', devices, false, 'devices-have-their-own-way'],
  [operator, 'read', devices, true, 'operator'],
  [operator, 'write', devices, true, 'operator'],
  [nobody, 'read', quarantine, false, 'operators-only'],
  [device, 'write', quarantine, false, 'devices-have-their-own-way'],
  [operator, 'write', quarantine, true, 'operator'],
  [nobody, 'write', imports, false, 'operators-only'],
  [operator, 'write', imports, true, 'operator'],
  [nobody, 'read', subscriptions, false, 'operators-only'],
  [nobody, 'write', subscriptions, false, 'operators-only'],
  [device, 'write', subscriptions, false, 'devices-have-their-own-way'],
  [operator, 'write', subscriptions, true, 'operator'],
]

for (const [principal, action, resource, allow, why] of questions) {
  const who = 'failed' in principal ? `nobody (${principal.failed})` : principal.kind
  const tenant = 'tenant' in resource ? ` of tenant ${resource.tenant}` : ''
  const what = resource.kind === 'entities' ? `entities of ${String(resource.types) || 'no type'}${tenant}` : resource.kind
  test(`${who} ${allow ? 'may' : 'may not'} ${action} ${what}: ${why}`, () => {
    assert.deepEqual(decide({ principal, action, resource }), { allow, why })
  })
}

const anyPrincipal = fc.constantFrom<Principal>(nobody, wrongKey, expired, device)
const anyType = fc.oneof(fc.constantFrom(...openTypes.map(name)), fc.webUrl(), fc.string())
const anyResource: fc.Arbitrary<Resource> = fc.oneof(
  fc.record({ kind: fc.constant('entities' as const), types: fc.oneof(fc.constant('any' as const), fc.array(anyType)) }),
  fc.record({ kind: fc.constantFrom('devices' as const, 'quarantine' as const, 'imports' as const, 'subscriptions' as const) }),
)

test('only an operator ever writes', () => {
  fc.assert(
    fc.property(anyPrincipal, anyResource, (principal, resource) => {
      assert.equal(decide({ principal, action: 'write', resource }).allow, false)
    }),
  )
})

test('one type that is not open closes the whole entity', () => {
  fc.assert(
    fc.property(anyPrincipal, fc.array(anyType), fc.nat(), (principal, types, at) => {
      const resource: Resource = { kind: 'entities', types: types.toSpliced(at % (types.length + 1), 0, name('Person')) }
      assert.equal(decide({ principal, action: 'read', resource }).allow, false)
    }),
  )
})
