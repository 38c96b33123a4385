import type { DemoPeople, DemoPerson, VisitingOfficer } from '#contract'
import { type AccountParts, enter, keepCard, saveDelegation, saveOfficer, saveResident, waitingCodes } from '#trust'
import type { PersonPlaces } from './person-places.ts'

type DemoResident = DemoPerson & {
  readonly kind: 'resident'
  readonly place: keyof PersonPlaces
  readonly bornOn: string
  readonly contact?: string
  readonly card?: string
}

type DemoOfficer = DemoPerson & {
  readonly kind: 'officer'
  readonly place: keyof PersonPlaces
  readonly department: string
  readonly roles: readonly string[]
}

/** The number that every made-up card begins with; the telephone numbers are none that anybody could have. */
const residents: readonly DemoResident[] = [
  {
    id: 'demo-city',
    kind: 'resident',
    names: { en: 'Lan Xiaozhou', 'zh-Hans': '兰小舟' },
    story: 'city',
    place: 'street',
    bornOn: '1992-04-11',
    contact: '000100200301',
    card: 'DEMO000001',
  },
  {
    id: 'demo-village',
    kind: 'resident',
    names: { en: 'Shi Qiaoyun', 'zh-Hans': '石巧云' },
    story: 'village',
    place: 'village',
    bornOn: '1974-09-02',
    contact: '000100200302',
    card: 'DEMO000002',
  },
  {
    id: 'demo-old',
    kind: 'resident',
    names: { en: 'Bai Guixiang', 'zh-Hans': '白桂香' },
    story: 'old',
    place: 'village',
    bornOn: '1948-02-19',
    card: 'DEMO000003',
  },
  {
    id: 'demo-migrant',
    kind: 'resident',
    names: { en: 'Feng Yuanhang', 'zh-Hans': '封远航' },
    story: 'migrant',
    place: 'street',
    bornOn: '1997-12-30',
    contact: '000100200304',
    card: 'DEMO000004',
  },
  {
    id: 'demo-developer',
    kind: 'resident',
    names: { en: 'Mo Qiming', 'zh-Hans': '墨启明' },
    story: 'developer',
    place: 'street',
    bornOn: '1989-06-17',
    contact: 'developer@demo.example',
    card: 'DEMO000005',
  },
]

const officers: readonly DemoOfficer[] = [
  officer('demo-doctor', 'Qing Duruo', '青杜若', 'doctor', 'town', 'health', ['doctor', 'helper']),
  officer('demo-health', 'Gu Ruolin', '谷若琳', 'health', 'region', 'health', ['case-worker', 'data-steward']),
  officer('demo-welfare', 'Yun Chengze', '云承泽', 'welfare', 'region', 'welfare', ['case-worker', 'helper', 'data-steward']),
  officer('demo-environment', 'Lu Zhiyuan', '陆致远', 'environment', 'region', 'environment', ['case-worker', 'data-steward']),
  officer('demo-planner', 'He Wangshu', '禾望舒', 'planner', 'region', 'planning', ['planner']),
  officer('demo-protection', 'Jian Mingde', '简明德', 'protection', 'region', 'data-protection', ['data-protection']),
  officer('demo-administrator', 'Zong Liheng', '宗立衡', 'administrator', 'region', 'administration', ['administrator']),
]

function officer(
  id: string,
  en: string,
  zh: string,
  story: string,
  place: keyof PersonPlaces,
  department: string,
  roles: readonly string[],
): DemoOfficer {
  return { id, kind: 'officer', names: { en, 'zh-Hans': zh }, story, place, department, roles }
}

const people: readonly (DemoResident | DemoOfficer)[] = [...residents, ...officers]

const nameOf = ({ names }: DemoPerson) => `${names.en} ${names['zh-Hans']}`

/** One of the made-up officers, who decides something without having signed in. */
export function demoOfficer(id: string, places: PersonPlaces): VisitingOfficer {
  const found = officers.find((one) => one.id === id)
  if (found === undefined) throw new Error(`No made-up officer is ${id}`)
  const { place, department, roles } = found
  return { kind: 'officer', id, name: nameOf(found), department, roles, jurisdiction: [places[place]], session: 'demo' }
}

/** What the registers of departments say about the made-up residents. */
export const registered = (places: PersonPlaces) =>
  residents.map(({ card = '', names, bornOn, place }) => ({ card, name: names['zh-Hans'] ?? '', bornOn, area: places[place] }))

/** Made-up people for every role. Making them again changes nothing. None of them has a key that could be guessed: there is none. */
export async function saveDemoPeople(parts: AccountParts, places: PersonPlaces): Promise<void> {
  const now = parts.clock()
  await parts.pool.transaction(async (tx) => {
    for (const one of officers) await saveOfficer(tx, { ...one, name: nameOf(one), jurisdiction: [places[one.place]] }, now)
    for (const { id, place, bornOn, contact, card, ...one } of residents)
      await saveResident(
        tx,
        {
          id,
          name: nameOf({ id, ...one }),
          area: places[place],
          bornOn,
          vouchedBy: 'demo-doctor',
          ...(contact !== undefined && { contact }),
          ...(card !== undefined && { card: keepCard(parts, id, card) }),
        },
        now,
      )
    const known = await tx.query('select 1 from trust.delegation where resident = $1 limit 1', ['demo-old'])
    if (known.length > 0) return
    const until = new Date(now.getTime() + 2 * 365 * 86_400_000)
    const services = ['health', 'benefits']
    await saveDelegation(tx, { resident: 'demo-old', delegate: 'demo-village', kind: 'family', services, until }, now)
  })
}

export function createDemoPeople(parts: AccountParts): DemoPeople {
  return {
    list: () => people.map(({ id, kind, names, story }) => ({ id, kind, names, story })),
    signIn: async (id, browser) => {
      const person = people.find((one) => one.id === id)
      if (person === undefined) return { ok: false, why: 'no-such-person' }
      const signedInBy = person.kind === 'officer' ? 'passkey' : 'code'
      return parts.pool.transaction((tx) => enter(parts, tx, { kind: person.kind, owner: id, signedInBy }, browser))
    },
    codes: async () => waitingCodes(parts.pool, parts.clock()),
  }
}
