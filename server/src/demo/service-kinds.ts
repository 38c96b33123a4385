import type { Name } from './names.ts'

type PerClass<T> = { readonly urban: T; readonly town: T; readonly rural: T }

/** How facilities of one kind are spread over the island; the figures favour the centre, as in life. */
export type ServiceKind = {
  readonly kind: string
  /** The service, as the gap names it. */
  readonly service: Name
  /** What follows a place's name in the name of a facility. */
  readonly facility: Name
  /** Minutes of travel promised. */
  readonly standard: PerClass<number>
  /** City: one for so many residents. */
  readonly residents: number
  /** Expected number in a county's chief town, a town, a township and a village; parts of one are chances. */
  readonly expected: { readonly seat: number; readonly town: number; readonly township: number; readonly village: number }
  /** Beds, pupils, places, counters, plugs or departures a day: smallest and largest. */
  readonly capacity: PerClass<readonly [least: number, most: number]>
  /** OpenStreetMap `opening_hours`. */
  readonly hours: PerClass<string>
  /** The part of its capacity that is given at a distance. */
  readonly online?: number
}

const office: PerClass<string> = {
  urban: 'Mo-Fr 08:30-18:00; Sa 09:00-12:00',
  town: 'Mo-Fr 09:00-12:00,13:30-17:00',
  rural: 'Tu,Th 09:00-12:00',
}
const always: PerClass<string> = { urban: '24/7', town: '24/7', rural: '24/7' }

export const serviceKinds: readonly ServiceKind[] = [
  {
    kind: 'clinic',
    online: 0.15,
    service: { en: 'Clinic', zh: '诊所' },
    facility: { en: 'Clinic', zh: '卫生所' },
    standard: { urban: 15, town: 15, rural: 15 },
    residents: 9_000,
    expected: { seat: 3, town: 1.2, township: 1, village: 0.12 },
    capacity: { urban: [6, 20], town: [4, 10], rural: [1, 3] },
    hours: { urban: 'Mo-Su 08:00-20:00', town: 'Mo-Sa 08:00-18:00', rural: 'Mo-Fr 08:30-11:30,14:00-16:30' },
  },
  {
    kind: 'hospital',
    service: { en: 'Hospital', zh: '医院' },
    facility: { en: 'Hospital', zh: '医院' },
    standard: { urban: 30, town: 45, rural: 60 },
    residents: 85_000,
    expected: { seat: 1.5, town: 0.08, township: 0, village: 0 },
    capacity: { urban: [300, 1200], town: [90, 320], rural: [40, 80] },
    hours: always,
  },
  {
    kind: 'telemedicine-point',
    service: { en: 'Telemedicine', zh: '远程医疗' },
    facility: { en: 'Telemedicine Point', zh: '远程医疗点' },
    standard: { urban: 15, town: 20, rural: 20 },
    residents: 60_000,
    expected: { seat: 1, town: 0.6, township: 0.7, village: 0.07 },
    capacity: { urban: [2, 4], town: [1, 2], rural: [1, 1] },
    hours: { urban: 'Mo-Fr 08:00-18:00', town: 'Mo-Fr 09:00-17:00', rural: 'Tu,Fr 09:00-12:00' },
  },
  {
    kind: 'pharmacy',
    service: { en: 'Pharmacy', zh: '药店' },
    facility: { en: 'Pharmacy', zh: '药店' },
    standard: { urban: 10, town: 15, rural: 20 },
    residents: 4_500,
    expected: { seat: 6, town: 2, township: 0.9, village: 0.06 },
    capacity: { urban: [2, 6], town: [1, 3], rural: [1, 1] },
    hours: { urban: 'Mo-Su 08:00-22:00', town: 'Mo-Sa 08:30-18:30', rural: 'Mo-Fr 09:00-16:00' },
  },
  {
    kind: 'school',
    service: { en: 'School', zh: '学校' },
    facility: { en: 'School', zh: '学校' },
    standard: { urban: 15, town: 20, rural: 20 },
    residents: 7_000,
    expected: { seat: 5, town: 1.6, township: 1, village: 0.08 },
    capacity: { urban: [600, 1800], town: [300, 900], rural: [40, 180] },
    hours: { urban: 'Mo-Fr 07:30-17:30', town: 'Mo-Fr 07:30-17:00', rural: 'Mo-Fr 08:00-16:00' },
  },
  {
    kind: 'library',
    service: { en: 'Library', zh: '图书馆' },
    facility: { en: 'Library', zh: '图书馆' },
    standard: { urban: 20, town: 30, rural: 35 },
    residents: 60_000,
    expected: { seat: 1, town: 0.3, township: 0.05, village: 0.008 },
    capacity: { urban: [80, 400], town: [30, 90], rural: [8, 20] },
    hours: { urban: 'Tu-Su 09:00-20:00', town: 'Tu-Sa 10:00-17:00', rural: 'We,Sa 14:00-17:00' },
  },
  {
    kind: 'government-counter',
    online: 0.5,
    service: { en: 'Government counter', zh: '政务服务' },
    facility: { en: 'Government Counter', zh: '政务服务点' },
    standard: { urban: 20, town: 20, rural: 25 },
    residents: 40_000,
    expected: { seat: 2, town: 1, township: 1, village: 0.025 },
    capacity: { urban: [10, 30], town: [3, 8], rural: [1, 2] },
    hours: office,
  },
  {
    kind: 'benefit-counter',
    online: 0.4,
    service: { en: 'Benefits and pensions', zh: '社会保障' },
    facility: { en: 'Benefits Counter', zh: '社保服务点' },
    standard: { urban: 30, town: 30, rural: 40 },
    residents: 80_000,
    expected: { seat: 1, town: 0.35, township: 0.15, village: 0 },
    capacity: { urban: [6, 16], town: [2, 5], rural: [1, 1] },
    hours: office,
  },
  {
    kind: 'job-centre',
    online: 0.3,
    service: { en: 'Job centre', zh: '就业服务' },
    facility: { en: 'Job Centre', zh: '就业服务中心' },
    standard: { urban: 40, town: 45, rural: 60 },
    residents: 150_000,
    expected: { seat: 1, town: 0.06, township: 0, village: 0 },
    capacity: { urban: [10, 24], town: [3, 6], rural: [1, 2] },
    hours: office,
  },
  {
    kind: 'bank',
    online: 0.6,
    service: { en: 'Bank', zh: '银行' },
    facility: { en: 'Bank', zh: '银行' },
    standard: { urban: 15, town: 20, rural: 25 },
    residents: 10_000,
    expected: { seat: 5, town: 1, township: 0.4, village: 0.01 },
    capacity: { urban: [4, 10], town: [2, 5], rural: [1, 2] },
    hours: { urban: 'Mo-Fr 09:00-17:00; Sa 09:30-15:00', town: 'Mo-Fr 09:00-16:30', rural: 'Tu,Fr 09:30-15:00' },
  },
  {
    kind: 'bus-stop',
    service: { en: 'Bus', zh: '公交' },
    facility: { en: 'Bus Stop', zh: '公交站' },
    standard: { urban: 8, town: 10, rural: 10 },
    residents: 5_500,
    expected: { seat: 8, town: 2.5, township: 1, village: 0 },
    capacity: { urban: [80, 240], town: [16, 40], rural: [2, 10] },
    hours: { urban: 'Mo-Su 05:30-23:30', town: 'Mo-Su 06:00-21:00', rural: 'Mo-Sa 06:30-18:00' },
  },
  {
    kind: 'police-station',
    service: { en: 'Police station', zh: '派出所' },
    facility: { en: 'Police Station', zh: '派出所' },
    standard: { urban: 15, town: 20, rural: 30 },
    residents: 40_000,
    expected: { seat: 1, town: 0.7, township: 0.4, village: 0 },
    capacity: { urban: [30, 80], town: [8, 20], rural: [3, 6] },
    hours: always,
  },
  {
    kind: 'fire-station',
    service: { en: 'Fire station', zh: '消防站' },
    facility: { en: 'Fire Station', zh: '消防站' },
    standard: { urban: 15, town: 25, rural: 40 },
    residents: 90_000,
    expected: { seat: 1, town: 0.18, township: 0.05, village: 0 },
    capacity: { urban: [4, 8], town: [2, 3], rural: [1, 1] },
    hours: always,
  },
  {
    kind: 'care-centre',
    service: { en: 'Care for the elderly', zh: '养老服务' },
    facility: { en: 'Care Centre', zh: '养老服务中心' },
    standard: { urban: 20, town: 25, rural: 30 },
    residents: 22_000,
    expected: { seat: 2, town: 0.6, township: 0.4, village: 0.035 },
    capacity: { urban: [60, 180], town: [30, 80], rural: [8, 24] },
    hours: { urban: 'Mo-Su 07:30-19:30', town: 'Mo-Sa 08:00-18:00', rural: 'Mo-Fr 08:30-16:00' },
  },
  {
    kind: 'charging-station',
    service: { en: 'Charging station', zh: '充电站' },
    facility: { en: 'Charging Station', zh: '充电站' },
    standard: { urban: 10, town: 20, rural: 30 },
    residents: 12_000,
    expected: { seat: 4, town: 0.7, township: 0.2, village: 0.02 },
    capacity: { urban: [8, 40], town: [4, 12], rural: [1, 4] },
    hours: always,
  },
  {
    kind: 'post-office',
    service: { en: 'Post office', zh: '邮局' },
    facility: { en: 'Post Office', zh: '邮局' },
    standard: { urban: 15, town: 20, rural: 25 },
    residents: 25_000,
    expected: { seat: 2, town: 1, township: 0.5, village: 0.012 },
    capacity: { urban: [4, 12], town: [2, 4], rural: [1, 1] },
    hours: { urban: 'Mo-Sa 08:30-18:00', town: 'Mo-Fr 09:00-17:00', rural: 'Mo,We,Fr 09:30-15:30' },
  },
  {
    kind: 'market',
    service: { en: 'Market', zh: '集市' },
    facility: { en: 'Market', zh: '集市' },
    standard: { urban: 15, town: 20, rural: 25 },
    residents: 20_000,
    expected: { seat: 2, town: 1, township: 0.8, village: 0.02 },
    capacity: { urban: [80, 240], town: [40, 120], rural: [10, 40] },
    hours: { urban: 'Mo-Su 06:00-20:00', town: 'Mo-Su 06:00-14:00', rural: 'We,Sa 06:00-12:00' },
  },
]
