/** A small made-up world behind the contract, so that pages can be looked at and tested without a database. */
import type {
  Area,
  Change,
  Facility,
  GapOfService,
  GapOfSettlement,
  HealthBand,
  Measure,
  ParkingSite,
  QuarantineView,
  RegionInfo,
  ServiceKind,
  Services,
  Station,
  Where,
} from '@datong/server/contract'

export type World = Services & { readonly emit: (change: Change) => void; readonly setFree: (id: string, free: number) => void }

export const operatorKey = 'made-up-key'

const hour = 3_600_000

export function makeWorld(clock: () => Date, isEmpty = false): World {
  const random = randomFrom(7)
  const areas = makeAreas()
  const parkings = new Map(makeParking(random, clock).map((site) => [site.id, site]))
  const stations = makeStations(clock)
  const facilities = makeFacilities(random, areas)
  const settlements = makeSettlements(random)
  const quarantine = makeQuarantine(clock)
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
    }
  }
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
      facilities: async ({ area, near: from, kind, limit, offset = 0 }) =>
        near(facilities, from ? { near: from } : {})
          .filter((one) => (kind === undefined || one.kind === kind) && (area === undefined || inArea(one.area ?? '', area)))
          .slice(offset, offset + limit),
      countFacilities: async (area) => {
        const here = facilities.filter((one) => inArea(one.area ?? '', area))
        return new Map(services.map(({ kind }) => [kind, here.filter((one) => one.kind === kind).length]))
      },
      outlines: async () => makeOutlines(),
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
      report: async (area) => ({
        ...(area !== undefined && { area }),
        at: clock(),
        method: { detour: 1.3, speed: { urban: 18, town: 22, rural: 25 } },
        services: isEmpty ? [] : services.map(gapOf),
      }),
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
    },
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
    watch: (_types, onChange) => {
      watchers.add(onChange)
      return () => watchers.delete(onChange)
    },
    isOperator: ({ cookie = '' }) => cookie.includes(`key=${operatorKey}`),
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

const kinds: readonly (readonly [string, string, string])[] = [
  ['clinic', 'Clinic', '诊所'],
  ['hospital', 'Hospital', '医院'],
  ['pharmacy', 'Pharmacy', '药店'],
  ['school', 'School', '学校'],
  ['library', 'Library', '图书馆'],
  ['bus-stop', 'Bus stop', '公交站'],
  ['post-office', 'Post office', '邮局'],
]

const services: readonly ServiceKind[] = kinds.map(([kind, en, zh]) => ({
  kind,
  names: { en, 'zh-Hans': zh },
  standard: { urban: 15, town: 20, rural: 30 },
}))

const info: RegionInfo = {
  id: 'made-up',
  names: { en: 'Baihe', 'zh-Hans': '白河' },
  languages: ['en', 'zh-Hans'],
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  isDemo: true,
  services,
  counts: { areas: 61, settlements: 320, facilities: 240, population: 790_000 },
}

function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

function metres([lon, lat]: readonly [number, number], [x, y]: readonly [number, number]): number {
  return Math.hypot((x - lon) * 111_320 * Math.cos((lat * Math.PI) / 180), (y - lat) * 110_570)
}

function makeAreas(): readonly Area[] {
  const all: Area[] = []
  const add = (
    code: string,
    parent: Area | undefined,
    level: Area['level'],
    en: string,
    zh: string,
    population: number,
    x: number,
    y: number,
  ) => {
    const one: Area = {
      code,
      path: `${parent?.path ?? ''}/${code}`,
      level,
      names: { en, 'zh-Hans': zh },
      ...(level !== 'city' && { class: x < 0.1 ? 'urban' : level === 'town' ? 'town' : 'rural' }),
      ...(parent && { parent: parent.code }),
      position: [107 + x, 27 + y],
      population,
    }
    all.push(one)
    return one
  }
  const city = add('90', undefined, 'city', 'Baihe', '白河', 790_000, 0, 0)
  const names = [
    ['Riverside', '河滨'],
    ['Stonebridge', '石桥'],
    ['Pine Hills', '松岭'],
    ['Lower Valley', '下谷'],
  ] as const
  names.forEach(([en, zh], index) => {
    const [x, y] = [
      [0, 0],
      [0.6, 0.1],
      [0.2, 0.5],
      [-0.4, 0.4],
    ][index] as [number, number]
    const county = add(`90${index}`, city, 'county', `${en} County`, `${zh}县`, 200_000 - index * 30_000, x, y)
    for (const t of [0, 1, 2]) {
      const town = add(`90${index}${t}`, county, 'town', `${en} Town ${t + 1}`, `${zh}${t + 1}镇`, 20_000, x + t * 0.1, y - 0.05)
      for (const v of [0, 1, 2, 3]) {
        add(
          `90${index}${t}${v}`,
          town,
          'village',
          `${en} Village ${t}${v}`,
          `${zh}${t}${v}村`,
          900,
          x + t * 0.1 + v * 0.02,
          y - 0.1,
        )
      }
    }
  })
  return all
}

function makeFacilities(random: () => number, areas: readonly Area[]): readonly Facility[] {
  const villages = areas.filter((one) => one.level === 'village')
  return Array.from({ length: 240 }, (_, index) => {
    const area = villages[Math.floor(random() * villages.length)] as Area
    const [kind, en, zh] = kinds[index % kinds.length] as (typeof kinds)[number]
    const [lon, lat] = area.position ?? [107, 27]
    return {
      id: `urn:ngsi-ld:Facility:${index}`,
      kind,
      names: { en: `${en} of ${area.names.en}`, 'zh-Hans': `${area.names['zh-Hans']}${zh}` },
      position: [lon + random() * 0.02, lat + random() * 0.02],
      area: area.code,
      capacity: 20,
      openingHours: index % 5 === 0 ? '24/7' : 'Mo-Fr 08:30-12:00,14:00-17:30; Sa 09:00-12:00; PH off',
      ...(index % 6 !== 0 && { isOpen: index % 3 !== 0 }),
    }
  })
}

function makeParking(random: () => number, clock: () => Date): readonly ParkingSite[] {
  return Array.from({ length: 20 }, (_, index) => {
    const total = 80 + Math.floor(random() * 600)
    return {
      id: `urn:ngsi-ld:OffStreetParking:p${index}`,
      names: { en: `Car park ${index + 1}`, 'zh-Hans': `${index + 1} 号停车场` },
      position: [107 + random() * 0.3, 27 + random() * 0.2],
      total,
      free: Math.floor(total * random()),
      observedAt: new Date(clock().getTime() - index * 70_000),
      isStale: index === 4,
      ...(index === 2 && { flag: 'over-capacity' }),
    }
  })
}

function freeAt(total: number, at: Date): number {
  const local = ((at.getTime() / hour + 8) % 24) - 13
  return total * (0.9 - 0.75 * Math.exp(-(local * local) / 18))
}

function makeStations(clock: () => Date): readonly Station[] {
  const at = clock()
  const station = (
    id: string,
    kind: Station['kind'],
    en: string,
    zh: string,
    x: number,
    measures: readonly Measure[],
  ): Station => ({
    id: `urn:ngsi-ld:${kind}:${id}`,
    kind,
    names: { en, 'zh-Hans': zh },
    position: [107 + x, 27],
    measures,
    observedAt: at,
    isStale: false,
  })
  const values = [9, 31, 62, 110]
  return [
    ...values.map((pm25, index) =>
      station(`a${index}`, 'air', `Air station ${index + 1}`, `空气站 ${index + 1}`, index / 10, [
        { name: 'pm25', value: pm25, unitCode: 'GQ' },
        { name: 'pm10', value: pm25 * 1.5, unitCode: 'GQ' },
        { name: 'o3', value: 48, unitCode: 'GQ' },
      ]),
    ),
    ...[3.2, 6.1].map((height, index) =>
      station(`w${index}`, 'water', `River gauge ${index + 1}`, `水文站 ${index + 1}`, index / 10, [
        { name: 'height', value: height, unitCode: 'MTR' },
        { name: 'flow', value: 120, unitCode: 'MQS' },
        { name: 'alertHeight', value: 5.5, unitCode: 'MTR' },
      ]),
    ),
    station('t0', 'weather', 'Hill weather', '山顶气象站', 0.1, [
      { name: 'temperature', value: 17.3, unitCode: 'CEL' },
      { name: 'relativeHumidity', value: 0.63 },
      { name: 'windSpeed', value: 3.1, unitCode: 'MTS' },
    ]),
  ]
}

function bandOf(value: number): HealthBand {
  if (value <= 10) return 'good'
  if (value <= 20) return 'fair'
  if (value <= 25) return 'moderate'
  if (value <= 50) return 'poor'
  return value <= 75 ? 'very-poor' : 'extremely-poor'
}

function makeSettlements(random: () => number): readonly GapOfSettlement[] {
  return Array.from({ length: 320 }, (_, index) => {
    const [angle, far] = [random() * 6.28, random() ** 0.7 * 0.75]
    const kind = far < 0.15 ? 'urban' : far < 0.3 ? 'town' : 'rural'
    const size = { urban: 9000, town: 2500, rural: 500 }[kind]
    return {
      id: `s${index}`,
      position: [107 + Math.cos(angle) * far, 27 + Math.sin(angle) * far * 0.8],
      class: kind,
      population: Math.round(size * (0.5 + random())),
      minutes: far * 80,
      isReached: far * 80 * (0.7 + random() * 0.6) < 30,
    }
  })
}

function makeOutlines() {
  const corner = (angle: number, far: number) => [107 + Math.cos(angle) * far, 27 + Math.sin(angle) * far * 0.8]
  return [0, 1, 2, 3].map((part) => {
    const start = (part * Math.PI) / 2
    const arc = Array.from({ length: 13 }, (_, step) =>
      corner(start + (step * Math.PI) / 24, 0.8 + 0.06 * Math.sin(part * 7 + step * 2)),
    )
    const ring = [[107, 27], ...arc, [107, 27]]
    return { code: `90${part}`, geometry: { type: 'Polygon', coordinates: [ring] } }
  })
}

function makeDevices(clock: () => Date) {
  return Array.from({ length: 120 }, (_, index) => ({
    id: `parking-${String(index).padStart(3, '0')}`,
    name: `Sensor ${index}`,
    kind: 'parking',
    decoder: 'json',
    topic: `devices/parking-${index}/up`,
    area: '9000',
    position: [107.01, 27.02] as const,
    createdAt: new Date(clock().getTime() - 40 * hour),
    ...(index % 7 !== 0 && { lastSeen: new Date(clock().getTime() - index * 50_000) }),
    accepted: 1200 + index,
    refused: index % 9,
  }))
}

function makeQuarantine(clock: () => Date): QuarantineView[] {
  return Array.from({ length: 40 }, (_, index) => ({
    id: `q${index}`,
    at: new Date(clock().getTime() - index * 200_000),
    source: 'mqtt',
    device: `parking-${String(index % 5).padStart(3, '0')}`,
    topic: 'devices/parking/up',
    reason: index % 2 === 0 ? 'not-json' : 'negative-count',
    detail:
      index % 2 === 0 ? 'The payload is not JSON: unexpected end at character 7' : 'occupied is -4; a count cannot be negative',
    state: index < 30 ? 'held' : 'discarded',
    excerpt: index % 2 === 0 ? '{"bad"' : '{"occupied":-4,"total":120}',
  }))
}

function setState(list: QuarantineView[], ids: readonly string[], state: QuarantineView['state']): number {
  let count = 0
  list.forEach((item, index) => {
    if (!ids.includes(item.id)) return
    list[index] = { ...item, state }
    count++
  })
  return count
}
