/** Places, people, sensors and devices of the made-up world. */
import type {
  Area,
  DeadLetterView,
  Facility,
  Feature,
  GapOfSettlement,
  HealthBand,
  Measure,
  NotificationLineView,
  ParkingSite,
  QuarantineView,
  RegionInfo,
  ServiceKind,
  Station,
  UseOfService,
} from '@datong/server/contract'

const hour = 3_600_000

const kinds: readonly (readonly [string, string, string])[] = [
  ['clinic', 'Clinic', '诊所'],
  ['hospital', 'Hospital', '医院'],
  ['pharmacy', 'Pharmacy', '药店'],
  ['school', 'School', '学校'],
  ['library', 'Library', '图书馆'],
  ['bus-stop', 'Bus stop', '公交站'],
  ['post-office', 'Post office', '邮局'],
]

export const services: readonly ServiceKind[] = kinds.map(([kind, en, zh]) => ({
  kind,
  names: { en, 'zh-Hans': zh },
  standard: { urban: 15, town: 20, rural: 30 },
}))

export const info: RegionInfo = {
  id: 'made-up',
  names: { en: 'Baihe', 'zh-Hans': '白河' },
  languages: ['en', 'zh-Hans'],
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  isDemo: true,
  attribution: { en: 'Made up for tests', 'zh-Hans': '为测试而虚构' },
  services,
  counts: { areas: 61, settlements: 320, facilities: 240, population: 790_000 },
  files: [
    {
      name: 'roads.osm.pbf',
      bytes: 48_213_004,
      facts: { blocks: 812, date: '2026-10-30' },
      arrivedAt: new Date('2026-11-02T03:15:00Z'),
    },
  ],
}

export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

export function metres([lon, lat]: readonly [number, number], [x, y]: readonly [number, number]): number {
  return Math.hypot((x - lon) * 111_320 * Math.cos((lat * Math.PI) / 180), (y - lat) * 110_570)
}

export function makeAreas(): readonly Area[] {
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

export function makeFacilities(random: () => number, areas: readonly Area[]): readonly Facility[] {
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

export function makeParking(random: () => number, clock: () => Date): readonly ParkingSite[] {
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

export function freeAt(total: number, at: Date): number {
  const local = ((at.getTime() / hour + 8) % 24) - 13
  return total * (0.9 - 0.75 * Math.exp(-(local * local) / 18))
}

export function makeStations(clock: () => Date): readonly Station[] {
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
        { name: 'height', value: height, unitCode: 'MTR', alert: { at: 5.5, state: height >= 5.5 ? 'above' : 'below' } },
        { name: 'flow', value: 120, unitCode: 'MQS' },
      ]),
    ),
    station('t0', 'weather', 'Hill weather', '山顶气象站', 0.1, [
      { name: 'temperature', value: 17.3, unitCode: 'CEL' },
      { name: 'relativeHumidity', value: 0.63 },
      { name: 'windSpeed', value: 3.1, unitCode: 'MTS' },
    ]),
  ]
}

export function bandOf(value: number): HealthBand {
  if (value <= 10) return 'good'
  if (value <= 20) return 'fair'
  if (value <= 25) return 'moderate'
  if (value <= 50) return 'poor'
  return value <= 75 ? 'very-poor' : 'extremely-poor'
}

export function makeSettlements(random: () => number): readonly GapOfSettlement[] {
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

export function makeOutlines() {
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

export function makeDevices(clock: () => Date) {
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

export function makeQuarantine(clock: () => Date): QuarantineView[] {
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

export function makeLines(clock: () => Date): NotificationLineView[] {
  return Array.from({ length: 6 }, (_, index) => ({
    subscription: `urn:ngsi-ld:Subscription:${index}`,
    tenant: index === 3 ? 'water' : '',
    endpoint: `https://receiver-${index}.example.org`,
    state: index === 5 ? 'paused' : 'active',
    waiting: index === 0 ? 1204 : 0,
    sent: 52_000 + index,
    failed: index === 0 ? 31 : 0,
    dead: index === 0 ? 3 : 0,
    lastSuccess: new Date(clock().getTime() - index * 200_000),
    ...(index === 0 && {
      lastFailure: clock(),
      error: 'connect ECONNREFUSED 203.0.113.7:443',
      nextTry: new Date(clock().getTime() + 60_000),
    }),
  }))
}

export function makeDeadLetters(clock: () => Date): DeadLetterView[] {
  return Array.from({ length: 3 }, (_, index) => ({
    id: index + 1,
    subscription: 'urn:ngsi-ld:Subscription:0',
    tenant: '',
    endpoint: 'https://receiver-0.example.org',
    at: new Date(clock().getTime() - 700_000_000),
    diedAt: clock(),
    reason: 'connect ECONNREFUSED 203.0.113.7:443',
    excerpt: '{"id":"urn:ngsi-ld:Notification:1","type":"Notification","data":[{"id":"urn:ngsi-ld:OffStreetParking:1"}]}',
  }))
}

/** Takes items out of a list. @returns how many */
export function takeOut<Item extends { readonly id: number }>(list: Item[], ids: readonly number[]): number {
  const before = list.length
  list.splice(0, before, ...list.filter(({ id }) => !ids.includes(id)))
  return before - list.length
}

export function setState(list: QuarantineView[], ids: readonly string[], state: QuarantineView['state']): number {
  let count = 0
  list.forEach((item, index) => {
    if (!ids.includes(item.id)) return
    list[index] = { ...item, state }
    count++
  })
  return count
}

export const features: readonly Feature[] = [
  {
    kind: 'river',
    geometry: {
      type: 'LineString',
      coordinates: [
        [106.4, 27.4],
        [106.9, 27.1],
        [107.6, 27.2],
      ],
    },
  },
  {
    kind: 'road',
    geometry: {
      type: 'LineString',
      coordinates: [
        [106.6, 26.7],
        [107, 27],
        [107.2, 27.5],
      ],
    },
  },
]

export const apiDocument = {
  servers: [{ url: 'https://made-up.example' }],
  paths: {
    '/region/v1/areas': {
      get: { tags: ['region'], summary: 'Areas', parameters: [{ name: 'search', in: 'query', schema: { type: 'string' } }] },
    },
  },
}

/** Use of a service, of which the countryside waits longer, and longer every month. */
export function makeUse(service: string): UseOfService {
  const about = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 })
  return {
    service,
    cases: 1_240,
    groups: [
      { class: 'urban', cases: 640, meanDays: about(4.1), completed: about(0.92), satisfaction: about(4.2) },
      { class: 'rural', cases: 600, meanDays: about(9.3), completed: about(0.71) },
      { class: 'rural', age: '60-79', cases: 220, meanDays: about(11.8) },
    ],
    gaps: [{ meanDays: about(2.27), completed: about(0.77) }],
    months: ['2026-05', '2026-06', '2026-07'].map((month, i) => ({
      month,
      cases: 130 + i,
      meanDays: about(2 + i / 10),
      ...(i > 0 && { completed: about(0.8 - i / 50) }),
    })),
    warnings: [{ figure: 'waiting', growth: about(1.04), since: '2026-05', chance: 0.003 }],
  }
}
