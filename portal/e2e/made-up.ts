/** A small made-up world behind the contract, so that pages can be looked at and tested without a database. */
import type { Change, GapAsk, GapOfService, GapReport, ServiceKind, Services, Where } from '@datong/server/contract'
import { makeAccess } from './made-up-access.ts'
import { madeUpAccounts } from './made-up-accounts.ts'
import { makeCompliance } from './made-up-compliance.ts'
import {
  apiDocument,
  bandOf,
  features,
  freeAt,
  info,
  makeAreas,
  makeDeadLetters,
  makeDevices,
  makeFacilities,
  makeLines,
  makeOutlines,
  makeParking,
  makeQuarantine,
  makeSettlements,
  makeStations,
  makeUse,
  metres,
  randomFrom,
  services,
  setState,
  takeOut,
} from './made-up-data.ts'
import { makeRecord } from './made-up-record.ts'
import { madeUpRights } from './made-up-rights.ts'

export type World = Services & { readonly emit: (change: Change) => void; readonly setFree: (id: string, free: number) => void }

export const operatorKey = 'made-up-key'

type Asker = { readonly headers: { readonly cookie?: string } }

const isOperator = ({ headers: { cookie = '' } }: Asker) => cookie.includes(`key=${operatorKey}`)

const hour = 3_600_000

export function makeWorld(clock: () => Date, isEmpty = false): World {
  const random = randomFrom(7)
  const areas = makeAreas()
  const parkings = new Map(makeParking(random, clock).map((site) => [site.id, site]))
  const stations = makeStations(clock)
  const facilities = makeFacilities(random, areas)
  const settlements = makeSettlements(random)
  const quarantine = makeQuarantine(clock)
  const deadLetters = makeDeadLetters(clock)
  const watchers = new Set<(change: Change) => void>()
  const near = <One extends { position?: readonly [number, number] }>(list: readonly One[], where: Where) => {
    if (!where.near) return list.map((one) => ({ ...one }))
    const [lon, lat] = where.near
    return list
      .map((one) => ({ ...one, metres: one.position ? metres([lon, lat], one.position) : 9e9 }))
      .sort((a, b) => a.metres - b.metres)
  }
  const inArea = (code: string, area: string) => areas.find((one) => one.code === code)?.path.includes(`/${area}`) ?? false
  const gapOf = (service: ServiceKind, index: number): GapOfService => {
    const shares = { urban: 0.97 - index * 0.01, town: 0.85 - index * 0.04, rural: 0.7 - index * 0.08 }
    const people = { urban: 410_000, town: 120_000, rural: 260_000 }
    return {
      kind: service.kind,
      names: service.names,
      standard: service.standard,
      facilities: 40 - index * 4,
      rows: (['urban', 'town', 'rural'] as const).map((name) => ({
        class: name,
        population: people[name],
        reached: Math.round(people[name] * shares[name]),
        share: shares[name],
        meanMinutes: 8 / shares[name],
        medianMinutes: 7 / shares[name],
        unreachable: 0,
      })),
      ruralToUrban: shares.rural / shares.urban,
      travel: [
        { by: 'road', people: 761_000 },
        { by: 'line', people: 29_000 },
      ],
      unknownHours: 0,
    }
  }
  const report = async (area?: string, ask?: GapAsk): Promise<GapReport> => ({
    ...(area !== undefined && { area }),
    at: clock(),
    method: {
      detour: 1.3,
      speed: { urban: 18, town: 22, rural: 25 },
      mode: ask?.mode ?? 'car',
      modes: ['car', 'motorcycle', 'foot'],
      seasons: [],
      ...(ask?.at !== undefined && { time: ask.at }),
    },
    services: isEmpty ? [] : services.map(gapOf),
  })
  return {
    region: {
      info: async () => (isEmpty ? undefined : info),
      search: async (text, limit) =>
        areas
          .filter((one) => Object.values(one.names).some((name) => name.toLowerCase().includes(text.toLowerCase())))
          .slice(0, limit),
      area: async (code) => areas.find((one) => one.code === code),
      lineage: async (code) => {
        const path =
          areas
            .find((one) => one.code === code)
            ?.path.split('/')
            .slice(1) ?? []
        return path.flatMap((part) => areas.find((one) => one.code === part) ?? [])
      },
      children: async (code) => (isEmpty ? [] : areas.filter((one) => one.parent === (code ?? '90'))),
      areaAt: async (position) => {
        const [nearest] = near(
          areas.filter(({ level }) => level === 'village'),
          { near: position },
        )
        return nearest?.position && metres(position, nearest.position) < 100_000 ? nearest : undefined
      },
      facilities: async ({ area, near: from, kind, ids, limit, offset = 0 }) =>
        near(facilities, from ? { near: from } : {})
          .filter((one) => ids === undefined || ids.includes(one.id))
          .filter((one) => (kind === undefined || one.kind === kind) && (area === undefined || inArea(one.area ?? '', area)))
          .slice(offset, offset + limit),
      countFacilities: async (area) => {
        const here = facilities.filter((one) => inArea(one.area ?? '', area))
        return new Map(services.map(({ kind }) => [kind, here.filter((one) => one.kind === kind).length]))
      },
      outlines: async () => makeOutlines(),
      features: async () => features,
    },
    parking: {
      near: async (where, limit, offset = 0) => ({
        sites: isEmpty ? [] : near([...parkings.values()], where).slice(offset, offset + limit),
        count: isEmpty ? 0 : parkings.size,
      }),
      site: async (id) => parkings.get(id),
      forecast: async (id) => {
        const total = parkings.get(id)?.total
        if (total === undefined) return { ok: false, reason: 'no-capacity' }
        const now = clock().getTime()
        const points = Array.from({ length: 96 }, (_, index) => {
          const at = new Date(now + (index + 1) * 900_000)
          const free = freeAt(total, at)
          const width = total * (0.03 + index * 0.0008)
          return { at, free, low: Math.max(0, free - width), high: Math.min(total, free + width) }
        })
        const error = { ours: 14.2, seasonalNaive: 21.7, covered: 0.81, readings: 650, days: 7 }
        return { ok: true, madeAt: clock(), total, coverage: 0.8, points, error }
      },
      recent: async (id, hours) => {
        const total = parkings.get(id)?.total ?? 100
        return Array.from({ length: hours * 4 }, (_, index) => {
          const at = new Date(clock().getTime() - (hours * 4 - index) * 900_000)
          return { at, free: Math.round(freeAt(total, at) + total * 0.03 * (random() - 0.5)) }
        }).filter((_, index) => index % 11 !== 5)
      },
    },
    why: {
      explain: async ({ area, service }) => ({
        area,
        names: areas.find((one) => one.code === area)?.names ?? {},
        service,
        at: clock(),
        here: 0.31,
        city: 1.24,
        gap: 0.93,
        parts: [
          { factor: 'distance', isKnown: true, here: 0.4, city: 6.1, adds: 0.58, share: 0.62 },
          { factor: 'hours', isKnown: true, here: 0.16, city: 0.5, adds: 0.4, share: 0.43 },
          { factor: 'capacity', isKnown: true, here: 0.9, city: 0.4, adds: -0.05, share: -0.05 },
          { factor: 'digital', isKnown: false },
          { factor: 'eligibility', isKnown: false },
          { factor: 'language', isKnown: false },
        ],
        largest: 'distance',
      }),
    },
    compliance: makeCompliance(clock, areas),
    use: {
      report: async () => ({ at: clock(), services: [makeUse('school')] }),
      csv: async () => '',
    },
    environment: {
      near: async (where, kind, limit) =>
        isEmpty
          ? []
          : near(
              stations.filter((one) => one.kind === kind),
              where,
            ).slice(0, limit),
      station: async (id) => stations.find((one) => one.id === id),
      trend: async (id, measure, hours) => {
        const value = stations.find((one) => one.id === id)?.measures.find((one) => one.name === measure)?.value ?? 10
        return Array.from({ length: hours }, (_, index) => ({
          at: new Date(Math.floor(clock().getTime() / hour - hours + index + 1) * hour),
          value: value * (0.8 + 0.4 * Math.sin(index / 4) ** 2 + 0.1 * random()),
        })).filter((_, index) => index % 31 < 26)
      },
      band: (measure) => (measure.name === 'pm25' ? bandOf(measure.value) : measure.name === 'o3' ? 'good' : undefined),
    },
    gap: {
      latest: async () => report(),
      ways: async (from) => ({
        mode: 'car',
        isWaiting: false,
        ways: services.map(({ kind }, index) => {
          const [one] = near(
            facilities.filter((facility) => facility.kind === kind),
            { near: from },
          )
          // No road leads to the last of the kinds.
          if (one === undefined || index === services.length - 1) return { kind }
          return { kind, facility: one.id, minutes: metres(from, one.position) / 350, by: index % 3 === 0 ? 'line' : 'road' }
        }),
      }),
      report,
      byArea: async (_kind, area) =>
        areas
          .filter((one) => one.parent === (area ?? '90'))
          .map((one, index) => ({
            area: one.code,
            names: one.names,
            ...(one.class && { class: one.class }),
            population: one.population,
            reached: one.population * (0.9 - index * 0.11),
            share: 0.9 - index * 0.11,
            meanMinutes: 10 + index * 4,
          })),
      settlements: async () => settlements,
      csv: async () => 'service,class,share\n',
      week: async (_kind, _area, { mode } = {}) => {
        // By bus it is never ready: somebody looks at how far it is.
        if (mode === 'bus') return { done: 42, total: 168 }
        const hours = Array.from({ length: 168 }, (_, index) => {
          const [day, hour] = [Math.floor(index / 24), index % 24]
          const isOpen = day < 6 && hour >= 8 && hour < 18
          return { day, hour, open: isOpen ? 40 : 2, shares: isOpen ? { urban: 0.97, rural: 0.7 } : { urban: 0.4, rural: 0.05 } }
        })
        return { done: 168, total: 168, hours }
      },
    },
    access: makeAccess(clock, areas, settlements),
    devices: {
      list: async ({ text = '', limit, offset }) => {
        const found = makeDevices(clock).filter((one) => `${one.id} ${one.name} ${one.topic}`.includes(text))
        return { devices: found.slice(offset, offset + limit), count: found.length }
      },
      get: async (id) => makeDevices(clock).find((one) => one.id === id),
      quarantine: async ({ device, state, limit, offset }) => {
        const found = quarantine.filter((one) => (!device || one.device === device) && (!state || one.state === state))
        return { items: found.slice(offset, offset + limit), count: found.length }
      },
      payload: async (id) =>
        quarantine.some((one) => one.id === id) ? { bytes: Buffer.from('{"bad"'), fileName: `${id}.bin` } : undefined,
      replay: async (ids) => ({ replayed: setState(quarantine, ids, 'replayed'), held: 0 }),
      discard: async (ids) => setState(quarantine, ids, 'discarded'),
      latest: async (limit) =>
        Array.from({ length: limit }, (_, index) => ({
          entity: `urn:ngsi-ld:OffStreetParking:p${index}`,
          type: 'OffStreetParking',
          attributes: ['availableSpotNumber', 'occupiedSpotNumber'],
          at: new Date(clock().getTime() - index * 61_000),
        })),
    },
    record: makeRecord(clock, isEmpty),
    notifications: {
      lines: async ({ limit, offset }) => {
        const lines = isEmpty ? [] : makeLines(clock)
        return { items: lines.slice(offset, offset + limit), count: lines.length }
      },
      deadLetters: async ({ limit, offset }) => ({
        items: isEmpty ? [] : deadLetters.slice(offset, offset + limit),
        count: isEmpty ? 0 : deadLetters.length,
      }),
      body: async (id) =>
        deadLetters.some((letter) => letter.id === id)
          ? { text: '{"type":"Notification"}', contentType: 'application/json' }
          : undefined,
      replay: async (ids) => takeOut(deadLetters, ids),
      discard: async (ids) => takeOut(deadLetters, ids),
    },
    node: async () => ({
      name: 'made-up',
      version: '0.1.0',
      licence: 'Apache-2.0',
      node: 'v24',
      database: 'PostgreSQL',
      startedAt: clock(),
      entities: 2310,
      readings: 98_211,
    }),
    api: () => apiDocument,
    watch: (_types, onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    isOperator: async ({ cookie = '' }) => isOperator({ headers: { cookie } }),
    visitor: (request) => ({ who: isOperator(request as Asker) ? { kind: 'operator' } : { kind: 'nobody' } }),
    accounts: madeUpAccounts,
    ...madeUpRights,
    mayOpen: (request, audience) => (audience === 'operator' || audience === 'planner') && isOperator(request as Asker),
    planGuard: { may: async () => undefined, scopesOf: async () => ({}) },
    demoPeople: async () => undefined,
    signIn: (key) => (key === operatorKey ? { cookie: `key=${key}; Path=/; HttpOnly; SameSite=Lax` } : undefined),
    signOut: () => ({ cookie: 'key=; Path=/; Max-Age=0' }),
    clock,
    emit: (change) => {
      for (const watcher of watchers) watcher(change)
    },
    setFree: (id, free) => {
      const site = parkings.get(id)
      if (site) parkings.set(id, { ...site, free, observedAt: clock() })
    },
  }
}
