import type { KeptView, Names, Services } from '@datong/server/contract'
import Type from 'typebox'
import { isMessage } from '../../site/language.ts'
import { definePage } from '../../site/page.ts'
import type { Visit } from '../../site/visit.ts'
import { nameText } from '../../ui/words.tsx'

/** Everything that is kept about the reader, to be read and printed. */
export const ownData = definePage({
  path: '/account/data',
  section: 'account',
  audience: 'resident',
  query: Type.Object({}),
  load: async ({ services, visit }) => ({ show: await nameAreas(services, await services.rights.see(visit.who)) }),
  view: (kept, visit) => ({
    title: visit.t('kept.title'),
    trail: [
      { href: '/account', text: visit.t('account.title') },
      { href: '/account/rights', text: visit.t('rights.title') },
    ],
    body: (
      <>
        <div class="stack">
          <h1>{visit.t('kept.title')}</h1>
          <p class="lead">{visit.t('kept.lead')}</p>
          <p>
            <a class="button second" href="/account/data.json">
              {visit.t('rights.export')}
            </a>
          </p>
        </div>
        <Kept kept={kept} visit={visit} />
      </>
    ),
  }),
})

/** Areas by their names instead of their paths. */
export async function nameAreas({ region }: Services, kept: readonly KeptView[]): Promise<readonly KeptView[]> {
  const named = async (row: KeptView['rows'][number]) => {
    const area = typeof row.area === 'string' ? await region.area(row.area.split('/').at(-1) ?? '') : undefined
    return area === undefined ? row : { ...row, area: area.names }
  }
  return Promise.all(kept.map(async (part) => ({ ...part, rows: await Promise.all(part.rows.map(named)) })))
}

export function Kept({ kept, visit }: { kept: readonly KeptView[]; visit: Visit }) {
  return (
    <>
      {kept.map((part) => (
        <section key={part.id} class="stack">
          <h2>{nameText(part.names, visit)}</h2>
          {part.rows.length === 0 && <p class="quiet">{visit.t('kept.nothing')}</p>}
          {part.rows.map((row) => (
            <dl key={JSON.stringify(row)} class="facts card">
              {Object.entries(row)
                .filter(([, value]) => value !== null && value !== undefined && value !== '')
                .map(([field, value]) => (
                  <div key={field}>
                    <dt>{fieldName(field, visit)}</dt>
                    <dd>{field === 'area' && isNames(value) ? nameText(value, visit) : plain(value, visit)}</dd>
                  </div>
                ))}
            </dl>
          ))}
        </section>
      ))}
    </>
  )
}

/** Names of fields that services of their own bring are shown as they are. */
function fieldName(field: string, { t }: Visit): string {
  const key: string = `kept.field.${field}`
  return isMessage(key) ? t(key) : field
}

const isNames = (value: unknown): value is Names => typeof value === 'object' && value !== null

function plain(value: unknown, visit: Visit): string {
  if (value instanceof Date) return visit.format.moment(value)
  if (Array.isArray(value)) return visit.format.list(value.map((one) => plain(one, visit)))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
