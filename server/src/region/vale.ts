import type { PackDraft } from './pack.ts'

const square = (west: number, south: number, size: number) =>
  [
    [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ],
  ] as const

/** A small made-up valley for tests: a county of two towns, one of them with two villages. */
export const vale: PackDraft = {
  region: {
    id: 'vale',
    names: { en: 'Vale', 'zh-Hans': '谷地' },
    languages: ['en', 'zh-Hans'],
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    coordinates: 'WGS84',
    demo: true,
    classes: { '111': 'urban', '121': 'town', '220': 'rural' },
    travel: { detour: 1.3, speed: { urban: 20, town: 30, rural: 30 } },
    services: [{ kind: 'clinic', names: { en: 'Clinic' }, standard: { urban: 15, town: 20, rural: 30 } }],
  },
  areas: [
    { code: 'v', level: 'county', names: { en: 'Vale', 'zh-Hans': '谷地' }, position: [88.5, 27.5] },
    {
      code: 'v-1',
      parent: 'v',
      level: 'town',
      officialClass: '121',
      names: { en: 'Évora Market', 'zh-Hans': '青岩镇' },
      position: [88.2, 27.2],
    },
    {
      code: 'v-11',
      parent: 'v-1',
      level: 'village',
      officialClass: '121',
      names: { en: 'Upper Mill', 'zh-Hans': '上磨村' },
      position: [88.21, 27.21],
    },
    {
      code: 'v-12',
      parent: 'v-1',
      level: 'village',
      officialClass: '220',
      names: { en: 'Lower Mill', 'zh-Hans': '下磨村' },
      position: [88.2, 27.2],
    },
    {
      code: 'v-2',
      parent: 'v',
      level: 'town',
      officialClass: '111',
      names: { en: 'Mill', 'zh-Hans': '磨' },
      position: [88.8, 27.8],
    },
  ],
  settlements: [
    {
      id: 's1',
      area: 'v-11',
      names: { en: 'Upper Mill' },
      position: [88.21, 27.21],
      population: 120,
      ages: { '0-14': 20, '15+': 100 },
    },
    { id: 's2', area: 'v-12', names: { en: 'Lower Mill' }, position: [88.2, 27.2], population: 80, ages: {} },
    { id: 's3', area: 'v-2', names: { en: 'Mill' }, position: [88.8, 27.8], population: 1000, ages: {}, officialClass: '220' },
  ],
  facilities: [
    {
      id: 'f1',
      kind: 'clinic',
      area: 'v-11',
      names: { en: 'Clinic' },
      position: [88.211, 27.211],
      capacity: 4,
      openingHours: 'Mo-Fr 09:00-12:00',
    },
    {
      id: 'f2',
      kind: 'clinic',
      area: 'v-2',
      names: { en: 'Night clinic' },
      position: [88.8, 27.8],
      openingHours: 'Mo-Su 20:00-06:00',
    },
    {
      id: 'f3',
      kind: 'library',
      area: 'v-2',
      names: { en: 'Library' },
      position: [88.81, 27.81],
      openingHours: 'Apr-Oct 09:00-12:00',
    },
  ],
  boundaries: [{ code: 'v', geometry: { type: 'Polygon', coordinates: square(88, 27, 1) } }],
}
