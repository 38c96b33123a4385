import type { PersonPlaces } from './person-places.ts'
import { registered } from './persons.ts'
import { randomFor } from './random.ts'

type Entry = { readonly card: string; readonly name: string; readonly bornOn: string; readonly area: string }

const people = 300
const surnames = [...'兰石白封墨青谷云陆禾简宗']
const given = ['晓溪', '望山', '听雨', '怀瑾', '知秋', '若谷', '长青', '采薇', '南枝', '明川', '静姝', '远舟']

/** Files as two departments of the island would drop them: those who can sign in here, and some hundred more. */
export function makeRegisters(seed: number, places: PersonPlaces): { readonly residence: string; readonly insurance: string } {
  const random = randomFor(seed, 'registers')
  const areas = [places.street, places.town, places.village]
  const others = Array.from({ length: people }, (_, at): Entry => {
    const year = random.whole(1940, 2020)
    return {
      card: `DEMO${String(100_001 + at)}`,
      name: random.pick(surnames) + random.pick(given),
      bornOn: `${year}-${two(random.whole(1, 12))}-${two(random.whole(1, 28))}`,
      area: random.pick(areas),
    }
  })
  const all = [...registered(places), ...others]
  const residence = all.map(({ card, name, bornOn, area }) =>
    [
      card,
      name,
      bornOn,
      codeOf(area),
      `${random.whole(1, 200)} 号`,
      random.whole(1, 6),
      `${random.whole(1990, 2025)}-07-01`,
    ].join(','),
  )
  const insurance = all.map(({ card, area }) => {
    const isInsured = random.next() < 0.85
    const scheme = area === places.street ? '职工' : '居民'
    return [
      card,
      isInsured ? '是' : '否',
      isInsured ? scheme : '',
      isInsured ? `${random.whole(2005, 2025)}-01-01` : '',
      codeOf(area),
    ].join(';')
  })
  return {
    residence: table('card,name,born,area,address,household,since', residence),
    insurance: table('card;insured;scheme;since;area', insurance),
  }
}

const two = (number: number) => String(number).padStart(2, '0')
const codeOf = (path: string) => path.split('/').at(-1) ?? ''
const table = (head: string, rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`
