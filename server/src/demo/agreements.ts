import type { Terms } from '#contract'
import { createAgreements, type ExchangeParts } from '#exchange'
import type { PersonPlaces } from './person-places.ts'
import { demoOfficer } from './persons.ts'

const dataset = 'health-insurance'
const year = 365 * 86_400_000

/**
 * The departments of welfare and health of the made-up island agree on what those who apply for support are asked about. Making it again
 * changes nothing.
 */
export async function saveDemoAgreements(parts: ExchangeParts, places: PersonPlaces): Promise<void> {
  const agreements = createAgreements(parts)
  const [welfare, health] = [demoOfficer('demo-welfare', places), demoOfficer('demo-health', places)]
  const { items } = await agreements.list(welfare, { limit: 200, offset: 0 })
  if (items.some(({ terms }) => terms.dataset === dataset)) return
  const until = new Date(parts.accounts.clock().getTime() + year).toISOString()
  const { id } = must(await agreements.ask(welfare, terms(places.region, until)))
  must(await agreements.approve(health, id, { reason: '' }))
  for (const who of [health, welfare]) must(await agreements.sign(who, id))
}

const terms = (area: string, until: string): Terms => ({
  dataset,
  fields: [
    { name: 'scheme', mask: 'whole' },
    { name: 'since', mask: 'year' },
  ],
  questions: [
    {
      id: 'insured',
      titles: { en: 'Is the person insured?', 'zh-Hans': '此人是否参保？' },
      condition: { test: 'is', field: 'insured', value: true },
    },
  ],
  people: { about: 'people who apply for support 申请救助的人' },
  area,
  purposes: ['benefits'],
  legalBasis: 'Island act on support for those in need § 4 海岛社会救助条例第四条',
  until,
  limits: { perMinute: 30, perDay: 500 },
})

function must<T extends { readonly ok: boolean }>(outcome: T): Extract<T, { readonly ok: true }> {
  if (!outcome.ok) throw new Error(`The agreement of the made-up island did not come about: ${JSON.stringify(outcome)}`)
  return outcome as Extract<T, { readonly ok: true }>
}
